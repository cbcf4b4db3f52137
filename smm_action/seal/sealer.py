"""Seal what is due: exactly what would be sent, and nothing that has to be decided later.

A delivery that was claimed before is sealed from its claim, never from the post again: what was announced is what goes
out, whatever was edited since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from smm_action.core.clock import format_instant
from smm_action.core.schema import is_valid
from smm_action.model.codec import decode
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.digest import content_digest, schedule_digest
from smm_action.model.entry import Entry, Ledger
from smm_action.model.ids import Digest
from smm_action.model.payload import Payload, Sealed
from smm_action.model.plan import PlannedDelivery
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.model.twin import RULE, refusal
from smm_action.platformkit.problem import Problem
from smm_action.platformkit.render import render
from smm_action.seal.bench import Bench, Refusal
from smm_action.seal.corrected import corrected
from smm_action.seal.media import check_media, sealed_media
from smm_action.seal.sealing import Refused, Sealing
from smm_action.seal.spending import Spending
from smm_action.seal.twins import Twins


def seal(planned: Sequence[PlannedDelivery], bench: Bench) -> Sealing:
    """Return ``planned`` sealed, in the same order. A fault holds its own delivery and no other."""
    sealer = _Sealer(bench)
    blobs: dict[str, bytes] = {}
    sealed: list[Sealed] = []
    refused: list[Refused] = []
    for item in planned:
        try:
            done = sealer.one(item)
        except Refusal as reason:
            refused.append(Refused(delivery=item.delivery, reason=str(reason)))
            continue
        sealed.append(done.sealed)
        blobs |= done.blobs
    return Sealing(sealed=tuple(sealed), blobs=blobs, refused=tuple(refused))


def binding_claim(ledger: Ledger, delivery: DeliveryId) -> Entry | None:
    """Return the claim of an earlier attempt that still binds: key and payload come from it."""
    record = ledger.get(delivery)
    if record is None or record.state is not State.RETRY or record.claim is None or not record.claim.payload:
        return None
    return record.claim


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    sealed: Sealed
    blobs: dict[str, bytes] = field(repr=False)


class _Sealer:
    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._posts = {(post.brand, post.id): post for post in bench.project.posts}
        self._twins = Twins(bench.ledger, self._posts)
        self._spending = Spending(bench.project, bench.ledger, bench.now) if bench.now is not None else None

    def one(self, item: PlannedDelivery) -> _Done:
        claim = binding_claim(self._bench.ledger, item.delivery)
        return self._anew(item) if claim is None else self._again(claim)

    def _anew(self, item: PlannedDelivery) -> _Done:
        post = self._posts.get((item.delivery.brand, item.delivery.post))
        account = self._bench.project.account(item.delivery.account)
        if post is None or account is None:
            raise Refusal("the post or its account is gone")
        payload = corrected(self._rendered(post, account), item, self._bench.ledger)
        digest = content_digest(payload)
        self._refuse_twin(item.delivery, digest, post)
        self._refuse_dear(item, payload)
        sealed = Sealed(
            payload=payload,
            key=item.delivery.key(),
            content_digest=digest,
            schedule_digest=schedule_digest(post, post.when(account.name, account.platform)),
            due=format_instant(item.time),
            handle=account.handle,
            server=account.server,
            correct=item.correct,
            by_hand=item.by_hand,
            repeats=RULE in post.ignored_rules,
        )
        done = self._with_card(self._with_media(sealed, None))
        self._twins.add(item.delivery, digest)
        return done

    def _again(self, claim: Entry) -> _Done:
        """Return the delivery that was claimed: key and payload from the claim, bytes from the commit it names."""
        try:
            earlier = decode(Sealed, claim.payload)
        except (TypeError, ValueError, KeyError, AttributeError):
            raise Refusal("the payload of its claim can not be read") from None
        card = earlier.payload.card
        if card is not None and card.image is not None:
            # the picture of a card is no file of the repository; the card goes out without it
            bare = replace(earlier.payload, card=replace(card, image=None, image_mime=""))
            earlier = replace(earlier, payload=bare)
        return self._with_media(earlier, claim.main_sha)

    def _rendered(self, post: Post, account: Account) -> Payload:
        platform = self._bench.platform(account.platform)
        if platform is None:
            raise Refusal(f"the platform {account.platform} is not built")
        brand = self._bench.project.brands[post.brand]
        rendering = render(post, account, brand, platform, self._bench.facts)
        if rendering.problems:
            raise Refusal("; ".join(_said(problem) for problem in rendering.problems))
        options = dict(rendering.payload.options)
        if options and not is_valid(f"platforms/{account.platform}", options):
            raise Refusal("its options are not those of the platform; `smm lint` says which")
        for part in rendering.payload.parts:
            check_media(part.media, platform)
        return rendering.payload

    def _refuse_twin(self, delivery: DeliveryId, digest: Digest, post: Post) -> None:
        twin = None if RULE in post.ignored_rules else self._twins.of(delivery, digest)
        if twin is not None:
            raise Refusal(refusal(twin))

    def _refuse_dear(self, item: PlannedDelivery, payload: Payload) -> None:
        platform = self._bench.platform(payload.platform)
        if self._spending is None or platform is None or item.by_hand:
            return
        too_dear = self._spending.refusal(payload, platform)
        if too_dear is not None:
            raise Refusal(f"{too_dear}; raise `policy.budget` or wait for the next month")

    def _with_media(self, sealed: Sealed, commit: str | None) -> _Done:
        blobs: dict[str, bytes] = {}
        names: dict[str, Digest] = {}
        for original, data in sealed_media(sealed.payload, commit, self._bench).items():
            names[original] = Digest(hashlib.sha256(data).hexdigest())
            blobs[names[original]] = data
        return _Done(sealed=replace(sealed, blobs=names), blobs=blobs)

    def _with_card(self, done: _Done) -> _Done:
        """Fetch the card last: a delivery that is refused asks nobody."""
        payload = done.sealed.payload
        if payload.card is None or self._bench.fetch_card is None:
            return done
        fetched = self._bench.fetch_card(payload.card.url)
        sealed = replace(done.sealed, payload=replace(payload, card=fetched.card))
        if fetched.image is None or fetched.card.image is None:
            return replace(done, sealed=sealed)
        return _Done(sealed=sealed, blobs={**done.blobs, fetched.card.image: fetched.image})


def _said(problem: Problem) -> str:
    return f"{problem.rule}: {problem.message}"
