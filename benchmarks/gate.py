"""The quiet tick at two sizes, against an empty Python and one ``git rev-parse``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.posts import content_root
from benchmarks.quotes import Quote
from benchmarks.timing import Timed, interleaved, ratio, report
from smm_action.ledger.index import Index

GATE = Path(__file__).parents[1] / "smm_action" / "runner" / "gate.py"
SIZES = (10_000, 100_000)
RUNS = 41
PASS, REVISION, BOTH = "python3 -I -c pass", "git rev-parse HEAD:content", "pass + rev-parse"


def main() -> list[Quote]:
    """Print the ratios."""
    with tempfile.TemporaryDirectory(prefix="smm-bench-") as folder:
        return [_compare(content_root(Path(folder), size).parent, size) for size in SIZES]


def _compare(repository: Path, size: int) -> Quote:
    _remember(repository)
    rows = interleaved(
        {
            PASS: [sys.executable, "-I", "-c", "pass"],
            REVISION: ["git", "rev-parse", "HEAD:content"],
            "gate": [sys.executable, "-I", str(GATE)],
        },
        runs=RUNS,
        cwd=repository,
        environ={"SMM_NOW": "2026-12-01T08:00:00Z", "GITHUB_SHA": "", "GITHUB_OUTPUT": ""},
        status=0,
    )
    limit = [rows[PASS], rows[REVISION]]
    rows[BOTH] = Timed(wall=sum(row.wall for row in limit), cpu=sum(row.cpu for row in limit))
    report(f"A tick with nothing due, {size:,} posts (target: at most 1.5 ×, the same at every size)", rows, BOTH)
    costs = [(ratio(rows, "gate", BOTH), f"`{PASS}` and `git rev-parse`"), (ratio(rows, "gate", PASS), f"`{PASS}`")]
    return Quote(work=f"a tick with nothing due, {size:,} posts", costs=costs)


def _remember(repository: Path) -> None:
    """Leave a state branch that says nothing is due before 2027."""
    tree = _git(repository, "rev-parse", "HEAD:content")
    index = Index(main_sha="0" * 40, content_tree=tree, next_due="2027-01-01T07:00:00Z").to_bytes()
    blob = _git(repository, "hash-object", "-w", "--stdin", stdin=index)
    root = _git(repository, "mktree", stdin=f"100644 blob {blob}\tindex.json\n".encode())
    who = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    _git(
        repository,
        "update-ref",
        "refs/remotes/origin/smm-state",
        _git(repository, *who, "commit-tree", root, "-m", "x"),
    )
    said = subprocess.run([sys.executable, "-I", str(GATE)], cwd=repository, capture_output=True, text=True, check=True)
    if not said.stdout.startswith("No work"):
        raise SystemExit(f"the gate is not quiet: {said.stdout}")


def _git(repository: Path, *arguments: str, stdin: bytes = b"") -> str:
    done = subprocess.run(["git", *arguments], cwd=repository, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


if __name__ == "__main__":
    main()
