"""The process that complete commands are forked from: ``python tests/warm/command.py``."""

from __future__ import annotations

import traceback
from typing import Any

from tests.warm import clocks
from tests.warm.forker import CRASHED, Forker, become, load


def play(spec: dict[str, Any]) -> int:
    """Run the command line as ``spec`` says and return its exit status."""
    from smm_action.cli.main import main

    become(spec)
    try:
        main()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 1
    except BaseException:  # noqa: BLE001 what the interpreter would print, and its status
        traceback.print_exc()
        return CRASHED
    return 0


if __name__ == "__main__":
    clocks.install()
    load()
    Forker(play).loop()
