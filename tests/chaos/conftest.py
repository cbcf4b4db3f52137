"""The warm process and the template, once for all cases of a test run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.chaos.case import Case, Played, play
from tests.chaos.crew import Crew, Template, template
from tests.chaos.matrix import picture, traced
from tests.chaos.report import complaints


@pytest.fixture(scope="session")
def seed() -> int:
    """What the sample is drawn by: fixed, so that the test suite does not change by itself."""
    return int(os.environ.get("CHAOS_SEED", "1"))


@pytest.fixture(scope="session")
def made() -> Iterator[Template]:
    with template(picture()) as found:
        yield found


@pytest.fixture(scope="session")
def points(made: Template) -> list[str]:
    return traced(made)


@pytest.fixture
def crew(made: Template) -> Iterator[Crew]:
    with made.copy() as found:
        yield found


@pytest.fixture
def holds(made: Template) -> Callable[[Case], Played]:
    """Return what plays a case in which every promise must hold."""

    def check(case: Case) -> Played:
        played = play(case, made)
        assert not played.faults, "\n".join(complaints([played]))
        return played

    return check
