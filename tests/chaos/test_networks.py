"""A sample of what `make chaos` plays on the networks whose publishing takes several calls."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.chaos import matrix
from tests.chaos.case import Case, Played
from tests.chaos.crew import Crew, Teams
from tests.chaos.networks import BEFORE, PUBLISHES, networks
from tests.chaos.truth import judge
from tests.chaos.worlds import NETWORKS

Holds = Callable[[Case], Played]
SEARCHED = [account for account, policy in NETWORKS.policies.items() if not policy.endswith("ask")]


@pytest.fixture(scope="module")
def points_there(made: Teams) -> list[str]:
    return matrix.traced(made[NETWORKS.name])


@pytest.fixture
def crew_there(made: Teams):
    with made[NETWORKS.name].copy() as found:
        yield found


def test_a_tick_meets_every_call_that_publishes_or_prepares(points_there: list[str]):
    for call in (*PUBLISHES, *BEFORE):
        for moment in ("sent", "read"):
            assert any(point.startswith(call) and f" {moment} #" in point for point in points_there), (call, moment)


@pytest.mark.parametrize("fault", ["accepted, then 500", "the answer is lost after acceptance", "every answer is lost"])
def test_accepted_and_not_said_is_once_or_a_question(fault: str, holds: Holds, seed: int):
    played = holds(
        Case(fault=fault, team=NETWORKS.name, scenario=matrix.ANSWERS[fault], recovery="after hours", seed=seed)
    )
    assert all(played.injected[account] for account in NETWORKS.accounts)
    for account in SEARCHED:
        assert played.verdicts[account].states == {"published": len(NETWORKS.parts)}, account


def test_killed_frozen_and_late(points_there: list[str], holds: Holds, seed: int):
    cases = [case for case in networks(points_there, matrix.ANSWERS, seed) if case.kills or case.late]
    for fault in ("killed, http sent", "killed while uploading", "frozen, then goes on", "obeyed late"):
        played = holds(random.Random(seed).choice([case for case in cases if case.fault == fault]))
        assert played.everywhere or played.case.late, "the point was not reached"


@pytest.mark.parametrize(
    ("platform", "account"), [(platform, account) for account, platform in NETWORKS.accounts.items()]
)
def test_a_copy_is_seen_on_each(crew_there: Crew, platform: str, account: str):
    assert crew_there.tick("runner-1").code == 0
    assert not [fault for verdict in judge(crew_there, 1).values() for fault in verdict.faults]
    store = crew_there.sandbox.store
    first = store.records(platform, "media" if platform == "instagram" else "post", account)[0]
    names = type(first).__slots__
    store.put(type(first)(**{**{name: getattr(first, name) for name in names}, "key": "9" * 18}))
    assert any("is there 2 times" in fault for fault in judge(crew_there, 1)[account].twice)
