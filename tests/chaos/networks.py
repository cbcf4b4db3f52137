"""The networks whose publishing takes several calls: each fault, kills at every call that publishes, runners that stand
still there, and what comes late.

What the machine itself can do wrong (every fsync, every git command) does not differ by network: the spine has it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from tests.chaos.apart import UNHEARD
from tests.chaos.case import RECOVERIES, SOON, Case
from tests.chaos.crew import RUNNERS
from tests.chaos.hub import GIVEN_UP, TRUTH
from tests.chaos.trouble import CHANGES, REMOTES
from tests.chaos.worlds import NETWORKS

PUBLISHES = (
    "http POST /N/tweets",
    "http POST /vN.N/N/feed",
    "http POST /vN.N/N_N/comments",
    "http POST /vN.N/N/media_publish",
    "http POST /vN.N/N/threads_publish",
    "http POST /vN.N/N/comments",
    "http POST /rest/posts",
    "http POST /rest/socialActions/",
)
"""Calls after which something more is on a network."""
CHANGE_SOMETHING = [name for name in CHANGES if name not in {"people.yml", "utm"}]
"""Changes that these posts know: they mention nobody and have no link."""
BEFORE = (
    "http POST /vN.N/N/media ",
    "http POST /vN.N/N/threads ",
    "http POST /vN.N/N/photos",
    "http POST /N/media/upload",
    "http PUT /dms-uploads/",
    "http PUT /hosted/",
    "http DELETE /hosted/",
)
"""Calls that prepare a publication, or clear up after it."""


def networks(points: Sequence[str], answers: Mapping[str, str], seed: int) -> Iterator[Case]:
    """Yield every case of this page. ``points`` are those of one of their ticks, ``answers`` the platforms' faults."""
    chance = random.Random(seed)
    for number, (fault, scenario) in enumerate(answers.items()):
        runners = 1 if number % 2 else 2 + number % (RUNNERS - 1)
        yield _case(fault, seed, scenario=scenario, runners=runners, recovery=chance.choice(list(RECOVERIES)))
    for moment in ("sent", "read"):
        for number, point in enumerate(_at(points, PUBLISHES, moment)):
            recovery = list(RECOVERIES)[number % len(RECOVERIES)]
            yield _case(f"killed, http {moment}", seed, kills=(point,), recovery=recovery)
    for number, point in enumerate(_some(chance, _at(points, BEFORE, "sent"))):
        recovery = list(RECOVERIES)[number % len(RECOVERIES)]
        yield _case("killed while uploading", seed, kills=(point,), recovery=recovery)
    for number, point in enumerate(_at(points, PUBLISHES, "sent")):
        if number % 2 == seed % 2:
            yield _case("frozen, then goes on", seed, kills=(point,), how="freeze", recovery="after the lease")
    for remote in chance.sample(list(REMOTES), 2):
        yield _case(remote, seed, remote=remote, runners=chance.randint(1, RUNNERS))
    for change in chance.sample(CHANGE_SOMETHING, 3):
        point = chance.choice(_at(points, PUBLISHES, "sent"))
        yield _case(f"killed, then {change}", seed, change=change, kills=(point,), recovery="after hours")
    for word in (TRUTH, GIVEN_UP):
        yield _case("obeyed late", seed, scenario=UNHEARD, late=chance.choice([2, 6, 15]), recovery=SOON, hub=word)


def random_networks(points: Sequence[str], answers: Mapping[str, str], seed: int) -> Iterator[Case]:
    """Yield random sequences without end."""
    chance = random.Random(seed)
    while True:
        runners = chance.randint(1, RUNNERS)
        yield _case(
            "a random sequence",
            chance.randrange(1 << 30),
            runners=runners,
            kills=tuple(chance.choice(["", *points]) for _ in range(runners)),
            how=chance.choice(["kill", "kill", "kill-git", "freeze"]),
            thaw=chance.choice([1, 2, 3]),
            scenario=chance.choice(["", *answers.values()]),
            change=chance.choice(["", "", *CHANGE_SOMETHING]),
            again=chance.choice(["", *points]),
            recovery=chance.choice(list(RECOVERIES)),
        )


def _case(fault: str, seed: int, **how: object) -> Case:
    return Case(fault=fault, team=NETWORKS.name, seed=seed, **how)  # type: ignore[arg-type]


def _at(points: Sequence[str], calls: tuple[str, ...], moment: str) -> list[str]:
    return [point for point in points if point.startswith(calls) and f" {moment} #" in point]


def _some(chance: random.Random, points: Sequence[str]) -> list[str]:
    return chance.sample(points, min(8, len(points)))
