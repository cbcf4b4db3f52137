"""Facebook Pages."""

from __future__ import annotations

from smm_action.platforms.facebook.platform import Facebook

PLATFORM = Facebook()
