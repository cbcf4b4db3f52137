"""``smm``: shows the page that is asked for most, or hands over to the commands."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; the page of ``smm --help`` needs no click, whose import costs six times an empty Python."""
    if sys.argv[1:] in (["--help"], ["-h"]) and _is_wide():
        from smm_action.cli.help_page import PAGE

        sys.stdout.write(PAGE)
        return
    from smm_action.cli.group import run

    run()


def _is_wide() -> bool:
    """Whether click would break no line before column 80: in a narrower terminal it does."""
    if "COLUMNS" in os.environ:
        return False
    try:
        return os.get_terminal_size().columns >= 80
    except OSError:
        # a pipe or a file: click takes 80 too
        return True
