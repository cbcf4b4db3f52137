"""Cards of real pages on loopback: what is left out when something is wrong, and that nothing else is."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from smm_action.core.visit import Visitor
from smm_action.media.probe import probe
from smm_action.model.payload import LinkCard
from smm_action.seal.linkcard import MAX_IMAGE, MAX_PAGE, FetchedCard, fetch_card
from tests.fakes.pages import Pages, answer, drip, moved
from tests.unit.media.pictures import picture
from tests.unit.seal.making import sha

PNG = picture("PNG")
PAGE = b"<title>Acme</title><meta name=description content=Parcels><meta property=og:image content=%s>"


@pytest.fixture
def pages() -> Iterator[Pages]:
    server = Pages()
    yield server
    server.close()


def card(pages: Pages, path: str = "/", seconds: float = 5.0) -> FetchedCard:
    return fetch_card(pages.url(path), probe, visitor=lambda _: pages.visitor(seconds))


def bare(pages: Pages, path: str = "/") -> FetchedCard:
    """Return the card of a page that says nothing."""
    return FetchedCard(card=LinkCard(url=pages.url(path), title=pages.url(path)))


def test_a_page_and_its_picture_become_a_card(pages: Pages) -> None:
    pages.answers |= {"/": answer(PAGE % b"/a.png"), "/a.png": answer(PNG, "image/png")}
    assert card(pages) == FetchedCard(
        card=LinkCard(url=pages.url(), title="Acme", description="Parcels", image=sha(PNG), image_mime="image/png"),  # type: ignore[arg-type]
        image=PNG,
    )


def test_the_link_stays_the_authors_and_pictures_are_looked_for_where_the_page_was(pages: Pages) -> None:
    pages.answers |= {
        "/short": moved(pages.url("/blog/post", "other.example")),
        "/blog/post": answer(PAGE % b"a.png"),
        "/blog/a.png": answer(PNG),
    }
    made = card(pages, "/short")
    assert made.card.url == pages.url("/short")
    assert made.image == PNG
    assert pages.names[-1] == "other.example"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_bytes_decide_what_a_picture_is(pages: Pages, kind: str) -> None:
    data = picture(kind)
    pages.answers |= {"/": answer(PAGE % b"/a"), "/a": answer(data, "binary/octet-stream")}
    made = card(pages)
    assert (made.image, made.card.image_mime) == (data, f"image/{kind.lower()}")


@pytest.mark.parametrize(
    "page",
    [
        answer(b"<title>x</title>", "application/json"),
        answer(b"<title>x</title>", "image/svg+xml"),
        answer(b"<title>x</title>", status=404),
        answer(b"<title>x</title>", status=500),
        answer(b"<p>nothing"),
        answer(b""),
        answer(b"\xff\xfe"),
        answer(b"<title> &#x202e; </title>"),
        answer(b"<![x["),
        answer(b"x", Content_Encoding="br"),
        moved("http://pages.example/"),
        moved("https://169.254.169.254/latest/meta-data/"),
        moved("https://[::ffff:127.0.0.1]/"),
        moved("/"),
        b"",
        b"garbage",
    ],
)
def test_a_page_that_says_nothing_is_a_card_with_its_address(pages: Pages, page: bytes) -> None:
    pages.answers["/"] = page
    assert card(pages) == bare(pages)


@pytest.mark.parametrize(
    "url",
    ["http://acme.example", "https://127.0.0.1/", "https://2130706433/", "https://[::1]/", "https://x@acme.example/", "https://", "", "https://[", "mailto:a@acme.example"],
)  # fmt: skip
def test_a_link_that_may_not_be_visited_is_a_card_with_its_address(url: str) -> None:
    assert fetch_card(url, probe) == FetchedCard(card=LinkCard(url=url, title=url))


@pytest.mark.parametrize(
    "image",
    [
        b"''",
        b"data:image/png;base64,iVBORw0KGgo=",
        b"javascript:alert(1)",
        b"http://pages.example/a.png",
        b"https://169.254.169.254/a.png",
        b"https://127.0.0.2/a.png",
        b"https://[/a.png",
        b"file:///etc/passwd",
        b"/missing.png",
        b"/moved.png",
        b"/broken.png",
        b"/empty.png",
        b"/large.png",
        b"/large-unsaid.png",
        b"/bomb.png",
        b"/page.html",
        b"/vector.svg",
        b"/moving.gif",
    ],
)
def test_a_picture_that_is_none_is_left_out_and_the_words_stay(pages: Pages, image: bytes) -> None:
    pages.answers |= {
        "/": answer(PAGE % image),
        "/moved.png": moved("https://10.0.0.1/a.png"),
        "/broken.png": answer(PNG[:-10]),
        "/empty.png": answer(b""),
        "/large.png": answer(PNG + b"\0" * MAX_IMAGE),
        "/large-unsaid.png": drip(b"HTTP/1.1 200 OK\r\n\r\n" + PNG, b"\0" * 65536, 0),
        # a header that asks for 2 000 000 000 × 2 000 000 000 pixels
        "/bomb.png": answer(PNG[:16] + (2_000_000_000).to_bytes(4, "big") * 2 + PNG[24:]),
        "/page.html": answer(b"<html>"),
        "/vector.svg": answer(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        "/moving.gif": answer(picture("GIF"), "image/gif"),
    }
    assert card(pages) == FetchedCard(card=LinkCard(url=pages.url(), title="Acme", description="Parcels"))


@pytest.mark.parametrize(("size", "taken"), [(MAX_IMAGE, True), (MAX_IMAGE + 1, False)])
def test_the_largest_picture(pages: Pages, size: int, taken: bool) -> None:
    pages.answers |= {"/": answer(PAGE % b"/a.png"), "/a.png": answer(PNG.ljust(size, b"\0"))}
    assert (card(pages).image is not None) is taken


def test_a_page_is_read_to_the_limit_and_what_it_said_by_then_counts(pages: Pages) -> None:
    pages.answers["/"] = answer(b"<title>Acme</title>" + b" " * MAX_PAGE + b"<meta name=description content=late>")
    assert card(pages).card == LinkCard(url=pages.url(), title="Acme")


def test_page_and_picture_have_one_time_together(pages: Pages) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    pages.answers |= {"/": answer(PAGE % b"/slow.png"), "/slow.png": drip(head + PNG, b"\0"), "/slow": drip(head, b"<")}
    began = time.monotonic()
    assert card(pages, seconds=0.5).card.title == "Acme"
    assert card(pages, "/slow", seconds=0.5) == bare(pages, "/slow")
    assert time.monotonic() - began < 4


def test_a_card_has_ten_seconds() -> None:
    made: list[float] = []

    def visitor(seconds: float) -> Visitor:
        made.append(seconds)
        return Visitor(seconds, look_up=lambda _: ())

    assert fetch_card("https://acme.example", probe, visitor=visitor).card.title == "https://acme.example"
    assert made == [10.0]
