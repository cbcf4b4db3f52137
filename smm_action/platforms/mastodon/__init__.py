"""Mastodon, and every server that speaks its API."""

from __future__ import annotations

from smm_action.platforms.mastodon.platform import Mastodon

PLATFORM = Mastodon()
