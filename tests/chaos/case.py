"""One case: a tick that goes wrong, what happens meanwhile, ticks that recover, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from smm_action.ledger.fold import fold
from smm_action.model.delivery import State
from tests.chaos.crew import PARTS, Crew, Runner, Template
from tests.chaos.trouble import CHANGES, DAMAGES, UPGRADES, arm, heal, repair
from tests.chaos.truth import ACCOUNTS, OPEN_QUESTIONS, Verdict, entries_at, judge
from tests.scenarios.conftest import after

POLICIES = {"acme-mastodon": "search", "acme-bluesky": "same-key", "acme-pages": "atomic"}
UNSEARCHABLE = "cannot be searched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Where and when the ticks after the trouble run."""

    minutes: tuple[int, ...]
    hosted: bool = False
    """On runners of GitHub: a run id instead of a process, no journal, the lease decides."""
    clone: str = ""
    """Always this one; empty: a fresh one each time."""


RECOVERIES = {
    "the same desk": Recovery(minutes=(1, 10, 45, 180, 330), clone="runner-1"),
    "another desk": Recovery(minutes=(1, 10, 45, 180, 330)),
    "after the lease": Recovery(minutes=(30, 45, 125, 180, 330), hosted=True),
    "after hours": Recovery(minutes=(190, 205, 245, 330, 350), hosted=True),
    "after a day": Recovery(minutes=(1500, 1560, 1700), hosted=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that decides how a case goes, but for the scheduler of the machine."""

    fault: str
    """The row of the table."""
    runners: int = 1
    kills: tuple[str, ...] = ()
    """The point at which each runner of the first tick ends; empty for one that lives."""
    how: str = "kill"
    scenario: str = ""
    remote: str = ""
    damage: str = ""
    change: str = ""
    again: str = ""
    """The point at which the first recovery tick is killed, too."""
    recovery: str = "after the lease"
    switches: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a case came out, account by account."""

    case: Case
    verdicts: dict[str, Verdict]
    injected: Counter[str] = field(default_factory=Counter)
    """How many faults struck, by account."""

    @property
    def struck(self) -> bool:
        """Whether a point that was to end or fill something was reached."""
        return bool(self.case.kills) and self.injected["acme-pages"] > 0

    def policy(self, account: str) -> str:
        return "ask" if account == "acme-mastodon" and UNSEARCHABLE in self.case.switches else POLICIES[account]

    @property
    def faults(self) -> list[str]:
        return [fault for verdict in self.verdicts.values() for fault in verdict.faults]


def play(case: Case, template: Template) -> Played:
    """Play one case in a fresh copy of the team."""
    with template.copy() as crew:
        first = _first(crew, case)
        wrong = [*_damaged(crew, case)] if case.damage else []
        if case.change in CHANGES:
            CHANGES[case.change](crew)
        wrong += _recovered(crew, case)
        gone = frozenset(PARTS) if case.change == "withdrawn" else frozenset[str]()
        verdicts = judge(crew, case.seed, withdrawn=gone)
        verdicts["acme-mastodon"].wrong += wrong
        return Played(case=case, verdicts=verdicts, injected=_injected(crew, case, first))


def _first(crew: Crew, case: Case) -> list[Runner]:
    crew.sandbox.inject(case.scenario, case.seed)
    if case.remote:
        arm(crew, case.remote)
    hosted = RECOVERIES[case.recovery].hosted
    kills = (*case.kills, *[""] * case.runners)
    runners = [
        crew.launch(f"runner-{n + 1}", hosted=n + 1 if hosted else 0, switches=case.switches, at=kills[n], how=case.how)
        for n in range(case.runners)
    ]
    for runner in runners:
        runner.communicate()
    crew.sandbox.inject("")
    if case.remote:
        heal(crew, case.remote)
    return runners


def _damaged(crew: Crew, case: Case) -> Iterator[str]:
    """Damage the state branch and complain of a tick that sends anything before it is whole again."""
    head = crew.origin.git("rev-parse", "-q", "--verify", "smm-state~1", check=False)
    if not head:
        return
    head = crew.origin.git("rev-parse", "smm-state")
    sends = crew.sends()
    DAMAGES[case.damage](crew)
    ran = crew.tick("runner-1", after(minutes=25), switches=case.switches)
    if ran.code != 3:
        yield f"{case.damage}, and a tick ended with {ran.code}"
    if crew.sends() != sends:
        yield f"{case.damage}, and something was sent"
    repair(crew, head)


def _recovered(crew: Crew, case: Case) -> Iterator[str]:
    """Tick until everything is settled, and once more: nothing may come out of that."""
    recovery = RECOVERIES[case.recovery]
    switches = (*case.switches, *UPGRADES.get(case.change, ()))
    settled = False
    for number, minutes in enumerate(recovery.minutes):
        ran = crew.tick(
            recovery.clone or f"fresh-{number}",
            after(minutes=minutes),
            hosted=100 + number if recovery.hosted else 0,
            switches=switches,
            at=case.again if number == 0 else "",
        )
        if ran.code not in {0, 1} and not (number == 0 and case.again):
            yield f"recovery tick {number + 1} ended with {ran.code}: {ran.err.strip()[-300:]}"
        if settled:
            return
        settled = _is_settled(crew)


def _is_settled(crew: Crew) -> bool:
    if not crew.origin.git("branch", "--list", "smm-state"):
        return False
    records = fold(entries_at(crew, "smm-state")).records.values()
    closed = [record for record in records if record.state in {State.PUBLISHED, *OPEN_QUESTIONS}]
    return len(closed) == len(PARTS) * len(ACCOUNTS)


def _injected(crew: Crew, case: Case, first: list[Runner]) -> Counter[str]:
    everywhere = sum(runner.struck() for runner in first) + bool(case.remote) + bool(case.damage)
    counted = Counter(dict.fromkeys(ACCOUNTS, everywhere))
    for call in crew.sandbox.store.calls():
        if call.faults:
            account = "acme-bluesky" if call.operation.startswith("bluesky.") else "acme-mastodon"
            counted[account] += 1
    return counted
