"""LinkedIn: posts of persons and of organisations."""

from __future__ import annotations

from smm_action.platforms.linkedin.platform import LinkedIn

PLATFORM = LinkedIn()
