"""``smm --help`` and the help of a command, against an empty Python and a bare click group."""

from __future__ import annotations

import sys

from benchmarks.quotes import Quote
from benchmarks.timing import interleaved, ratio, report

CLICK = "import click\n@click.group()\ndef g(): pass\ng.main(['--help'], standalone_mode=False)"
PASS, BARE, HELP, COMMAND = "python -c pass", "a bare click group", "smm --help", "smm lint --help"


def main() -> list[Quote]:
    """Print the ratios."""
    smm = [sys.executable, "-m", "smm_action"]
    rows = interleaved(
        {
            PASS: [sys.executable, "-c", "pass"],
            BARE: [sys.executable, "-c", CLICK],
            HELP: [*smm, "--help"],
            COMMAND: [*smm, "lint", "--help"],
        },
        runs=21,
        status=0,
    )
    report("Start-up: smm --help (target: at most 6 ×)", rows, PASS)
    return [
        Quote(work=f"`{name}`", costs=[(ratio(rows, name, PASS), f"`{PASS}`"), (ratio(rows, name, BARE), BARE)])
        for name in (HELP, COMMAND)
    ]


if __name__ == "__main__":
    main()
