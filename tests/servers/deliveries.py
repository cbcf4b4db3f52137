"""Sealed deliveries made by hand, and a client that loses answers, for driving platforms against real servers."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
from PIL import Image

from smm_action.core.clock import format_instant
from smm_action.core.http import Http
from smm_action.model.delivery import Outcome, Receipt, Sent
from smm_action.model.ids import AccountName, BrandName, Digest, PlatformName, PostId
from smm_action.model.payload import Facet, LinkCard, Medium, Part, Payload, Sealed
from smm_action.platformkit.base import Prepared, Session, SupportsPublish, Target

NOWHERE = Target()


@dataclass
class Delivery:
    """A sealed delivery with the bytes of its media."""

    sealed: Sealed
    bytes: dict[str, bytes] = field(default_factory=dict)

    def blob(self, digest: str) -> bytes:
        return self.bytes[digest]


def picture(colour: str, size: tuple[int, int] = (640, 400)) -> bytes:
    """Return a PNG."""
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


def delivery(
    platform: str,
    *texts: str,
    pictures: Sequence[tuple[bytes, str]] = (),
    facets: Sequence[Facet] = (),
    thumbnail: bytes | None = None,
    **payload: Any,
) -> Delivery:
    """Return a delivery of ``texts`` (several are a thread); pictures with their alt texts go with the first."""
    post = f"test-{uuid.uuid4().hex[:12]}"
    bytes_of = {digest(data): data for data, _ in pictures}
    media = tuple(medium(data, alt) for data, alt in pictures)
    parts = tuple(
        Part(
            text=text,
            length=len(text),
            limit=300,
            unit="graphemes",
            media=media if index == 0 else (),
            facets=tuple(facets) if index == 0 else (),
        )
        for index, text in enumerate(texts)
    )
    if thumbnail is not None:
        bytes_of[digest(thumbnail)] = thumbnail
        payload["card"] = replace(payload["card"], image=digest(thumbnail), image_mime="image/png")
    made = Payload(
        post=PostId(post),
        brand=BrandName("default"),
        account=AccountName("acme"),
        platform=PlatformName(platform),
        revision=1,
        parts=parts,
        **payload,
    )
    key = hashlib.sha256(post.encode()).hexdigest()
    sealed = Sealed(
        payload=made,
        key=key,
        content_digest=Digest(key),
        schedule_digest=Digest(key),
        due=format_instant(datetime.now(UTC).replace(microsecond=0)),
        blobs={one.sha256: one.sha256 for one in media},
    )
    return Delivery(sealed, bytes_of)


def medium(data: bytes, alt: str) -> Medium:
    """Return a picture as a payload names it."""
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
    return Medium(
        path=f"media/{alt}.png",
        sha256=digest(data),
        rule="none",
        kind="image",
        mime="image/png",
        width=width,
        height=height,
        bytes=len(data),
        alt=alt,
    )


def digest(data: bytes) -> Digest:
    """Return the name of some bytes."""
    return Digest(hashlib.sha256(data).hexdigest())


def spans(text: str, values: Mapping[str, tuple[str, str]]) -> list[Facet]:
    """Return facets of the words in ``values``: word → (kind, value)."""
    found = []
    for word, (kind, value) in values.items():
        start = text.encode().index(word.encode())
        found.append(Facet(kind=kind, start=start, end=start + len(word.encode()), value=value))
    return found


def card(url: str, title: str, description: str) -> LinkCard:
    """Return a link card."""
    return LinkCard(url=url, title=title, description=description)


def send(
    platform: SupportsPublish, session: Session, made: Delivery, target: Target = NOWHERE, upto: int | None = None
) -> list[Receipt]:
    """Prepare and send every part (or the first ``upto``); each must be sent."""
    receipts: list[Receipt] = []
    parts = max(1, len(made.sealed.payload.parts))
    for part in range(parts if upto is None else upto):
        outcome = attempt(platform, session, made, part, receipts, target)
        assert isinstance(outcome, Sent), outcome
        receipts.append(outcome.receipt)
    return receipts


def attempt(
    platform: SupportsPublish,
    session: Session,
    made: Delivery,
    part: int = 0,
    earlier: Sequence[Receipt] = (),
    target: Target = NOWHERE,
) -> Outcome:
    """Prepare and send one part, whatever comes of it."""
    prepared = platform.prepare(session, made.sealed, part, made.blob)
    assert isinstance(prepared, Prepared), prepared
    return platform.send(session, made.sealed, part, prepared, earlier, target)


class Losing(httpx.BaseTransport):
    """Passes each request on over a connection of its own, and loses the answers to those that create.

    No connection is kept: snac closes them without a word, and a request on a dead one would not arrive at all.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with httpx.HTTPTransport() as fresh:
            answer = fresh.handle_request(request)
            body = b"".join(answer.stream)  # type: ignore[arg-type] # a synchronous transport's is synchronous
        if request.method == "POST" and request.url.path == self._path:
            raise httpx.ReadError("the answer was lost", request=request)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(body))


def losing(url: str, path: str) -> Http:
    """Return a client of ``url`` that never hears what became of a POST to ``path``."""
    return Http(url, transport=Losing(path))
