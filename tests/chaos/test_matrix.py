"""A sample of the matrix that `make chaos` plays whole."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import pytest

from tests.chaos import matrix
from tests.chaos.case import RECOVERIES, UNSEARCHABLE, Case, Played, play
from tests.chaos.crew import Teams
from tests.chaos.doubt import doubts
from tests.chaos.trouble import DAMAGES, REMOTES
from tests.chaos.worlds import SPINE

Holds = Callable[[Case], Played]
ACCEPTED = ("the answer is lost after acceptance", "accepted, then 500")


def test_a_tick_has_points_of_every_kind(points: list[str]):
    kinds = Counter(point.rpartition(" ")[0] for point in points)
    for moment in ("before", "connected", "headers", "sent", "answered", "read"):
        for create in (
            "/api/vN/statuses",
            "/xrpc/com.atproto.repo.putRecord",
            "/xrpc/com.atproto.server.refreshSession",
        ):
            assert kinds[f"http POST {create} {moment}"] >= 1, (create, moment)
    for moment in ("before", "during", "after"):
        assert kinds[f"git push {moment}"] >= 2, "a claim and an outcome"
    assert kinds["fsync before"] == kinds["fsync after"] >= 2 * sum(map(len, SPINE.parts.values()))


@pytest.mark.parametrize(
    "point",
    [
        "git push before #1", "git push during #1", "fsync after #3",
        "http POST /api/vN/statuses headers #1", "http POST /api/vN/statuses sent #1", "http POST /api/vN/statuses read #2",
        "http POST /xrpc/com.atproto.repo.putRecord sent #2", "git push during #2",
    ],
)  # fmt: skip
def test_killed_where_the_world_changes(point: str, holds: Holds, seed: int):
    recovery = list(RECOVERIES)[sum(point.encode()) % (len(RECOVERIES) - 1)]
    played = holds(Case(fault="killed", kills=(point,), recovery=recovery, seed=seed))
    assert played.injected["acme-mastodon"] == 1, "the point was not reached"
    for account, verdict in played.verdicts.items():
        assert verdict.states == {"published": len(SPINE.parts)}, account


def test_killed_anywhere(points: list[str], holds: Holds, seed: int):
    for case in random.Random(seed).sample([*matrix.kills(points, seed)], 2):
        holds(case)


@pytest.mark.parametrize("switches", [(), (UNSEARCHABLE,)], ids=["searchable", "unsearchable"])
@pytest.mark.parametrize("fault", ACCEPTED)
def test_accepted_and_not_said_is_once_or_unknown_on_every_platform(
    fault: str, switches: tuple[str, ...], holds: Holds, seed: int
):
    played = holds(
        Case(fault=fault, scenario=matrix.ANSWERS[fault], switches=switches, recovery="after hours", seed=seed)
    )
    assert played.injected["acme-mastodon"] == played.injected["acme-bluesky"] == 1
    searched = {account: verdict for account, verdict in played.verdicts.items() if played.policy(account) != "ask"}
    assert all(verdict.states == {"published": len(SPINE.parts)} for verdict in searched.values())
    assert played.verdicts["acme-mastodon"].states["unknown"] == len(switches)


@pytest.mark.parametrize(("remote", "runners"), [*zip(REMOTES, (1, 1, 4, 2, 3, 1), strict=True)])
def test_a_remote_in_a_mood(remote: str, runners: int, holds: Holds, seed: int):
    holds(Case(fault=remote, remote=remote, runners=runners, seed=seed))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_state_branch_stops_everything_until_it_is_mended(damage: str, holds: Holds, seed: int):
    kill = f"{matrix.CRUCIAL[0]} #2"
    played = holds(Case(fault=damage, damage=damage, kills=(kill,), recovery="the same desk", seed=seed))
    assert played.injected["acme-pages"] == 2


def test_the_world_changes_between_crash_and_recovery(points: list[str], holds: Holds, seed: int):
    cases = [*matrix.meanwhile(points, seed)]
    for case in random.Random(seed).sample(cases, 2):
        holds(case)


def test_random_sequences(points: list[str], holds: Holds, seed: int):
    for case in islice(matrix.random_sequences(points, seed), 2):
        holds(case)


@pytest.mark.parametrize("name", matrix.BROKEN)
def test_a_protocol_that_is_broken_on_purpose_is_seen(name: str, made: Teams, seed: int):
    case = replace(matrix.BROKEN[name], seed=seed)
    broken = play(replace(case, switches=(name,)), made).verdicts.values()
    assert sum(len(verdict.twice) + len(verdict.lost) for verdict in broken) > 0


def test_doubt_is_rare_and_settles_itself(made: Teams, seed: int):
    day = doubts(made, posts=14, rate=0.3, seed=seed)
    assert day.faults == ()
    assert day.lost_answers >= 3, "the day was too calm to say anything"
    assert day.unknown_share <= 0.01
    assert day.settled_share >= 0.95
