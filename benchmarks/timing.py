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
    spread: float = 0.0
    """Half of the distance between the quartiles of ``cpu``, as a fraction of it."""


Rows = Mapping[str, Timed]


def interleaved(
    commands: Mapping[str, Sequence[str]],
    *,
    runs: int = 5,
    warm_up: bool = True,
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
    status: int | None = None,
) -> dict[str, Timed]:
    """Run each command ``runs`` times in turn, after one warm-up each, and return its medians.

    Raises:
        SystemExit: ``status`` is given and a command ended with another: it did not do the work that is compared.
    """
    if warm_up:
        for command in commands.values():
            once(command, cwd=cwd, environ=environ, status=status)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(once(command, cwd=cwd, environ=environ, status=status))
    return {name: timed(pairs) for name, pairs in taken.items()}


def ratio(rows: Rows, name: str, base: str) -> float:
    """Return how many times the processor time of ``base`` the row ``name`` took.

    On an idle machine wall times say the same; on a busy one, what takes longer is interrupted more often.
    """
    return rows[name].cpu / rows[base].cpu


def report(title: str, rows: Rows, base: str) -> None:
    """Print the rows with the ratio of their processor time to that of ``base``."""
    print(f"\n{title}")
    for name, row in rows.items():
        wall, cpu = f"{row.wall * 1000:9.1f} ms wall", f"{row.cpu * 1000:9.1f} ms cpu ± {row.spread:4.0%}"
        print(f"  {name:<52} {wall} {cpu} {ratio(rows, name, base):8.2f} ×", flush=True)


def timed(pairs: Sequence[tuple[float, float]]) -> Timed:
    """Return the medians of at least two runs, each its wall and its processor time."""
    low, middle, high = statistics.quantiles((cpu for _, cpu in pairs), n=4, method="inclusive")
    return Timed(wall=statistics.median(wall for wall, _ in pairs), cpu=middle, spread=(high - low) / 2 / middle)


def once(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
    status: int | None = None,
) -> tuple[float, float]:
    """Return the wall and the processor time of one run, in seconds.

    Raises:
        SystemExit: as ``interleaved``.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status is not None and done.returncode != status:
        raise SystemExit(f"{' '.join(command)[:200]} ended with {done.returncode} instead of {status}")
    return wall, (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
