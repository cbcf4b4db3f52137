"""The process that complete commands are forked from: ``python tests/warm/command.py``."""

from __future__ import annotations

from typing import Any

from tests.warm import clocks
from tests.warm.forker import Forker, become, load, status_of


def play(spec: dict[str, Any]) -> int:
    """Run the command line as ``spec`` says and return its exit status."""
    from smm_action.cli.main import main

    become(spec)
    return status_of(main)


if __name__ == "__main__":
    clocks.install()
    load()
    Forker(play).loop()
