"""Instagram, for professional accounts."""

from __future__ import annotations

from smm_action.platforms.instagram.platform import Instagram

PLATFORM = Instagram()
