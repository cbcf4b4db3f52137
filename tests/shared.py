"""Where the contracts and the corpus lie: beside the checkout in CI, perhaps nowhere on a fresh machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("SMM_SHARED", ROOT.parent / "shared"))


def shared(path: str) -> Path:
    """Return a file or folder of the shared data; skip where there is none, fail where CI promises it."""
    found = SHARED / path
    if not found.exists():
        missing(f"needs ../shared/{path} (set SMM_SHARED to its folder)")
    return found


def missing(reason: str) -> NoReturn:
    """Skip for want of something; fail where CI promises everything."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
