"""Publishing to the microblog, and reading its pages."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import httpx

from smm_action.core.http import Http
from smm_action.model.delivery import Receipt, Sent
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import (
    Prepared,
    Published,
    Session,
    Target,
)
from smm_action.platforms.microblog import PLATFORM
from tests.contract.payloads import blobs, part, payload, seal
from tests.entering import enter

BASE = "https://acme.example/social/"


ROOT = "site/acme-pages"


def refuse(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"the microblog called {request.url}")


def session(base: str = BASE) -> Session:
    http = Http("https://acme.example", transport=httpx.MockTransport(refuse))
    opened = enter(PLATFORM, http, "acme-pages", base, "acme", {})
    assert isinstance(opened, Session)
    return opened


def publish(sealed: Sealed, at: str = "2026-12-01T08:00:12Z", target: Target | None = None) -> Published:
    receipts: tuple[Receipt, ...] = ()
    for number in range(max(1, len(sealed.payload.parts))):
        prepared = PLATFORM.prepare(session(), sealed, number, blobs)
        assert isinstance(prepared, Prepared), prepared
        sent = PLATFORM.send(session(), sealed, number, prepared, receipts, target or Target())
        assert isinstance(sent, Sent)
        receipts = (*receipts, sent.receipt)
    return Published(sealed=sealed, receipts=receipts, at=at)


def post(text: str, name: str = "winter", **fields: Any) -> Sealed:
    return seal(payload(part(text), platform="microblog", post=name, **fields))


class Head:
    """Files of the state branch."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, *published: Published) -> Mapping[str, bytes]:
        written = PLATFORM.pages("acme-pages", published, self.files.get, blobs)
        self.files |= written
        return written

    def text(self, path: str) -> str:
        return self.files[f"{ROOT}/{path}"].decode()


def site(*published: Published) -> Head:
    head = Head()
    head.add(*published)
    return head


class Page(HTMLParser):
    """Every element with its attributes, and the text by element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.elements if t == tag and all(a.get(k) == v for k, v in wanted.items())]

    def meta(self, name: str) -> str | None:
        found = self.all("meta", property=name) or self.all("meta", name=name)
        return found[0]["content"] if found else None

    def classed(self, name: str) -> list[dict[str, str | None]]:
        return [a for _, a in self.elements if name in (a.get("class") or "").split()]


def many(count: int) -> Head:
    return site(
        *(
            publish(post(f"Post number {n}.", f"post-{n}"), f"2026-12-01T08:{n // 60:02}:{n % 60:02}Z")
            for n in range(count)
        )
    )
