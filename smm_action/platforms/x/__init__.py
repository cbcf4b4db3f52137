"""X, by its API version 2. Documentation: https://docs.x.com/x-api/introduction."""

from __future__ import annotations

from smm_action.platforms.x.platform import X

PLATFORM = X()
