"""Seal what is due: exactly what would be sent, and nothing that has to be decided later.

A delivery that was claimed before is sealed from its claim, never from the post again: what was announced is what goes
out, whatever was edited since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.model.codec import decode
from smm_action.model.delivery import DeliveryId
from smm_action.model.digest import content_digest, schedule_digest
from smm_action.model.entry import Entry
from smm_action.model.ids import Digest
from smm_action.model.media import MediaFacts
from smm_action.model.payload import LinkCard, Medium, Payload, Sealed
from smm_action.model.plan import PlannedDelivery
from smm_action.model.post import EMPTY, Post
from smm_action.model.project import Account, Project
from smm_action.platformkit.base import Platform
from smm_action.platformkit.problem import Problem
from smm_action.platformkit.render import STRIPPED, render
from smm_action.seal.sealing import Refused, Sealing


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedCard:
    """A link card and the bytes of its picture."""

    card: LinkCard
    image: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What sealing works with, handed in by the composition root."""

    project: Project
    platform: Callable[[str], Platform | None]
    facts: Callable[[str], MediaFacts | None]
    read: Callable[[str, str | None], bytes]
    """Path below the content root and the commit to read it from (None: the one that is published) → bytes."""
    probe: Callable[[bytes], MediaFacts]
    strip: Callable[[bytes, MediaFacts], bytes]
    fetch_card: Callable[[str], FetchedCard] | None = None
    """URL → its card; None leaves cards without title and picture. Never raises."""
    claims: Mapping[DeliveryId, Entry] = field(default_factory=lambda: EMPTY)
    """Claims of earlier attempts."""


def seal(planned: Sequence[PlannedDelivery], bench: Bench) -> Sealing:
    """Return ``planned`` sealed, in the same order. A fault holds its own delivery and no other."""
    posts = {(post.brand, post.id): post for post in bench.project.posts}
    blobs: dict[str, bytes] = {}
    sealed: list[Sealed] = []
    refused: list[Refused] = []
    for item in planned:
        post = posts.get((item.delivery.brand, item.delivery.post))
        try:
            sealed.append(_one(item, post, bench, blobs))
        except _Refusal as reason:
            refused.append(Refused(delivery=item.delivery, reason=str(reason)))
    return Sealing(sealed=tuple(sealed), blobs=blobs, refused=tuple(refused))


class _Refusal(Exception):  # noqa: N818 never leaves this module
    """Why one delivery can not be sealed."""


def _one(item: PlannedDelivery, post: Post | None, bench: Bench, blobs: dict[str, bytes]) -> Sealed:
    claim = bench.claims.get(item.delivery)
    if claim is not None:
        return _again(claim, bench, blobs)
    account = bench.project.account(item.delivery.account)
    if post is None or account is None:
        raise _Refusal("the post or its account is gone")
    payload = _rendered(post, account, bench)
    when = post.when(account.name, account.platform)
    payload = _with_card(payload, bench, blobs)
    return Sealed(
        payload=payload,
        key=item.delivery.key(),
        content_digest=content_digest(payload),
        schedule_digest=schedule_digest(post, when),
        due=format_instant(item.time),
        handle=account.handle,
        server=account.server,
        blobs=_media(payload, None, bench, blobs),
    )


def _again(claim: Entry, bench: Bench, blobs: dict[str, bytes]) -> Sealed:
    """Return the delivery that was claimed: key and payload from the claim, bytes from the commit it names."""
    try:
        earlier = decode(Sealed, claim.payload)
    except (TypeError, ValueError, KeyError, AttributeError):
        raise _Refusal("the payload of its claim can not be read") from None
    held = _media(earlier.payload, claim.main_sha, bench, blobs)
    payload = earlier.payload
    if payload.card is not None and payload.card.image is not None:
        # the picture of a card is no file of the repository; the card goes out without it
        payload = replace(payload, card=replace(payload.card, image=None, image_mime=""))
    return replace(earlier, payload=payload, blobs=held)


def _rendered(post: Post, account: Account, bench: Bench) -> Payload:
    platform = bench.platform(account.platform)
    if platform is None:
        raise _Refusal(f"the platform {account.platform} is not built")
    rendering = render(post, account, bench.project.brands[post.brand], platform, bench.facts)
    if rendering.problems:
        raise _Refusal("; ".join(_said(problem) for problem in rendering.problems))
    for part in rendering.payload.parts:
        _check_media(part.media, platform)
    return rendering.payload


def _said(problem: Problem) -> str:
    return f"{problem.rule}: {problem.message}"


def _check_media(media: Sequence[Medium], platform: Platform) -> None:
    rules = platform.card.media
    images = [medium for medium in media if medium.kind in {"image", "gif"}]
    if len(images) > rules.max_images:
        raise _Refusal(f"{len(images)} pictures, {platform.card.label} takes {rules.max_images}")
    for medium in media:
        if not medium.sha256:
            raise _Refusal(f"{medium.path} is not in the repository")
        if medium.mime not in {*rules.image_types, *rules.video_types}:
            raise _Refusal(
                f"{medium.path} is {medium.mime or 'of no known kind'}, which {platform.card.label} does not take"
            )


def _media(payload: Payload, commit: str | None, bench: Bench, blobs: dict[str, bytes]) -> dict[str, Digest]:
    """Return original digest → digest of the bytes to send, and put these bytes among the blobs."""
    held: dict[str, Digest] = {}
    for part in payload.parts:
        for medium in part.media:
            try:
                original = bench.read(medium.path, commit)
            except FileNotFoundError:
                raise _Refusal(f"{medium.path} is not in the repository") from None
            if hashlib.sha256(original).hexdigest() != medium.sha256:
                raise _Refusal(f"{medium.path} is not the file that was claimed")
            data = _cleaned(original, medium, bench)
            digest = Digest(hashlib.sha256(data).hexdigest())
            blobs[digest] = data
            held[medium.sha256] = digest
    return held


def _cleaned(original: bytes, medium: Medium, bench: Bench) -> bytes:
    if medium.rule != STRIPPED:
        return original
    try:
        return bench.strip(original, bench.probe(original))
    except SmmError as error:
        raise _Refusal(f"{medium.path}: {error.what}") from None


def _with_card(payload: Payload, bench: Bench, blobs: dict[str, bytes]) -> Payload:
    if payload.card is None or bench.fetch_card is None:
        return payload
    fetched = bench.fetch_card(payload.card.url)
    if fetched.image is not None and fetched.card.image is not None:
        blobs[fetched.card.image] = fetched.image
    return replace(payload, card=fetched.card)
