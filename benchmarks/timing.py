"""Time whole processes in turn, A B A B …, and compare medians: machines are noisy, only ratios of one run count."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What one command cost: medians over the runs."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of user and system time."""


def interleaved(
    commands: Mapping[str, Sequence[str]],
    *,
    runs: int = 5,
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> dict[str, Timed]:
    """Run each command ``runs`` times in turn, after one warm-up each, and return its medians."""
    for command in commands.values():
        _once(command, cwd, environ)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(_once(command, cwd, environ))
    return {
        name: Timed(wall=statistics.median(w for w, _ in pairs), cpu=statistics.median(c for _, c in pairs))
        for name, pairs in taken.items()
    }


def report(title: str, rows: Mapping[str, Timed], base: str, notes: str = "") -> None:
    """Print the rows with their ratio to ``base``."""
    print(f"\n{title}{f'  ({notes})' if notes else ''}")
    for name, row in rows.items():
        ratio = row.wall / rows[base].wall
        print(f"  {name:<44} {row.wall * 1000:9.1f} ms wall {row.cpu * 1000:9.1f} ms cpu   {ratio:7.2f} ×")


def _once(command: Sequence[str], cwd: Path | None, environ: Mapping[str, str] | None) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
