"""Fetch the link card of a page: title, description, picture. Never loses a post: what fails is left out.

The page is hostile: ``core.visit`` says where a visit may lead and how long it takes, ``seal.head`` what of a page is
text, and this runs where no secret is in reach.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from smm_action.core.visit import Unvisited, Visitor
from smm_action.model.ids import Digest
from smm_action.model.media import MediaFacts
from smm_action.model.payload import LinkCard
from smm_action.seal.head import read_head

SECONDS = 10.0
"""For page and picture together, redirects included. A tick may have many cards to fetch."""
MAX_PAGE = 1_048_576
"""Bytes of a page that are read: some say who they are only after half a megabyte of script and style."""
MAX_IMAGE = 1_000_000
"""Bytes of a thumbnail: app.bsky.embed.external's ``thumb`` (lexicon of 2026-11)."""
PAGES = frozenset({"text/html", "application/xhtml+xml"})
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Decided by the bytes, whatever the server says."""
Probe = Callable[[bytes], MediaFacts]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedCard:
    """A link card and the bytes of its picture."""

    card: LinkCard
    image: bytes | None = None


def fetch_card(url: str, probe: Probe, *, visitor: Callable[[float], Visitor] = Visitor) -> FetchedCard:
    """Return the card of ``url``; its title is the URL itself when the page says nothing. Never raises.

    ``visitor`` takes the seconds that page and picture may take together.
    """
    visit = visitor(SECONDS)
    try:
        page = visit.get(url, most=MAX_PAGE, kinds=PAGES)
    except Unvisited:
        return FetchedCard(card=LinkCard(url=url, title=url))
    head = read_head(page.body, page.charset)
    card = LinkCard(url=url, title=head.title or url, description=head.description)
    image = _picture(visit, head.image, page.url) if head.image else b""
    facts = probe(image)
    if facts.mime not in IMAGES or facts.problem is not None:
        return FetchedCard(card=card)
    digest = Digest(hashlib.sha256(image).hexdigest())
    return FetchedCard(card=replace(card, image=digest, image_mime=facts.mime), image=image)


def _picture(visit: Visitor, url: str, base: str) -> bytes:
    """Return the bytes of a picture, none when it can not be had or is too large."""
    try:
        found = visit.get(url, base=base, most=MAX_IMAGE)
    except Unvisited:
        return b""
    return found.body if found.whole else b""
