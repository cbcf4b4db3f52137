"""Every case: each point of a tick, each fault of platform and remote, each change meanwhile; then random sequences."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from tests.chaos.apart import UNHEARD, apart
from tests.chaos.case import RECOVERIES, UNSEARCHABLE, Case
from tests.chaos.crew import RUNNERS, Template
from tests.chaos.hub import HUBS
from tests.chaos.trouble import CHANGES, DAMAGES, REMOTES, UPGRADES
from tests.chaos.web import MOODS
from tests.chaos.worlds import REFRESH

ANSWERS = {
    "the answer is lost after acceptance": "*.publish drop after times=1",
    "the answer is lost before acceptance": "*.publish drop before times=1",
    "the answer ends half-way": "*.publish drop during times=1",
    "accepted, then 500": "*.publish error 500 after times=1",
    "accepted, then 503": "*.publish error 503 after times=1",
    "accepted, then half a JSON": "*.publish answer truncated times=1",
    "accepted, then a proxy's page": "*.publish answer malformed times=1",
    "accepted, then nothing": "*.publish answer empty times=1",
    "accepted, then an error inside 200": "*.publish answer error times=1",
    "accepted and lost, the key forgotten": "*.publish drop after times=1; *.publish forget-key",
    "accepted and lost, searches blind": "*.publish drop after times=1; *.find error 500",
    "accepted and lost, searches lag": "*.publish drop after times=1; *.find hide 900",
    "500 and not accepted": "*.publish error 500 times=1",
    "503": "*.publish error 503 times=1",
    "429": "*.publish limit 30 times=1",
    "uploads fail": "*.media error 500 times=1",
    "every answer is lost": "*.publish drop after",
    "the token has expired": "*.publish expire times=1",
}
"""What the platform does in the first tick, by the name of its row."""
WRITING = tuple(["git", verb] for verb in ("push", "fetch", "update-ref", "commit-tree", "mktree", "hash-object"))
CRUCIAL = ("http POST /api/vN/statuses sent", "http POST /xrpc/com.atproto.repo.putRecord sent", "git push during")
RANDOM = "a random sequence"
GOLDEN = 0.6180339887
BROKEN = {
    "claim after send": Case(fault="claim after send", kills=("http POST /api/vN/statuses sent #2",), recovery="after hours"),
    "blind retry": Case(fault="blind retry", scenario=ANSWERS["accepted and lost, the key forgotten"]),
    "no reconcile": Case(fault="no reconcile", kills=("http POST /api/vN/statuses sent #2",)),
    "no search": Case(fault="no search", kills=("http POST /api/vN/statuses sent #2",), recovery="after hours"),
}  # fmt: skip
"""A case each at which a deliberately broken protocol must fail, and ours must not."""


def everything(points: Sequence[str], seed: int) -> list[Case]:
    """Return every case that is not left to chance: each kind of trouble, and each point of a tick.

    What there is no time for differs with the seed, and is least of all a point at which something is written or sent.
    """
    trouble = [*faults(seed), *apart(points, seed), *meanwhile(points, seed), *full_disks(points, seed)]
    random.Random(seed).shuffle(trouble)
    killed = [*kills(points, seed)]
    changes = [case for case in killed if is_change(case.kills[0])]
    return [*evenly(trouble, changes), *(case for case in killed if not is_change(case.kills[0]))]


def evenly(*several: Sequence[Case]) -> list[Case]:
    """Return the cases of several lists, so that wherever one stops, the same share of each was there."""
    placed = [((index + 0.5) / len(cases), case) for cases in several for index, case in enumerate(cases)]
    return [case for _, case in sorted(placed, key=lambda one: one[0])]


def in_turn(*several: Iterator[Case]) -> Iterator[Case]:
    """Yield one of each, without end."""
    while True:
        yield from map(next, several)


def between(planned: Sequence[Case], rest: Iterator[Case]) -> Iterator[Case]:
    """Yield ``planned`` with one of ``rest`` after every fifth, then ``rest`` without end."""
    for number, case in enumerate(planned):
        yield case
        if number % 5 == 0:
            yield next(rest)
    yield from rest


def traced(template: Template) -> list[str]:
    """Return the points of one real tick, in their order."""
    with template.copy() as crew:
        crew.sandbox.inject(template.world.refresh)
        runner = crew.launch("runner-1")
        runner.communicate()
        assert runner.returncode == 0, runner.err.read_text()
        return runner.points()


def row_of(point: str) -> str:
    """Return the row of a kill: ``killed, http sent``."""
    kind, *_, moment, _ = point.split()
    return f"killed, {kind} {moment}"


def is_change(point: str) -> bool:
    """Whether something is written or sent there; between two such points the world is the same at every other one."""
    return point.split()[:2] in WRITING or point.startswith(("http", "fsync"))


def order(points: Sequence[str], seed: int) -> list[str]:
    """Return the points in the order in which they are tried: those first at which something changes.

    The others come in one fixed mixed order that begins elsewhere for each seed, by the golden section, so that a few
    seeds in a row cover them all, however few of them there is time for.
    """
    changes, others = sorted(filter(is_change, points)), sorted(point for point in points if not is_change(point))
    random.Random(seed).shuffle(changes)
    random.Random(0).shuffle(others)
    start = int(len(others) * (seed * GOLDEN % 1))
    return [*changes, *others[start:], *others[:start]]


def kills(points: Sequence[str], seed: int) -> Iterator[Case]:
    """Yield a kill at every point, also together with the git that is writing just then."""
    for number, point in enumerate(order(points, seed)):
        writing = point.split()[:2] in WRITING and " during " in point
        for how in ("kill", "kill-git") if writing else ("kill",):
            yield Case(
                fault=row_of(point) + (" with it" if how == "kill-git" else ""),
                kills=(point,),
                how=how,
                scenario=REFRESH,
                recovery=list(RECOVERIES)[number % len(RECOVERIES)],
                seed=seed + number,
            )


def faults(seed: int) -> Iterator[Case]:
    """Yield each fault of platform, remote, state branch and disk, with one and with several runners."""
    chance = random.Random(seed)
    for number, (fault, scenario) in enumerate(ANSWERS.items()):
        for runners in (1, 2 + number % (RUNNERS - 1)):
            recovery = chance.choice(list(RECOVERIES))
            yield Case(fault=fault, scenario=scenario, runners=runners, recovery=recovery, seed=seed)
    for fault in ("the answer is lost after acceptance", "the answer is lost before acceptance", "accepted, then 500"):
        yield Case(fault=fault, scenario=ANSWERS[fault], switches=(UNSEARCHABLE,), seed=seed)
    for number, remote in enumerate(REMOTES):
        for runners in (1, 2 + number % (RUNNERS - 1)):
            yield Case(
                fault=remote, remote=remote, runners=runners, recovery=chance.choice(list(RECOVERIES)), seed=seed
            )
    for damage in DAMAGES:
        # what the branch was is remembered by a clone; a fresh one can not know
        yield Case(fault=damage, damage=damage, kills=(f"{CRUCIAL[0]} #2",), recovery="the same desk", seed=seed)


def meanwhile(points: Sequence[str], seed: int) -> Iterator[Case]:
    """Yield each change between crash and recovery, after crashes where something may be out."""
    chance = random.Random(seed)
    crucial = [point for point in points if point.startswith(CRUCIAL)]
    for change in [*CHANGES, *UPGRADES]:
        for recovery in RECOVERIES:
            yield Case(
                fault=f"killed, then {change}", change=change, kills=(chance.choice(crucial),), recovery=recovery, seed=seed
            )  # fmt: skip


def full_disks(points: Sequence[str], seed: int) -> Iterator[Case]:
    """Yield a disk that is full from a point on, at random points."""
    chance = random.Random(seed)
    for number, point in enumerate(chance.sample(sorted(points), 12)):
        recovery = list(RECOVERIES)[number % len(RECOVERIES)]
        yield Case(fault="the disk is full", kills=(point,), how="disk", recovery=recovery, seed=seed)


def random_sequences(points: Sequence[str], seed: int) -> Iterator[Case]:
    """Yield cases without end: any number of runners, kills, faults, changes, and a recovery that is killed, too."""
    chance = random.Random(seed)
    while True:
        runners = chance.randint(1, RUNNERS)
        scenario = chance.choice(["", *ANSWERS.values(), UNHEARD])
        how = chance.choice(["kill", "kill", "kill-git", "disk", "freeze"])
        # a remote that is a path of this machine would stand still together with a runner
        remotes = [{"web": mood} for mood in MOODS] + [{"remote": mood} for mood in REMOTES if how != "freeze"]
        yield Case(
            fault=RANDOM,
            runners=runners,
            kills=tuple(chance.choice(["", *points]) for _ in range(runners)),
            how=how,
            thaw=chance.choice([1, 2, 3]),
            scenario=scenario,
            late=chance.choice([0, 3, 12]) if scenario == UNHEARD else 0,
            **({} if how != "freeze" and chance.random() < 0.5 else chance.choice(remotes)),
            hub=chance.choice(["", *HUBS]),
            change=chance.choice(["", "", *CHANGES, *UPGRADES]),
            again=chance.choice(["", *points]),
            recovery=chance.choice(list(RECOVERIES)),
            seed=chance.randrange(1 << 30),
        )
