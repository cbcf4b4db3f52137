"""The microblog: pages as a function of the head, feeds that validate, and nothing hostile that gets through."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest

from smm_action.core.http import Http
from smm_action.model.delivery import Rejected, Sent, Unauthorized
from smm_action.model.payload import Facet, LinkCard
from smm_action.platformkit.base import (
    Prepared,
    SupportsFind,
    SupportsMetrics,
    SupportsPages,
    SupportsPublish,
    Target,
)
from smm_action.platforms.microblog import PLATFORM
from smm_action.platforms.microblog.site import style
from tests.contract.microblog_site import BASE, ROOT, Head, Page, post, publish, refuse, session, site
from tests.contract.payloads import BLOBS, blobs, facet, medium, menagerie, part, payload, rich, seal
from tests.entering import enter
from tests.shared import shared


def test_it_publishes_by_pages_and_claims_neither_search_nor_metrics() -> None:
    assert isinstance(PLATFORM, SupportsPublish)
    assert isinstance(PLATFORM, SupportsPages)
    assert not isinstance(PLATFORM, SupportsFind | SupportsMetrics)
    assert PLATFORM.card.idempotency.policy == "atomic"
    assert not PLATFORM.card.credentials
    assert not PLATFORM.card.features & {"find", "metrics", "followers"}


@pytest.mark.parametrize("base", ["", "javascript:alert(1)", "acme.example", "file:///etc"])
def test_without_an_address_for_its_pages_an_account_does_not_open(base: str) -> None:
    http = Http("https://acme.example", transport=httpx.MockTransport(refuse))
    assert isinstance(enter(PLATFORM, http, "acme-pages", base, "acme", {}), Unauthorized)


@pytest.mark.parametrize("base", [BASE, BASE.removesuffix("/")])
def test_sending_makes_no_call_and_says_where_the_page_will_be(base: str) -> None:
    sent = PLATFORM.send(session(base), post("Hello"), 0, Prepared(), (), Target())
    assert isinstance(sent, Sent)
    assert sent.receipt.url == "https://acme.example/social/winter/"
    assert sent.receipt.id == "winter"


def test_the_same_delivery_twice_is_one_page_and_one_line() -> None:
    head = site(publish(post("Hello")))
    before = dict(head.files)
    head.add(publish(post("Hello")))
    assert head.files == before


def test_a_post_that_is_not_public_is_not_published() -> None:
    sealed = post("Hello", visibility="followers")
    assert isinstance(PLATFORM.prepare(session(), sealed, 0, blobs), Rejected)


def test_a_medium_that_was_not_sealed_is_rejected() -> None:
    sealed = seal(payload(part("Look", medium(sha256="0" * 64)), platform="microblog"))
    assert isinstance(PLATFORM.prepare(session(), sealed, 0, blobs), Rejected)


def test_the_files_are_a_function_of_the_head_and_of_what_is_published() -> None:
    head = site(publish(post("One", "one")))
    two, three = publish(post("Two", "two")), publish(post("Three", "three"))
    together = PLATFORM.pages("acme-pages", [two, three], head.files.get, blobs)
    again = PLATFORM.pages("acme-pages", [two, three], head.files.get, blobs)
    assert together == again
    other = Head()
    other.add(publish(post("One", "one")))
    other.add(two)
    other.add(three)
    assert {**head.files, **together} == other.files


def test_a_torn_line_in_the_file_of_items_loses_no_other() -> None:
    head = site(publish(post("One", "one")))
    head.files[f"{ROOT}/items.jsonl"] += b'{"slug": "torn'
    head.add(publish(post("Two", "two")))
    assert "One" in head.text("index.html")
    assert "Two" in head.text("index.html")
    assert len([line for line in head.text("items.jsonl").split("\n") if line]) == 3


@pytest.mark.parametrize("name", menagerie("microblog"))
def test_every_kind_of_post_has_a_page_with_all_of_its_text(name: str) -> None:
    held = menagerie("microblog")[name]
    head = site(publish(seal(held)))
    page = Page(head.text("winter/index.html"))
    shown = "".join(page.words)
    for one in held.parts:
        for word in one.text.split():
            assert word in shown
    assert len(page.classed("u-photo")) == sum(len(one.media) for one in held.parts)


def test_a_page_says_what_it_is_to_readers_and_machines() -> None:
    held = payload(
        part("Winter is here", medium(0, "A blue square", width=1200, height=675)),
        platform="microblog",
        language="en",
    )
    page = Page(site(publish(seal(held))).text("winter/index.html"))
    url, image = f"{BASE}winter/", f"{BASE}media/{held.parts[0].media[0].sha256}.png"
    assert page.all("link", rel="canonical") == [{"rel": "canonical", "href": url}]
    assert page.meta("og:url") == url
    assert page.meta("og:type") == "article"
    assert page.meta("og:title") == "Winter is here"
    assert page.meta("og:image") == image
    assert page.meta("og:image:alt") == "A blue square"
    assert (page.meta("og:image:width"), page.meta("og:image:height")) == ("1200", "675")
    assert page.meta("twitter:card") == "summary_large_image"
    assert page.meta("twitter:image") == image
    assert page.meta("article:published_time") == "2026-12-01T08:00:12Z"
    for name in ("h-entry", "e-content", "u-url", "dt-published", "p-author"):
        assert page.classed(name), name
    (photo,) = page.classed("u-photo")
    assert (photo["alt"], photo["width"], photo["height"]) == ("A blue square", "1200", "675")
    assert photo["src"] == f"../media/{held.parts[0].media[0].sha256}.png"


def test_a_page_describes_itself_as_structured_data() -> None:
    held = payload(rich(), platform="microblog", language="de", card=LinkCard(url="https://acme.example/x", title="X"))
    text = site(publish(seal(held))).text("winter/index.html")
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert told["@type"] == "SocialMediaPosting"
    assert told["url"] == told["mainEntityOfPage"] == f"{BASE}winter/"
    assert told["datePublished"] == "2026-12-01T08:00:12Z"
    assert told["inLanguage"] == "de"
    assert told["articleBody"] == held.parts[0].text
    assert told["sharedContent"]["url"] == "https://acme.example/x"


@pytest.mark.shared
def test_the_structured_data_use_schema_orgs_own_words() -> None:
    known = shared("contracts/seo/structured-data/schemaorg-30.0.compact.json").read_text("utf-8")
    held = payload(part("Hi", medium()), platform="microblog", language="en", card=LinkCard(url=BASE, title="X"))
    text = site(publish(seal(held))).text("winter/index.html")
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]

    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {key for key in value if not key.startswith("@")} | {value["@type"]}
            return own.union(*(names(inner) for inner in value.values()))
        return set().union(*(names(inner) for inner in value)) if isinstance(value, list) else set()

    for name in names(told):
        assert f'"{name}"' in known, name


def test_a_thread_is_one_page_whose_parts_have_addresses() -> None:
    sealed = seal(menagerie("microblog")["thread"])
    published = publish(sealed)
    assert [receipt.url for receipt in published.receipts] == [
        f"{BASE}winter/",
        f"{BASE}winter/#part-2",
        f"{BASE}winter/#part-3",
    ]
    page = Page(site(published).text("winter/index.html"))
    assert [part["id"] for part in page.classed("part") if "id" in part] == ["part-2", "part-3"]


def test_links_tags_and_line_breaks_are_where_they_were_written() -> None:
    text = "Größe 👩‍👩‍👧‍👧: read the notes #Größe\nnext line\n\nnext paragraph"
    facets = [
        facet(text, "the notes", "link", "https://acme.example/notes?a=1&b=2"),
        facet(text, "#Größe", "tag", "Größe"),
    ]
    shown = site(publish(seal(payload(part(text, facets=facets), platform="microblog")))).text("winter/index.html")
    assert '<a href="https://acme.example/notes?a=1&amp;b=2" rel="noopener">the notes</a>' in shown
    assert '<span class="tag p-category">#Größe</span><br>next line</p>' in shown
    assert '<p dir="auto">next paragraph</p>' in shown


def test_indented_code_keeps_its_spaces() -> None:
    shown = site(publish(seal(menagerie("microblog")["code-block"]))).text("winter/index.html")
    assert '<p dir="auto">    pip install smm<br>    smm demo</p>' in shown
    assert "white-space: break-spaces" in style()


def test_facets_that_point_nowhere_sensible_change_no_text() -> None:
    text = "Größe"
    wild = [
        Facet(kind="link", start=3, end=5, value="https://a.example"),
        Facet(kind="link", start=-1, end=2, value="https://a.example"),
        Facet(kind="link", start=4, end=99, value="https://a.example"),
        Facet(kind="tag", start=5, end=2, value="x"),
    ]
    shown = site(publish(seal(payload(part(text, facets=wild), platform="microblog")))).text("winter/index.html")
    assert '<p dir="auto">Größe</p>' in shown


def test_a_title_is_a_heading_and_is_not_said_twice() -> None:
    held = payload(part("Winter release\n\nHere it is."), platform="microblog", title="Winter release")
    text = site(publish(seal(held))).text("winter/index.html")
    body = text.partition("<main>")[2]
    assert '<h1 class="p-name" dir="auto">Winter release</h1>' in body
    assert body.count("Winter release") == 1
    assert "<title>Winter release · acme</title>" in text


def test_what_is_behind_a_warning_is_told_nowhere_else() -> None:
    held = payload(part("It was the butler", medium(1)), platform="microblog", content_warning="Spoilers")
    page = Page(site(publish(seal(held))).text("winter/index.html"))
    assert page.all("details")
    assert page.meta("og:title") == "Spoilers"
    assert page.meta("og:description") == "Spoilers"
    assert page.meta("og:image") is None
    assert "".join(page.words).count("butler") == 1


def test_replies_quotes_and_reposts_name_what_they_refer_to() -> None:
    url = "https://social.example/@bob/1"
    for field, css in (("reply_to", "u-in-reply-to"), ("quote", "u-quotation-of")):
        published = publish(post("Yes"), target=Target(**{field: url}))
        (link,) = Page(site(published).text("winter/index.html")).classed(css)
        assert link["href"] == url
    sealed = seal(payload(platform="microblog", repost=url))
    (link,) = Page(site(publish(sealed, target=Target(repost=url))).text("winter/index.html")).classed("u-repost-of")
    assert link["href"] == url


def test_media_are_copied_once_under_their_digest() -> None:
    head = Head()
    held = payload(part("Look", medium(0), medium(1)), platform="microblog")
    first = head.add(publish(seal(held)))
    names = {path: data for path, data in first.items() if "/media/" in path}
    assert names == {f"{ROOT}/media/{m.sha256}.png": BLOBS[m.sha256] for m in held.parts[0].media}
    again = head.add(publish(seal(payload(part("Again", medium(0)), platform="microblog", post="again"))))
    assert not any("/media/" in path for path in again)


def test_a_moving_picture_keeps_its_type() -> None:
    held = payload(part("Look", medium(0, kind="gif", mime="image/gif")), platform="microblog")
    head = site(publish(seal(held)))
    assert f"{ROOT}/media/{held.parts[0].media[0].sha256}.gif" in head.files


def test_the_bytes_that_were_sealed_are_the_ones_that_are_published() -> None:
    held = payload(part("Look", medium(0)), platform="microblog")
    stripped = medium(1).sha256
    head = site(publish(seal(held, blobs={held.parts[0].media[0].sha256: stripped})))
    assert head.files[f"{ROOT}/media/{stripped}.png"] == BLOBS[stripped]
    assert f"media/{held.parts[0].media[0].sha256}" not in head.text("winter/index.html")


def test_nothing_is_published_by_publishing_nothing() -> None:
    assert PLATFORM.pages("acme-pages", [], lambda path: None, blobs) == {}


def test_posts_named_like_our_own_folders_keep_their_pages() -> None:
    head = site(publish(post("Media", "media")), publish(post("Archive", "archive")))
    assert "Media" in head.text("media/index.html")
    assert "Archive" in head.text("archive/index.html")


def test_a_later_revision_has_an_address_of_its_own() -> None:
    second = post("Hello again")
    second = replace(second, payload=replace(second.payload, revision=2))
    head = site(publish(post("Hello")), publish(second))
    assert "Hello again" in head.text("winter-r2/index.html")


@pytest.mark.parametrize("length", [19_999, 20_000, 20_001])
def test_text_is_counted_in_code_points(length: int) -> None:
    assert PLATFORM.count("é" * length) == length
    assert (PLATFORM.count("é" * length) <= PLATFORM.card.text.value) == (length <= 20_000)


def test_twenty_pictures_are_shown_and_none_is_left_out() -> None:
    held = payload(part("Look", *(medium(n % 6, f"Picture {n}") for n in range(20))), platform="microblog")
    photos: Sequence[dict[str, str | None]] = Page(site(publish(seal(held))).text("winter/index.html")).classed(
        "u-photo"
    )
    assert [photo["alt"] for photo in photos] == [f"Picture {n}" for n in range(20)]
