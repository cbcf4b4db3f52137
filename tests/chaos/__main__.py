"""``python -m tests.chaos``: every case that fits into CHAOS_MINUTES, and the table. With a ``Case(…)``: that one.

CHAOS_SEED repeats a run; what the scheduler of the machine decides is not repeated.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from click import echo

from tests.chaos import matrix
from tests.chaos.case import Case, Played, play
from tests.chaos.crew import Teams, teams
from tests.chaos.doubt import Doubts, doubts
from tests.chaos.networks import networks, random_networks
from tests.chaos.report import complaints, reached, table
from tests.chaos.truth import Verdict
from tests.chaos.worlds import NETWORKS, SPINE

WORKERS = (os.cpu_count() or 1) + 1
"""Cases at once: each waits a little for its sandbox to start and stop."""
DAYS = ((150, 0.005), (60, 0.2))
"""Posts, on two platforms each, and how many answers are lost: the rate that is promised for, and a bad one."""
ALLOWED_UNKNOWN, LEAST_SETTLED = 0.01, 0.95


class Campaign:
    """Plays cases with several workers until the time is up."""

    def __init__(self, made: Teams, deadline: float) -> None:
        self._teams, self._deadline = made, deadline
        self._lock = threading.Lock()
        self.played: list[Played] = []

    def run(self, cases: Iterable[Case]) -> None:
        """Play ``cases`` while there is time."""
        left = iter(cases)
        with ThreadPoolExecutor(WORKERS) as pool:
            for worker in [pool.submit(self._work, left) for _ in range(WORKERS)]:
                worker.result()

    def _work(self, left: Iterator[Case]) -> None:
        while not self._is_over():
            with self._lock:
                case = next(left, None)
            if case is None:
                return
            played = attempt(case, self._teams)
            with self._lock:
                self.played.append(played)

    def _is_over(self) -> bool:
        return time.monotonic() > self._deadline


def attempt(case: Case, made: Teams) -> Played:
    """Play a case; a harness that stumbles is a fault, too, never a silent gap."""
    try:
        return play(case, made)
    except Exception as error:  # noqa: BLE001 the campaign goes on and names it
        verdicts = {account: Verdict() for account in case.world.accounts}
        verdicts[case.world.first].wrong.append(f"the case could not be played: {error!r}")
        return Played(case=case, verdicts=verdicts)


def blind_spots(made: Teams) -> Iterator[str]:
    """Yield a line for each broken protocol that the harness did not see, or sound one that it blamed."""
    for name, case in matrix.BROKEN.items():
        broken, sound = attempt(replace(case, switches=(name,)), made), attempt(case, made)
        seen = sum(len(v.twice) + len(v.lost) for v in broken.verdicts.values())
        echo(f"  {name:<18} {seen} duplicates and lost; the real protocol: {len(sound.faults)}")
        if not seen or sound.faults:
            yield f"broken on purpose: {name}: seen {seen}, and the real protocol {sound.faults}"


def spent(days: Iterable[tuple[float, Future[Doubts]]]) -> Iterator[str]:
    """Yield a line for each day on which doubt was not rare enough."""
    for rate, day in days:
        result = day.result()
        echo(f"  {rate:.1%} of all answers lost: {result}")
        unknown = result.unknown_share > ALLOWED_UNKNOWN and rate < ALLOWED_UNKNOWN
        if unknown or result.settled_share < LEAST_SETTLED or result.faults:
            yield f"doubt is too frequent at {rate:.1%}: {result} {result.faults}"


def main() -> int:
    seed = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(1 << 30))
    minutes = float(os.environ.get("CHAOS_MINUTES") or 9.5)
    deadline = time.monotonic() + 60 * minutes
    with teams() as made:
        if len(sys.argv) > 1:
            played = attempt(eval(sys.argv[1], {"Case": Case}), made)
            echo("\n".join([*table([played]), *complaints([played])]))
            return bool(played.faults)
        echo(f"CHAOS_SEED={seed} CHAOS_MINUTES={minutes:g}\nBroken on purpose:")
        bad = [*blind_spots(made)]
        points, of_networks = matrix.traced(made[SPINE.name]), matrix.traced(made[NETWORKS.name])
        campaign = Campaign(made, deadline)
        with ThreadPoolExecutor(1) as pool:
            days = [(rate, pool.submit(doubts, made, posts=posts, rate=rate, seed=seed)) for posts, rate in DAYS]
            several = [*networks(of_networks, matrix.ANSWERS, seed)]
            random.Random(seed).shuffle(several)
            planned = matrix.evenly(several, matrix.everything(points, seed))
            chance = (matrix.random_sequences(points, seed), random_networks(of_networks, matrix.ANSWERS, seed))
            campaign.run(matrix.between(planned, matrix.in_turn(*chance)))
            echo("A day of deliveries, a late scheduler:")
            bad += spent(days)
    echo("\n".join(table(campaign.played)))
    echo(reached(campaign.played, points))
    left = len(planned) - sum(played.case in planned for played in campaign.played)
    echo(
        f"There was time for {len(planned) - left} of {len(planned)} planned cases, and for {len(campaign.played)} in all."
    )
    bad += complaints(campaign.played)
    echo("\n".join(bad))
    echo(f"CHAOS_SEED={seed}: " + ("FAILED" if bad else "duplicates and lost are 0 everywhere"))
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
