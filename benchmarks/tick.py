"""A tick with ten posts due, to pages on the state branch, in a ledger of 100,000 files against one of 1,000."""

from __future__ import annotations

import shlex
import sys
import tempfile
from pathlib import Path

from benchmarks.ledgers import BRANCH, Repository, repository
from benchmarks.quotes import Quote
from benchmarks.timing import interleaved, ratio, report

SIZES = (1_000, 100_000)
RUNS = 3


def main() -> list[Quote]:
    """Print the ratio."""
    with tempfile.TemporaryDirectory(prefix="smm-bench-") as folder:
        commands = {_name(size): _tick(repository(Path(folder), size)) for size in SIZES}
        rows = interleaved(commands, runs=RUNS, warm_up=False, status=0)
    small, large = map(_name, SIZES)
    report("A tick with ten due: claimed, sent, recorded", rows, small)
    return [
        Quote(work=f"a tick that publishes ten posts, {large}", costs=[(ratio(rows, large, small), f"one, {small}")])
    ]


def _name(size: int) -> str:
    return f"{size:,} posts on the ledger"


def _tick(held: Repository) -> list[str]:
    """Return a command that forgets the tick before and publishes again."""
    forget = (
        f"git -C {held.origin} update-ref refs/heads/{BRANCH} {held.state} && git update-ref -d refs/smm/state/{BRANCH}"
    )
    return ["sh", "-c", f"cd {held.clone} && {forget} && exec {shlex.quote(sys.executable)} -m smm_action publish"]


if __name__ == "__main__":
    main()
