"""Payloads of every kind, and the bytes of their media, for the contract suite."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from smm_action.model.delivery import DeliveryId
from smm_action.model.ids import AccountName, BrandName, Digest, PlatformName, PostId
from smm_action.model.payload import Facet, LinkCard, Medium, Part, Payload, PollPayload, Sealed

DUE = "2026-12-01T08:00:00Z"
LONG_URL = "https://example.com/a/path/that/goes/on/and/on/and/on?and=the&query=too#fragment"


def png(shade: int = 0) -> bytes:
    """Return a real 2 × 2 PNG; another ``shade``, another digest."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes((shade, 0, 255)) * 2) * 2
    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


IMAGES = tuple(png(shade) for shade in range(6))
BLOBS: Mapping[str, bytes] = {hashlib.sha256(data).hexdigest(): data for data in IMAGES}


def blobs(digest: str) -> bytes:
    return BLOBS[digest]


def medium(number: int = 0, alt: str = "A blue square", **fields: Any) -> Medium:
    data = IMAGES[number]
    digest = Digest(hashlib.sha256(data).hexdigest())
    known = {"path": f"media/{number}.png", "sha256": digest, "rule": "none", "kind": "image", "mime": "image/png"}
    return Medium(**{**known, "width": 2, "height": 2, "bytes": len(data), "alt": alt, **fields})


def facet(text: str, shown: str, kind: Any, value: str) -> Facet:
    start = text.encode().index(shown.encode())
    return Facet(kind=kind, start=start, end=start + len(shown.encode()), value=value)


def part(text: str, *media: Medium, facets: Sequence[Facet] = ()) -> Part:
    return Part(text=text, length=len(text), limit=300, unit="characters", media=media, facets=tuple(facets))


def payload(*parts: Part, platform: str, post: str = "winter", **fields: Any) -> Payload:
    return Payload(
        post=PostId(post),
        brand=BrandName("default"),
        account=AccountName(f"acme-{platform}"),
        platform=PlatformName(platform),
        revision=1,
        parts=parts,
        **fields,
    )


def seal(held: Payload, **fields: Any) -> Sealed:
    identity = DeliveryId(held.brand, held.post, held.account, held.revision)
    known: dict[str, Any] = {
        "key": identity.key(),
        "content_digest": Digest("c" * 64),
        "schedule_digest": Digest("5" * 64),
        "due": DUE,
        "handle": "acme",
    }
    return Sealed(payload=held, **{**known, **fields})


def rich() -> Part:
    """Return a text with a link, a tag and a mention after characters of two and four bytes."""
    text = "Größe 👩‍👩‍👧‍👧: @bob.test read the notes #Größe"
    return part(
        text,
        facets=(
            facet(text, "@bob.test", "mention", "bob.test"),
            facet(text, "the notes", "link", "https://acme.example/notes"),
            facet(text, "#Größe", "tag", "Größe"),
        ),
    )


def menagerie(platform: str) -> Mapping[str, Payload]:
    """Return a payload of every kind that is sent to ``platform``, by name."""
    card = LinkCard(url="https://acme.example/launch", title="Launch", description="It is here.")
    plain = {
        "emoji": payload(part("Family 👨‍👩‍👧‍👦 flag 🏳️‍🌈 heart ❤️ digits 1️⃣"), platform=platform),
        "cjk": payload(part("春の新作発表会を開催します。"), platform=platform, language="ja"),
        "rtl": payload(part("مرحبا بالعالم – שלום עולם"), platform=platform, language="ar"),
        "long-url": payload(part(f"Read {LONG_URL}"), platform=platform),
        "thread": payload(part("One"), part("Two"), part("Three"), platform=platform),
        "one-image": payload(part("Look", medium()), platform=platform),
        "four-images": payload(part("Look", *(medium(n, f"Square {n}") for n in range(4))), platform=platform),
        "decorative": payload(part("Look", medium(alt="")), platform=platform),
        "code-block": payload(part("Run it:\n\n    pip install smm\n    smm demo"), platform=platform),
        "rich-text": payload(rich(), platform=platform),
        "warning": payload(part("It was the butler"), platform=platform, content_warning="Spoilers"),
    }
    if platform == "mastodon":
        poll = PollPayload(options=("Yes", "No"), duration=timedelta(days=1))
        plain["poll"] = payload(part("Ready?"), platform=platform, poll=poll)
        plain["followers"] = payload(part("Only you"), platform=platform, visibility="followers")
        plain["focus"] = payload(part("Look", medium(focus=(0.25, 0.25))), platform=platform)
    else:
        plain["link-card"] = payload(part("Here"), platform=platform, card=card)
        thumbed = replace(card, image=Digest(next(iter(BLOBS))), image_mime="image/png")
        plain["link-card-with-image"] = payload(part("Here"), platform=platform, card=thumbed)
    return plain
