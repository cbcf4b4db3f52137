"""Our own static pages: a permalink a post, an index, a sitemap, an Atom and a JSON feed."""

from __future__ import annotations

from smm_action.platforms.microblog.platform import Microblog

PLATFORM = Microblog()
