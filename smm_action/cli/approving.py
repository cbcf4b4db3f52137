"""Seal what a commit says of each delivery, find who reviewed it, and hold what nobody did where that is required."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from smm_action.cli.app import App
from smm_action.cli.past import Past
from smm_action.core.clock import format_instant, parse_instant
from smm_action.ledger.codec import to_line
from smm_action.ledger.fold import fold
from smm_action.ledger.index import parse_index
from smm_action.ledger.paths import INDEX, ledger_path
from smm_action.ledger.store import entries
from smm_action.model.delivery import DeliveryId
from smm_action.model.digest import content_digest
from smm_action.model.edit import Append, Edit, Read
from smm_action.model.entry import Entry, Ledger
from smm_action.model.payload import Payload, Sealed
from smm_action.model.plan import Plan, PlannedDelivery
from smm_action.model.post import Post
from smm_action.model.review import Review, review_of
from smm_action.plan.approval import Verdict, difference, inputs_of, judged, known
from smm_action.publish.outcomes import delivery_of
from smm_action.runner.approvals import Reviews
from smm_action.seal.sealer import binding_claim
from smm_action.seal.sealing import Refused, Sealing

FORGED = "what was sealed is not what this commit says; run `prepare` again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What may go out, and what is to be said of it."""

    sealing: Sealing = field(default_factory=Sealing)
    """Without what was not reviewed, which is among the refused."""
    seals: tuple[Entry, ...] = ()
    """New ones, for the ledger."""
    notices: tuple[str, ...] = ()
    """What changed after it was merged."""
    unreviewed: frozenset[DeliveryId] = frozenset()
    """Held until somebody approves it, which opens no gate."""


def approve(
    app: App, planned: Plan, sealing: Sealing, ledger: Ledger, reviews: Reviews | None, now: datetime
) -> Approved:
    """Compare what ``planned`` deliveries say with their seals, and ask ``reviews`` about what is new.

    What is due is looked at in every run, the rest when the content root is another than the last run saw. Without
    ``reviews`` (a rehearsal) nothing is asked, written or refused.
    """
    if reviews is None or app.commit is None:
        return Approved(sealing=sealing)
    desk = _Desk(app, ledger, reviews, app.commit, now)
    later = (*planned.upcoming, *planned.waiting) if _is_new(app, ledger, app.commit) else ()
    due = {item.delivery: item for item in planned.due}
    kept: list[Sealed] = []
    refused = list(sealing.refused)
    for sealed in sealing.sealed:
        item = due.get(delivery_of(sealed.payload))
        reason = None if item is None else desk.refusal(item, sealed)
        if item is None or reason is None:
            kept.append(sealed)
        else:
            refused.append(Refused(delivery=item.delivery, reason=reason))
    for item in later:
        desk.look(item)
    reviews.close()
    return Approved(
        sealing=replace(sealing, sealed=tuple(kept), refused=tuple(refused)),
        seals=tuple(desk.seals),
        notices=tuple(desk.notices),
        unreviewed=frozenset(desk.unreviewed),
    )


def _is_new(app: App, ledger: Ledger, commit: str) -> bool:
    """Whether the last run that left an index saw another content root."""
    data = app.must_have_branch().read(ledger.head, INDEX) if ledger.head is not None else None
    index = parse_index(data)
    return index is None or index.content_tree != app.must_have_repository().tree_id(commit)


