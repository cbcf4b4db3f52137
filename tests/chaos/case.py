"""One case: a tick that goes wrong, what happens meanwhile, ticks that recover, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from smm_action.core.clock import parse_instant
from smm_action.ledger.fold import fold
from smm_action.model.delivery import State
from smm_action.model.entry import Record
from tests.chaos.crew import Crew, Teams
from tests.chaos.hub import told
from tests.chaos.struck import Runner
from tests.chaos.trouble import CHANGES, DAMAGES, UPGRADES, arm, heal, repair
from tests.chaos.truth import OPEN_QUESTIONS, Verdict, entries_at, judge
from tests.chaos.web import leaks, served
from tests.chaos.worlds import SPINE, WORLDS, World
from tests.scenarios.conftest import after

UNSEARCHABLE = "cannot be searched"
SOON = "in the next minutes"
FREEZES = {"freeze", "suspend"}
ALWAYS = "mastodon.publish forget-key"
"""Only Mastodon itself remembers a key, and for an hour only: a case must come out well without."""


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
    SOON: Recovery(minutes=(2, 7, 16, 31, 47, 180, 330), hosted=True),
    "after the lease": Recovery(minutes=(30, 45, 125, 180, 330), hosted=True),
    "after hours": Recovery(minutes=(190, 205, 245, 330, 350), hosted=True),
    "after a day": Recovery(minutes=(1500, 1560, 1700), hosted=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that decides how a case goes, but for the scheduler of the machine."""

    fault: str
    """The row of the table."""
    team: str = SPINE.name
    """Who is played: a name in ``tests.chaos.worlds``."""
    runners: int = 1
    kills: tuple[str, ...] = ()
    """The point at which each runner of the first tick ends; empty for one that lives."""
    how: str = "kill"
    """What happens there, as ``tests.chaos.points`` says."""
    thaw: int = 1
    """After how many recovery ticks the frozen runners go on, all at once; at the latest before the last."""
    late: int = 0
    """The platform obeys so many minutes later what it dropped in the first tick; 0: never."""
    web: str = ""
    """The mood of a remote over HTTP; empty: a path on this machine."""
    hub: str = ""
    """What GitHub says of workflow runs; empty: there is nobody to ask."""
    scenario: str = ""
    remote: str = ""
    damage: str = ""
    change: str = ""
    again: str = ""
    """The point at which the first recovery tick is killed, too."""
    recovery: str = "after the lease"
    switches: tuple[str, ...] = ()
    seed: int = 0

    @property
    def world(self) -> World:
        return WORLDS[self.team]

    @property
    def thaws(self) -> int:
        """How many recovery ticks come before the frozen runners go on: one at least comes after."""
        return min(self.thaw, len(RECOVERIES[self.recovery].minutes) - 1)

    def but(self, **changes: Any) -> Case:
        """Return the case with ``changes``."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a case came out, account by account."""

    case: Case
    verdicts: dict[str, Verdict]
    injected: Counter[str] = field(default_factory=Counter)
    """How many faults struck, by account."""
    everywhere: int = 0
    """How many of them struck the whole run, and so every account."""

    @property
    def struck(self) -> bool:
        """Whether a point that was to end or fill something was reached."""
        return bool(self.case.kills) and self.everywhere > 0

    def policy(self, account: str) -> str:
        unsearchable = account == "acme-mastodon" and UNSEARCHABLE in self.case.switches
        return "ask" if unsearchable else self.case.world.policies[account]

    @property
    def faults(self) -> list[str]:
        return [fault for verdict in self.verdicts.values() for fault in verdict.faults]


def play(case: Case, teams: Teams) -> Played:
    """Play one case in a fresh copy of the team."""
    with teams[case.team].copy() as crew, ExitStack() as around:
        if case.web:
            crew.web = around.enter_context(served(crew.origin.path.parent))
        if case.hub:
            crew.hub = around.enter_context(told(case.hub, crew.is_over))
        first = _first(crew, case)
        wrong = [*_damaged(crew, case)] if case.damage else []
        if case.change in CHANGES:
            CHANGES[case.change](crew)
        wrong += _recovered(crew, case, first)
        gone = frozenset(case.world.parts) if case.change == "withdrawn" else frozenset[str]()
        verdicts = judge(crew, case.seed, withdrawn=gone)
        verdicts[case.world.first].wrong += [*wrong, *_leaked(crew)]
        everywhere = _everywhere(crew, case, first)
        injected = _injected(crew, everywhere)
        return Played(case=case, verdicts=verdicts, injected=injected, everywhere=everywhere)


