"""Bluesky, and every personal data server of its network."""

from __future__ import annotations

from smm_action.platforms.bluesky.platform import Bluesky

PLATFORM = Bluesky()
