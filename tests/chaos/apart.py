"""What machines apart do to each other: a runner that stood still, a late platform, a remote over HTTP, GitHub's word."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from tests.chaos.case import SOON, UNSEARCHABLE, Case
from tests.chaos.crew import RUNNERS
from tests.chaos.hub import GIVEN_UP, HUBS, TRUTH
from tests.chaos.web import MOODS, WELL
from tests.chaos.worlds import REFRESH

CREATES = ("http POST /api/vN/statuses", "http POST /xrpc/com.atproto.repo.putRecord")
SENT = tuple(f"{create} sent" for create in CREATES)
UNHEARD = "*.publish drop before"
"""No create of the first tick is obeyed, as far as anybody can tell then."""
LATE = (2, 6, 15)
"""Minutes after which they are obeyed all the same: within what ``claims.OBEYED_WITHIN`` and the lease are made for."""


def apart(points: Sequence[str], seed: int) -> list[Case]:
    """Return every case of this page."""
    return [*frozen(points, seed), *suspended(points, seed), *late(points, seed), *web(seed), *hub(points, seed)]


def frozen(points: Sequence[str], seed: int) -> Iterator[Case]:
    """Yield runners that stand still, mostly at a create call, and go on when others were there."""
    chance = random.Random(seed)
    creates = [point for point in points if point.startswith(CREATES)]
    others = [point for point in points if point.startswith(("git push", "fsync", "git ls-remote"))]
    for number, point in enumerate([*chance.sample(creates, 10), *chance.sample(others, 6)]):
        # a push that stands still must not make the remote stand still, too
        remote = WELL if point.startswith("git") else ""
        runners = 1 + number % 2
        yield Case(
            fault="frozen, then goes on", how="freeze", kills=(point,), web=remote, runners=runners, seed=seed,
            scenario=REFRESH,
            **(
                {"recovery": "after the lease"},
                {"recovery": "after hours"},
                {"recovery": "the same desk", "thaw": 3},
                {"recovery": "after the lease", "thaw": 2},
            )[number % 4],
        )  # fmt: skip
        if number % 2:
            yield Case(
                fault="frozen, and GitHub gives it up", how="freeze", kills=(point,), web=remote, runners=runners,
                hub=GIVEN_UP, recovery=SOON, thaw=chance.choice([1, 2, 4]), scenario=REFRESH, seed=seed,
            )  # fmt: skip


def suspended(points: Sequence[str], seed: int) -> Iterator[Case]:
    """Yield machines that stood still without a clock to tell, where nothing is about to be sent."""
    for point in points:
        if point.startswith("git push"):
            yield Case(
                fault="suspended while pushing", how="suspend", kills=(point,), web=WELL, scenario=REFRESH, seed=seed
            )


def late(points: Sequence[str], seed: int) -> Iterator[Case]:
    """Yield platforms that obey when the call's connection is long gone, and others already look."""
    chance = random.Random(seed)
    for minutes in LATE:
        for case in (
            Case(fault="obeyed late", recovery="the same desk"),
            Case(fault="obeyed late", recovery=SOON, hub=TRUTH),
            Case(fault="withdrawn, then obeyed late", recovery="the same desk", change="withdrawn"),
            Case(fault="obeyed late", recovery=SOON, hub=GIVEN_UP, runners=2),
            Case(fault="obeyed late", recovery=SOON, hub=TRUTH, switches=(UNSEARCHABLE,)),
            Case(
                fault="killed, then obeyed late", recovery=chance.choice([SOON, "the same desk"]), hub=TRUTH,
                kills=(chance.choice([point for point in points if point.startswith(SENT)]),),
            ),
        ):  # fmt: skip
            yield case.but(scenario=UNHEARD, late=minutes, seed=seed)


def web(seed: int) -> Iterator[Case]:
    """Yield each mood of a remote over HTTP."""
    for number, mood in enumerate(MOODS):
        for runners in (1, 2 + number % (RUNNERS - 1)):
            yield Case(fault=mood, web=mood, runners=runners, seed=seed)


def hub(points: Sequence[str], seed: int) -> Iterator[Case]:
    """Yield what GitHub says of runs that were killed a moment ago, or are under way."""
    chance = random.Random(seed)
    crucial = [point for point in points if point.startswith((*SENT, "git push during"))]
    for word in HUBS:
        for runners in (1, 2, RUNNERS):
            yield Case(
                fault=word, hub=word, kills=(chance.choice(crucial),), runners=runners, recovery=SOON, seed=seed
            )  # fmt: skip
