from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.tokens.fakes import LASTING, ROTATING, World, world


@pytest.fixture
def lasting(tmp_path: Path) -> World:
    """Return a world whose token goes on working when it is renewed."""
    return world(tmp_path, LASTING)


@pytest.fixture
def rotating(tmp_path: Path) -> World:
    """Return a world whose token is used up by a renewal."""
    return world(tmp_path, ROTATING)
