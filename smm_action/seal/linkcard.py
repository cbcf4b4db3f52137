"""Fetch the link card of a page: title, description, picture. Never loses a post: what fails is left out.

The page is hostile, and so is its name. https only, public addresses only, each redirect looked at again, sizes and
times capped. (A name that changes its address between our look and the connection is not excluded; this runs
where no secret is in reach.)
"""

from __future__ import annotations

import hashlib
import ipaddress
import socket
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from smm_action.core.errors import SmmError
from smm_action.core.http import Answer, Http, Lost, NotSent
from smm_action.model.ids import Digest
from smm_action.model.media import MediaFacts
from smm_action.model.payload import LinkCard
from smm_action.seal.sealer import FetchedCard

REDIRECTS = 3
TIMEOUT = 10.0
MAX_IMAGE = 1_000_000
"""Bytes of a thumbnail: app.bsky.embed.external's ``thumb`` (lexicon of 2026-11)."""
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_TITLE, _DESCRIPTION = 300, 1000


def fetch_card(
    url: str,
    probe: Callable[[bytes], MediaFacts],
    *,
    is_allowed: Callable[[str], bool] | None = None,
    open_http: Callable[[str], Http] | None = None,
) -> FetchedCard:
    """Return the card of ``url``; its title is the URL itself when the page says nothing. Never raises."""
    allowed = is_allowed or is_public
    opener = open_http or (lambda origin: Http(origin, timeout=TIMEOUT))
    page = _get(url, allowed, opener)
    if page is None or page.status != 200:
        return FetchedCard(card=LinkCard(url=url, title=url))
    told = _Head()
    told.feed(page.body[:262_144].decode("utf-8", errors="replace"))
    card = LinkCard(
        url=url, title=_short(told.title() or url, _TITLE), description=_short(told.description(), _DESCRIPTION)
    )
    picture = told.found.get("og:image")
    if not picture:
        return FetchedCard(card=card)
    answer = _get(urljoin(url, picture), allowed, opener)
    if answer is None or answer.status != 200 or not 0 < len(answer.body) <= MAX_IMAGE:
        return FetchedCard(card=card)
    facts = probe(answer.body)
    if facts.mime not in IMAGE_TYPES or facts.problem is not None:
        return FetchedCard(card=card)
    digest = Digest(hashlib.sha256(answer.body).hexdigest())
    whole = LinkCard(url=url, title=card.title, description=card.description, image=digest, image_mime=facts.mime)
    return FetchedCard(card=whole, image=answer.body)


def is_public(url: str) -> bool:
    """Whether ``url`` is https and its host has public addresses only."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        return False
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError):
        return False
    addresses = [ipaddress.ip_address(str(item[4][0]).split("%", 1)[0]) for item in found]
    return bool(addresses) and all(address.is_global and not address.is_multicast for address in addresses)


def _get(url: str, allowed: Callable[[str], bool], opener: Callable[[str], Http]) -> Answer | None:
    for _ in range(REDIRECTS + 1):
        try:
            if not allowed(url):
                return None
            parts = urlsplit(url)
            http = opener(f"{parts.scheme}://{parts.netloc}")
        except (SmmError, ValueError):
            return None
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            answer = http.read("GET", path, headers={"accept": "text/html, image/*"})
        except (NotSent, Lost):
            return None
        finally:
            http.close()
        location = answer.headers.get("location")
        if answer.status not in {301, 302, 303, 307, 308} or not location:
            return answer
        url = urljoin(url, location)
    return None


def _short(text: str, limit: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


class _Head(HTMLParser):
    """Collects the meta properties and the title of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = held.get("property") or held.get("name") or ""
            self.found.setdefault(name.lower(), held.get("content", ""))
        self._in_title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.found["title"] = self.found.get("title", "") + data

    def title(self) -> str:
        return self.found.get("og:title") or self.found.get("twitter:title") or self.found.get("title", "")

    def description(self) -> str:
        return self.found.get("og:description") or self.found.get("description", "")
