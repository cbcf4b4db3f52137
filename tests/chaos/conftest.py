"""The warm process and the template, once for all cases of a test run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.chaos.case import Case, Played, play
from tests.chaos.crew import Crew, Teams, teams
from tests.chaos.matrix import traced
from tests.chaos.report import complaints
from tests.chaos.worlds import SPINE


@pytest.fixture(scope="session")
def seed() -> int:
    """What the sample is drawn by: fixed, so that the test suite does not change by itself."""
    return int(os.environ.get("CHAOS_SEED", "1"))


@pytest.fixture(scope="session")
def made() -> Iterator[Teams]:
    with teams() as found:
        yield found


@pytest.fixture(scope="session")
def points(made: Teams) -> list[str]:
    return traced(made[SPINE.name])


@pytest.fixture
def crew(made: Teams) -> Iterator[Crew]:
    with made[SPINE.name].copy() as found:
        yield found


@pytest.fixture
def holds(made: Teams) -> Callable[[Case], Played]:
    """Return what plays a case in which every promise must hold."""

    def check(case: Case) -> Played:
        played = play(case, made)
        assert not played.faults, "\n".join(complaints([played]))
        return played

    return check
