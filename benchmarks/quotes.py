"""What the README quotes of the benchmarks: ratios, in a table between two markers, written by ``--readme``."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- speed:begin -->", "<!-- speed:end -->"
HEAD = "| work | costs |\n|---|---|"
_MACHINE = re.compile(r"Processor time, medians of one run on (?P<cores>\d+) cores, Python (?P<python>[\d.]+)\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What one piece of work costs."""

    work: str
    costs: Sequence[tuple[float, str]]
    """Ratios and what they are to: (1.3, "`python -c pass`")."""

    def row(self) -> str:
        """Return the table's row."""
        costs = " · ".join(f"{_rounded(ratio)} × {peer}" for ratio, peer in self.costs)
        return f"| {self.work} | {costs} |"


def machine() -> str:
    """Return the sentence that says where it was measured: what matters of the machine, and not which it is."""
    cores, python = len(os.sched_getaffinity(0)), ".".join(platform.python_version_tuple()[:2])
    return f"Processor time, medians of one run on {cores} cores, Python {python}."


def block(quotes: Sequence[Quote], measured: str) -> str:
    """Return what stands between the markers."""
    return "\n".join([HEAD, *(quote.row() for quote in quotes), "", measured])


def parse(text: str) -> tuple[list[Quote], str]:
    """Return what ``block`` was given.

    Raises:
        ValueError: ``block`` did not write this.
    """
    table, _, measured = text.partition("\n\n")
    if not table.startswith(f"{HEAD}\n") or not _MACHINE.fullmatch(measured):
        raise ValueError("no table of `python -m benchmarks --readme`")
    return [_parsed(row) for row in table.removeprefix(f"{HEAD}\n").splitlines()], measured


def quoted(document: str) -> str:
    """Return what the README's text has between the markers."""
    return document.partition(f"{BEGIN}\n")[2].partition(f"\n{END}")[0]


def write(quotes: Sequence[Quote]) -> None:
    """Put the table into the README."""
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{block(quotes, machine())}\n{END}{after}", encoding="utf-8")


def _parsed(row: str) -> Quote:
    _, work, costs, _ = (cell.strip() for cell in row.split("|"))
    pairs = (cost.split(" × ", 1) for cost in costs.split(" · "))
    return Quote(work=work, costs=[(float(ratio), peer) for ratio, peer in pairs])


def _rounded(ratio: float) -> str:
    """Return two digits that count: more would be noise."""
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2g}"
