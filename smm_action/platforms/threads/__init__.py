"""Threads."""

from __future__ import annotations

from smm_action.platforms.threads.platform import Threads

PLATFORM = Threads()
