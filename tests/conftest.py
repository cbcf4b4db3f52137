"""How many tests run at once."""

from __future__ import annotations

import os

import pytest


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return two workers a core: most of the time the slow tests wait, for git, for a server, for a process to die."""
    del config
    return 2 * (os.cpu_count() or 1)
