"""What to send at an instant, in which order, and why the rest is not sent. Pure.

Every post × account of the project lands in one of five lists: ``due`` (send these, in order), ``settle`` (newly
missed or held: record these once), ``upcoming``, ``waiting`` (a condition or a quota), ``blocked`` (a person has
to mend something). What is settled already, drafts and imported deliveries are in none.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from smm_action.core.clock import parse_instant
from smm_action.model.card import Card
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.digest import schedule_digest
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import AccountName
from smm_action.model.plan import Plan, PlannedDelivery
from smm_action.model.post import EMPTY, Post, When
from smm_action.model.project import Account, Brand, Project
from smm_action.plan.conditions import Conditions
from smm_action.plan.corrections import Blocked, Correct, LeftAlone, Verdict, at_once, correction
from smm_action.plan.frozen import freeze_over
from smm_action.plan.quota import Window
from smm_action.plan.schedule import due_time, lapses, too_late
from smm_action.plan.withdrawn import withdrawn

List = Literal["due", "settle", "upcoming", "waiting", "blocked"]
BY_HAND = "manual"
"""The platform whose accounts always get kits."""
CONTENT = "content"
"""``Record.code`` of a hold that sealing or a missing review made: it is tried again, because a new text or an approval
lifts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One post for one account that may have to be sent some day."""

    post: Post
    brand: Brand
    account: Account
    rank: int
    """The account's place among the post's."""
    when: When
    delivery: DeliveryId
    record: Record | None
    verdict: Verdict
    """What this revision does to the ones before it."""
    time: datetime
    digest: str
    """Of the schedule."""


def plan(
    project: Project,
    ledger: Ledger,
    now: datetime,
    cards: Mapping[str, Card],
    *,
    merged: Mapping[str, datetime] = EMPTY,
) -> Plan:
    """Return what to do at ``now``.

    ``cards`` holds the platforms that are built and can publish, by name. ``merged`` says, by path of a post,
    when its last change reached the default branch; without it approval is not compared with the schedule.
    The quota counts what ``ledger`` holds, so a ledger read for some posts only counts those.
    """
    planner = _Planner(project=project, ledger=ledger, now=now, cards=cards, merged=merged)
    lists: dict[List, list[PlannedDelivery]] = {"due": [], "settle": [], "upcoming": [], "waiting": [], "blocked": []}
    for where, item in planner.placed():
        lists[where].append(item)
    lists["settle"] += withdrawn(project, ledger, now)
    return Plan(now=now, **{where: tuple(items) for where, items in lists.items()})


class _Planner:
    def __init__(
        self,
        *,
        project: Project,
        ledger: Ledger,
        now: datetime,
        cards: Mapping[str, Card],
        merged: Mapping[str, datetime],
    ) -> None:
        self._project, self._ledger, self._now, self._cards, self._merged = project, ledger, now, cards, merged
        self._files = Counter((post.brand, post.id) for post in project.posts)
        self._conditions = Conditions(project, ledger)
        self._freezes = (*project.freezes, *ledger.freezes)
        self._windows: dict[AccountName, Window] = {}

    def placed(self) -> Iterator[tuple[List, PlannedDelivery]]:
        """Yield every open delivery with the list it belongs to, in the order of sending."""
        found = sorted(self._candidates(), key=lambda c: (c.time, c.post.path, c.rank))
        for candidate in found:
            placed = self._place(candidate)
            if placed is not None:
                yield placed

    def _candidates(self) -> Iterator[Candidate]:
        for post in self._project.posts:
            brand = self._project.brands.get(post.brand)
            if brand is None or post.draft:
                continue
            for rank, name in enumerate(post.accounts):
                account = brand.accounts.get(name) or self._project.account(name)
                if account is None or name in post.imported:
                    continue
                when = post.when(name, account.platform)
                if when is not None:
                    yield self._candidate(post, brand, account, rank, when)

    def _candidate(self, post: Post, brand: Brand, account: Account, rank: int, when: When) -> Candidate:
        delivery = DeliveryId(post.brand, post.id, account.name, post.revision)
        record = self._ledger.get(delivery)
        digest = schedule_digest(post, when)
        if record is not None and _reopened(record, digest):
            record = replace(record, due=None, retry_after=None)
        verdict = correction(post, account, self._cards, self._ledger, record)
        meant = at_once(when, self._now) if isinstance(verdict, Correct) else when
        return Candidate(
            post=post,
            brand=brand,
            account=account,
            rank=rank,
            when=when,
            delivery=delivery,
            record=record,
            verdict=verdict,
            time=due_time(meant, record, self._now),
            digest=digest,
        )

    def _place(self, candidate: Candidate) -> tuple[List, PlannedDelivery] | None:
        standing = _standing(candidate)
        if standing == "closed":
            return None
        if standing == "claimed":
            return "waiting", self._claimed(candidate)
        if candidate.time > self._now:
            return "upcoming", _item(candidate, state=State.SCHEDULED)
        trouble = self._trouble(candidate)
        if trouble is not None:
            return "blocked", _item(candidate, reason=trouble)
        if isinstance(candidate.verdict, LeftAlone):
            return "settle", _item(candidate, state=State.SKIPPED, reason=candidate.verdict.reason)
        freeze = freeze_over(candidate.post, candidate.account, self._freezes, self._now)
        if freeze is not None:
            return "settle", _item(candidate, state=State.HELD, reason=freeze.told())
        late = too_late(
            candidate.post,
            candidate.brand.policy,
            candidate.time,
            candidate.record,
            self._now,
            self._merged.get(candidate.post.path),
        )
        if late is not None:
            return "settle", _item(candidate, state=late.state, reason=late.reason)
        if candidate.account.platform not in self._cards and not _by_hand(candidate):
            return "blocked", self._not_built(candidate)
        return self._deferred(candidate) or ("due", _item(candidate, again=self._end(candidate)))

    def _not_built(self, candidate: Candidate) -> PlannedDelivery:
        reason = f"the platform {candidate.account.platform} is not built yet"
        return _item(candidate, reason=reason, again=self._end(candidate))

    def _end(self, candidate: Candidate) -> datetime | None:
        """Return when the delivery becomes too late; None when it never does (a begun thread, a person's word)."""
        end = lapses(candidate.post, candidate.brand.policy, candidate.time)
        return end if end >= self._now else None

    def _claimed(self, candidate: Candidate) -> PlannedDelivery:
        claim = candidate.record.claim if candidate.record is not None else None
        until = claim.lease_until if claim is not None else None
        again = parse_instant(until) if until is not None else self._now
        reason = "claimed by a run that has not said how it ended"
        return _item(candidate, state=State.CLAIMED, reason=reason, again=again)

    def _trouble(self, candidate: Candidate) -> str | None:
        """Return what a person must mend before anything is decided about the delivery, even its lateness."""
        if candidate.brand.broken:
            return f"smm.yml of the brand {candidate.brand.name} has an error"
        if not candidate.post.valid:
            return "the post's front matter has an error"
        if self._files[candidate.post.brand, candidate.post.id] > 1:
            return f"another file has the id {candidate.post.id} too"
        return candidate.verdict.reason if isinstance(candidate.verdict, Blocked) else None

    def _deferred(self, candidate: Candidate) -> tuple[List, PlannedDelivery] | None:
        """Return the delivery as waiting when something stands before it, in the order in which that ends."""
        end = self._end(candidate)
        if candidate.post.deliver == "platform":
            reason = "no platform's own scheduler is used here: write `deliver: api`"
            return "waiting", _item(candidate, reason=reason, again=end)
        if candidate.record is not None and candidate.record.retry_after is not None:
            again = parse_instant(candidate.record.retry_after)
            if again > self._now:
                return "waiting", _item(candidate, reason=candidate.record.reason, again=again)
        condition = self._conditions.open(candidate.post, candidate.account.name)
        if condition is not None:
            return "waiting", _item(candidate, reason=condition, again=end)
        return None if _by_hand(candidate) else self._over_quota(candidate)

    def _over_quota(self, candidate: Candidate) -> tuple[List, PlannedDelivery] | None:
        name = candidate.account.name
        if name not in self._windows:
            quota = self._cards[candidate.account.platform].quota
            self._windows[name] = Window(quota, self._records_of.get(name, ()), self._now)
        variant = candidate.post.variant(name, candidate.account.platform)
        parts = len((variant.body or candidate.post.body).parts)
        wait = self._windows[name].take(max(1, parts))
        return None if wait is None else ("waiting", _item(candidate, reason=wait.reason, again=wait.until))

    @functools.cached_property
    def _records_of(self) -> Mapping[AccountName, list[Record]]:
        found: dict[AccountName, list[Record]] = {}
        for record in self._ledger.records.values():
            found.setdefault(record.delivery.account, []).append(record)
        return found


def _by_hand(candidate: Candidate) -> bool:
    """Whether a person posts it: no API, credential or quota is needed."""
    return candidate.post.deliver == "manual" or candidate.account.platform == BY_HAND


Standing = Literal["open", "claimed", "closed"]


def _standing(candidate: Candidate) -> Standing:
    record = candidate.record
    if record is None:
        return "open"
    match record.state:
        case State.SCHEDULED | State.RETRY | State.DRAFT:
            return "open"
        case State.CLAIMED:
            return "claimed"
        case State.HELD | State.MISSED:
            return "open" if _reopened(record, candidate.digest) or record.code == CONTENT else "closed"
        case (
            State.PUBLISHED
            | State.FAILED
            | State.UNKNOWN
            | State.SKIPPED
            | State.EDITED
            | State.RETRACTING
            | State.RETRACTED
        ):
            return "closed"
        case _:
            assert_never(record.state)


def _reopened(record: Record, digest: str) -> bool:
    """Whether a held or missed delivery got a fresh time since."""
    stopped = record.state in {State.HELD, State.MISSED}
    return stopped and record.schedule_digest is not None and record.schedule_digest != digest


def _item(
    candidate: Candidate, *, state: State | None = None, reason: str | None = None, again: datetime | None = None
) -> PlannedDelivery:
    retrying = candidate.record is not None and candidate.record.state is State.RETRY
    return PlannedDelivery(
        delivery=candidate.delivery,
        platform=candidate.account.platform,
        path=candidate.post.path,
        time=candidate.time,
        state=state or (State.RETRY if retrying else State.SCHEDULED),
        reason=reason,
        asap=candidate.when.asap,
        correct=candidate.verdict.how if isinstance(candidate.verdict, Correct) else None,
        again=again,
        by_hand=_by_hand(candidate),
        schedule_digest=candidate.digest,
    )
