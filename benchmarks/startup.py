"""``smm --help`` against an empty Python and a bare click group."""

from __future__ import annotations

import sys

from benchmarks.timing import interleaved, report

CLICK = "import click\n@click.group()\ndef g(): pass\ng.main(['--help'], standalone_mode=False)"


def main() -> None:
    """Print the ratios."""
    rows = interleaved(
        {
            "python -c pass": [sys.executable, "-c", "pass"],
            "a bare click group --help": [sys.executable, "-c", CLICK],
            "smm --help": [sys.executable, "-m", "smm_action", "--help"],
        },
        runs=15,
    )
    report("Start-up: smm --help (target: at most 6 ×)", rows, "python -c pass")


if __name__ == "__main__":
    main()
