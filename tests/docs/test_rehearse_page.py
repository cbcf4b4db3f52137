"""docs/how-to/rehearse.md says what `smm rehearse` takes, prints and stands on."""

from __future__ import annotations

import re

from smm_action.cli.commands.rehearse import command
from smm_action.cli.output.rehearsals import as_json
from smm_action.rehearse import arrivals, run
from smm_action.rehearse.counts import Counts
from smm_action.rehearse.report import Report, Ticks
from tests.shared import ROOT
from tests.unit.rehearse.test_run import START

PAGE = (ROOT / "docs/how-to/rehearse.md").read_text("utf-8")


def test_it_names_every_option() -> None:
    own = {option for parameter in command.params if parameter.expose_value for option in parameter.opts}

    assert own == {"--from", "--to", "--faults", "--seed", "--runners", "--counts"}
    assert [option for option in own if f"`{option}" not in PAGE] == []


def test_it_names_every_key_of_the_json() -> None:
    ticks = Ticks(scheduled=0, came=0, worked=0, killed=0, refused=0)
    report = Report(
        start=START, end=START, seed=1, runners=1, fates=(), strange=0, waited=0, ticks=ticks, counts=Counts()
    )
    row = next(line for line in PAGE.splitlines() if line.startswith("| `--format json`"))

    assert set(re.findall(r"`([a-z]+)`", row)) == set(re.findall(r'^  "([a-z]+)"', as_json(report), re.MULTILINE))


def test_its_odds_are_those_of_the_code() -> None:
    assert ("one in ten never" in PAGE, "one\n  day in ten" in PAGE, "one step in 250" in PAGE) == (True, True, True)
    assert (arrivals.DROPPED, arrivals.SPELL, run.DEADLY) == (0.1, 0.1, 1 / 250)
