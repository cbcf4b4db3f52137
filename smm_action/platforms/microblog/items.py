"""What the microblog has published: one line an item in ``site/<account>/items.jsonl``.

Publishing and editing only ever add lines, of which the last one of a slug holds; taking back removes a slug's lines.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from smm_action.model.codec import canonical, decode, encode
from smm_action.model.delivery import Receipt
from smm_action.model.payload import Payload, Sealed
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Published
from smm_action.platformkit.uploads import extension

TARGETS = ("reply_to", "quote", "repost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One published post, with everything its page is made of."""

    slug: str
    at: str
    """RFC 3339 UTC instant of publishing."""
    base: str
    """Where the account's pages are served from, with a trailing slash."""
    handle: str
    payload: Payload
    files: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """sha256 of an original medium → name of the published file below ``media/``."""
    targets: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """``reply_to``, ``quote``, ``repost`` → URL."""
    edited: str = ""
    """RFC 3339 UTC instant of the last edit; empty when there was none."""

    @property
    def updated(self) -> str:
        """Return when it was changed last."""
        return self.edited or self.at

    @property
    def url(self) -> str:
        """Return the permalink."""
        return f"{self.base}{self.slug}/"


def slug_of(payload: Payload) -> str:
    """Return the post's id, with its revision from the second one on."""
    return payload.post if payload.revision == 1 else f"{payload.post}-r{payload.revision}"


def slug_in(receipt: Receipt) -> str:
    """Return the slug of the page that a part's receipt names."""
    return receipt.id.partition("#")[0]


def folder(account: str) -> str:
    """Return where the account's files lie below the state path."""
    return f"site/{account}"


def item_of(published: Published) -> Item:
    """Return the item of a published delivery; slug and base are read off the first receipt, which an edit keeps."""
    sealed, first = published.sealed, published.receipts[0]
    slug = slug_in(first)
    return Item(
        slug=slug,
        at=published.at,
        base=first.url.removesuffix(f"{slug}/"),
        handle=sealed.handle,
        payload=sealed.payload,
        files={medium: name for medium, (name, _) in media_files(sealed).items()},
        targets=_targets(first),
    )


def media_files(sealed: Sealed) -> dict[str, tuple[str, str]]:
    """Return for each medium, and for the link card's image, its file name and the digest of the bytes to write."""
    files: dict[str, tuple[str, str]] = {}
    for part in sealed.payload.parts:
        for medium in part.media:
            digest = sealed.blobs.get(medium.sha256, medium.sha256)
            files[medium.sha256] = (f"{digest}.{extension(medium.mime)}", digest)
    card = sealed.payload.card
    if card is not None and card.image is not None:
        files[card.image] = (f"{card.image}.{extension(card.image_mime)}", card.image)
    return files


def read_items(content: bytes | None) -> tuple[Item, ...]:
    """Return the items of the file in the order they were first published; of one slug the last line holds.

    A torn line is passed over: its page was written in the same commit as itself, so there is none to lose.
    """
    held: dict[str, Item] = {}
    for line in (content or b"").split(b"\n"):
        item = _parsed(line)
        if item is not None:
            held[item.slug] = item
    return tuple(held.values())


def added(before: bytes | None, items: Sequence[Item]) -> bytes:
    """Return the file with the lines that are missing added at its end."""
    held = before or b""
    if held and not held.endswith(b"\n"):
        held += b"\n"
    known = set(held.split(b"\n"))
    lines = [line for item in items if (line := canonical(encode(item))) not in known]
    return held + b"".join(line + b"\n" for line in lines)


def without(before: bytes, slugs: Container[str]) -> bytes:
    """Return the file without the lines of ``slugs``."""
    lines = [
        line for line in before.split(b"\n") if line and ((item := _parsed(line)) is None or item.slug not in slugs)
    ]
    return b"".join(line + b"\n" for line in lines)


def merged(held: Iterable[Item], fresh: Iterable[Item]) -> tuple[Item, ...]:
    """Return all items; a fresh one takes the place of the one of its slug, which it edits."""
    items = {item.slug: item for item in held}
    items |= {item.slug: _edit(items[item.slug], item) if item.slug in items else item for item in fresh}
    return tuple(items.values())


def _edit(held: Item, fresh: Item) -> Item:
    """Return ``fresh`` with the instant at which the post was published first; the same revision again is no edit."""
    again = held.payload.revision == fresh.payload.revision
    return replace(fresh, at=held.at, edited=held.edited if again else fresh.at)


def _parsed(line: bytes) -> Item | None:
    try:
        return decode(Item, json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _targets(receipt: Receipt) -> Mapping[str, str]:
    return {name: receipt.extra[name] for name in TARGETS if name in receipt.extra}
