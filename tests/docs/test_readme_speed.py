"""The README's numbers are what `python -m benchmarks --readme` wrote, and they keep what the project promises."""

from __future__ import annotations

import pytest

from benchmarks.quotes import README, Quote, block, parse, quoted

QUOTED = quoted(README.read_text("utf-8"))
PROMISED = {
    "a tick with nothing due, 10,000 posts": ("`python3 -I -c pass` and `git rev-parse`", 1.5),
    "a tick with nothing due, 100,000 posts": ("`python3 -I -c pass` and `git rev-parse`", 1.5),
    "`smm --help`": ("`python -c pass`", 6),
    "`smm lint`, 1,000 posts": ("check-jsonschema", 1),
    "`smm lint`, 10,000 posts": ("check-jsonschema", 1),
}
"""Work → peer, and how many times as long as that it may take."""


def test_the_tool_wrote_the_block():
    quotes, measured = parse(QUOTED)
    assert block(quotes, measured) == QUOTED


@pytest.mark.parametrize("work", PROMISED)
def test_what_is_promised_is_quoted_and_kept(work: str):
    peer, most = PROMISED[work]
    costs = {quote.work: {name: ratio for ratio, name in quote.costs} for quote in parse(QUOTED)[0]}
    assert 0 < costs[work][peer] <= most


@pytest.mark.parametrize("text", ["", "| work | costs |\n|---|---|\n| lint | fast |\n\nOn a machine."])
def test_a_block_by_hand_is_told_apart(text: str):
    with pytest.raises(ValueError, match="--readme"):
        parse(text)


@pytest.mark.parametrize(("ratio", "shown"), [(0.0234, "0.023"), (0.8, "0.8"), (1.249, "1.2"), (12.6, "13")])
def test_two_digits_are_shown(ratio: float, shown: str):
    assert Quote(work="lint", costs=[(ratio, "itself")]).row() == f"| lint | {shown} × itself |"