@dataclass(slots=True)
class _Desk:
    """Looks at one delivery after another."""

    app: App
    ledger: Ledger
    reviews: Reviews
    commit: str
    now: datetime
    seals: list[Entry] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unreviewed: set[DeliveryId] = field(default_factory=set)
    _past: Past | None = None
    _posts: Mapping[str, Post] = field(default_factory=dict)

    def refusal(self, item: PlannedDelivery, sealed: Sealed) -> str | None:
        """Return why a due delivery may not go out. What was claimed before was decided then."""
        if binding_claim(self.ledger, item.delivery) is not None:
            return None
        required = self.app.project.brands[item.delivery.brand].policy.approval == "required"
        payload = payload_of(self.app, self._post(item), item.delivery)
        if payload is None:
            return FORGED if required else None
        verdict = self._verdict(item, payload, again=required)
        self._seal(item, payload, verdict, is_due=True)
        if not required:
            return None
        if not _is_same(payload, sealed):
            return FORGED
        if verdict.approved is False:
            self.unreviewed.add(item.delivery)
        return None if verdict.approved else verdict.refusal(item.path)

    def look(self, item: PlannedDelivery) -> None:
        """Seal a delivery that is not due yet."""
        record = self.ledger.get(item.delivery)
        if record is not None and record.claim is not None:
            return
        payload = payload_of(self.app, self._post(item), item.delivery)
        if payload is not None:
            self._seal(item, payload, self._verdict(item, payload, again=False), is_due=False)

    def _verdict(self, item: PlannedDelivery, payload: Payload, *, again: bool) -> Verdict:
        """Return whether what the payload says was reviewed; ``again`` asks anew where the answer was no."""
        seals = self.ledger.seals.get(item.delivery, ())
        held = remembered(seals, content_digest(payload))
        if held is not None and (held.approved or not again):
            return held
        if self.reviews.silent is not None:
            return Verdict(approved=None, problem=self.reviews.silent.reason)
        post = self._post(item)
        return judged(
            self.past.changes,
            post.path,
            inputs_of(post, payload, self.app.project),
            self.reviews.of,
            partial(self.past.is_neutral, delivery=item.delivery),
        )

    def _post(self, item: PlannedDelivery) -> Post:
        if not self._posts:
            self._posts = {post.path: post for post in self.app.project.posts}
        return self._posts[item.path]

    @property
    def past(self) -> Past:
        """The history, made when somebody asks for it."""
        self._past = self._past or Past(self.app, self.commit)
        return self._past

    def _seal(self, item: PlannedDelivery, payload: Payload, verdict: Verdict, *, is_due: bool) -> None:
        """Keep a seal where it says something new: its claim says the same of what is sent at once and unknown."""
        seals = self.ledger.seals.get(item.delivery, ())
        last = seals[-1] if seals else None
        if last is None and is_due and verdict.approved is None:
            return
        seal = Entry(
            kind="sealed",
            delivery=item.delivery,
            at=format_instant(_after(last, self.now)),
            content_digest=content_digest(payload),
            schedule_digest=item.schedule_digest,
            main_sha=self.commit,
            data=verdict.data(),
        )
        if last is not None and is_repeated(last, seal):
            return
        self.seals.append(seal)
        if last is not None:
            self._tell(item, last, payload, verdict.review)

    def _tell(self, item: PlannedDelivery, last: Entry, payload: Payload, review: Review) -> None:
        """Say what is another thing than the last seal says."""
        changed = []
        if last.content_digest != content_digest(payload):
            before = self.past.payload(last.main_sha, item.delivery) if last.main_sha else None
            changed.append(difference(before, payload))
        if last.schedule_digest != item.schedule_digest:
            changed.append("time")
        if changed:
            by = f", {review.told}" if review.told else ""
            name = f"{item.delivery.post} on {item.delivery.account}"
            self.notices.append(f"{name}: {' and '.join(changed)} changed after it was merged{by}.")


def payload_of(app: App, post: Post, delivery: DeliveryId) -> Payload | None:
    """Return what the commit says of a delivery of ``post``, when it can be sent as it is."""
    account = app.project.account(delivery.account)
    rendering = app.rendering(post, account) if account is not None else None
    return None if rendering is None or rendering.problems else rendering.payload


def remembered(seals: Sequence[Entry], digest: str) -> Verdict | None:
    """Return what was found out about a content digest: that it was approved, or that it was not at the last look."""
    held = known(seals, digest)
    if held is None and seals and seals[-1].content_digest == digest and seals[-1].data.get("approved") is False:
        return Verdict(approved=False, review=review_of(seals[-1]))
    return held


def is_repeated(last: Entry, seal: Entry) -> bool:
    """Whether a seal says nothing that the last one does not. What is not known any more is no news."""
    same = (last.content_digest, last.schedule_digest) == (seal.content_digest, seal.schedule_digest)
    return same and ("approved" not in seal.data or dict(last.data) == dict(seal.data))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    """Append seals to one ledger file, where no other run said the same meanwhile."""

    path: str
    seals: tuple[Entry, ...]

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the file with what is new on the head that is extended. SmmError when it can not be read."""
        held = fold(entries(self.path, read(self.path) or b"")).seals
        fresh = [
            seal for seal in self.seals if not any(is_repeated(last, seal) for last in held.get(seal.delivery, ())[-1:])
        ]
        return Append(path=self.path, lines=tuple(map(to_line, fresh))).apply(read) if fresh else {}


def seal_edits(seals: Iterable[Entry]) -> Iterator[Edit]:
    """Yield one edit a ledger file."""
    files: dict[str, list[Entry]] = {}
    for seal in seals:
        files.setdefault(ledger_path(seal.delivery), []).append(seal)
    for path, held in files.items():
        yield Seals(path=path, seals=tuple(held))


def _after(last: Entry | None, now: datetime) -> datetime:
    """Return ``now``, or just after the last seal when this machine's clock is behind the one that made it."""
    return now if last is None else max(now, parse_instant(last.at) + timedelta(microseconds=1))


def _is_same(payload: Payload, sealed: Sealed) -> bool:
    """Whether the bytes to send are what the commit says: they may come from another job.

    A correction by a reply answers what is out, which no author can know.
    """
    held = sealed.payload if payload.revision == 1 else replace(sealed.payload, reply_to=payload.reply_to)
    return content_digest(held) == content_digest(payload)