def _first(crew: Crew, case: Case) -> list[Runner]:
    """Run the tick that goes wrong, to its end or until it stands still."""
    crew.sandbox.inject(f"{case.scenario}\n{ALWAYS}", case.seed)
    if case.remote:
        arm(crew, case.remote)
    if crew.web is not None:
        crew.web.be(case.web)
    recovery = RECOVERIES[case.recovery]
    kills = (*case.kills, *[""] * case.runners)
    away = timedelta(minutes=recovery.minutes[case.thaws - 1] + 1)
    runners = [
        crew.launch(
            f"runner-{n + 1}", hosted=n + 1 if recovery.hosted else 0,
            switches=case.switches, at=kills[n], how=case.how, away=away,
        )
        for n in range(case.runners)
    ]  # fmt: skip
    for runner in runners:
        if not runner.stopped():
            runner.communicate()
    crew.sandbox.inject(ALWAYS)
    if case.remote:
        heal(crew, case.remote)
    if crew.web is not None:
        crew.web.be("")
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


def _recovered(crew: Crew, case: Case, first: list[Runner]) -> Iterator[str]:
    """Tick until everything is settled, and once more: nothing may come out of that."""
    recovery = RECOVERIES[case.recovery]
    switches = (*case.switches, *UPGRADES.get(case.change, ()))
    late = [event["request"] for runner in first for event in runner.events() if "request" in event and case.late]
    settled = False
    for number, minutes in enumerate(recovery.minutes):
        if late and case.late <= minutes:
            _obeyed(crew, case, late)
            late = []
        if number == case.thaws and case.how in FREEZES:
            _thawed(first)
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
        # what is still to come may undo what looks settled
        settled = _is_settled(crew, after(minutes=minutes)) and number >= case.thaws and not late


def _obeyed(crew: Crew, case: Case, requests: Sequence[Mapping[str, Any]]) -> None:
    crew.clock.now = parse_instant(after(minutes=case.late))
    for request in requests:
        crew.obey(request)


def _thawed(runners: Sequence[Runner]) -> None:
    for runner in runners:
        runner.thaw()
    for runner in runners:
        runner.communicate()


def _is_settled(crew: Crew, now: str) -> bool:
    """Whether nothing is open but questions to a person; doubt may still be cleared up while its claim's lease lasts."""
    if not crew.origin.git("branch", "--list", "smm-state"):
        return False
    records = fold(entries_at(crew, "smm-state")).records.values()
    closed = [
        record for record in records if record.state in {State.PUBLISHED, *OPEN_QUESTIONS} - _waiting(record, now)
    ]
    return len(closed) == len(crew.world.parts) * len(crew.world.accounts)


def _waiting(record: Record, now: str) -> set[State]:
    return {State.UNKNOWN} if record.claim is not None and str(record.claim.lease_until) > now else set()


def _leaked(crew: Crew) -> Iterator[str]:
    if crew.web is not None:
        yield from (f"the remote's token is in {path}" for path in leaks(crew.root))


def _everywhere(crew: Crew, case: Case, first: list[Runner]) -> int:
    struck = sum(runner.struck() for runner in first) + bool(case.remote) + bool(case.damage)
    return struck + (crew.web.struck if crew.web else 0) + (crew.hub.asked if crew.hub else 0)


def _injected(crew: Crew, everywhere: int) -> Counter[str]:
    counted = Counter(dict.fromkeys(crew.world.accounts, everywhere))
    for call in crew.sandbox.store.calls():
        if set(call.faults) - {ALWAYS}:
            platform = call.operation.partition(".")[0]
            there = [account for account, name in crew.world.accounts.items() if name == platform]
            counted.update([call.account] if call.account in there else there)
    return counted
