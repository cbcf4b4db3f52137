"""Claims with whole payloads, as the sealer makes them."""

from __future__ import annotations

from typing import Any

from smm_action.model.codec import encode
from smm_action.model.digest import content_digest
from smm_action.model.entry import Entry
from smm_action.model.ids import Digest, PlatformName
from smm_action.model.payload import Facet, LinkCard, Medium, Part, Payload, Sealed
from tests.unit.ledger.entries import HELLO, at, entry

KEY = "a" * 64
PICTURE = "c" * 64


def payload(texts: tuple[str, ...] = ("Hello, world",), medium: str = PICTURE) -> Payload:
    picture = Medium(
        path="media/a.png", sha256=Digest(medium), rule="strip-location/1", kind="image", mime="image/png",
        width=40, height=30, bytes=999, alt="A red square", focus=(0.5, 0.25),
    )  # fmt: skip
    parts = tuple(
        Part(
            text=text, length=len(text), limit=500, unit="characters", media=(picture,) if number == 0 else (),
            facets=(Facet(kind="tag", start=0, end=5, value="hello"),),
        )
        for number, text in enumerate(texts)
    )  # fmt: skip
    return Payload(
        post=HELLO.post, brand=HELLO.brand, account=HELLO.account, platform=PlatformName("mastodon"),
        revision=HELLO.revision, parts=parts, language="en", content_warning="noise", options={"sensitive": True},
        card=LinkCard(url="https://acme.example/", title="Acme", image=Digest("d" * 64), image_mime="image/png"),
    )  # fmt: skip


def sealed_claim(
    minute: float, nonce: str, texts: tuple[str, ...] = ("Hello, world",), medium: str = PICTURE, **said: Any
) -> Entry:
    held = payload(texts, medium)
    digest = content_digest(held)
    sealed = Sealed(
        payload=held, key=KEY, content_digest=digest, schedule_digest=Digest("e" * 64), due=at(0), handle="acme",
        server="https://example.social", blobs={Digest(PICTURE): Digest("f" * 64)},
    )  # fmt: skip
    told = {"lease_until": at(minute + 20), "key": KEY, "due": at(0), "payload": encode(sealed), "main_sha": "b" * 40}
    return entry("claimed", minute, nonce, **{**told, "content_digest": digest, **said})
