"""The lists of the microblog: front page, archive, feeds and sitemap, each as its format asks."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from urllib.parse import urlsplit

import jsonschema
import pytest

from smm_action.model.ids import PostId
from smm_action.model.payload import Payload
from smm_action.platforms.microblog.pages import NEWEST, PER_ARCHIVE
from tests.contract.microblog_site import BASE, ROOT, Head, Page, many, post, publish, site
from tests.contract.payloads import menagerie, seal
from tests.shared import shared

ATOM = "{http://www.w3.org/2005/Atom}"


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_front_page_shows_the_newest_first_and_leads_to_the_rest() -> None:
    head = many(NEWEST + 5)
    text = head.text("index.html")
    assert text.index(f"number {NEWEST + 4}.") < text.index("number 5.")
    assert "number 4." not in text
    assert 'href="archive/1/"' in text


def test_pages_of_the_archive_that_are_full_never_change() -> None:
    head = many(PER_ARCHIVE * 2 + 3)
    assert {path for path in head.files if "/archive/" in path} == {f"{ROOT}/archive/{n}/index.html" for n in (1, 2, 3)}
    full = head.text("archive/1/index.html")
    written = head.add(publish(post("Newest", "newest")))
    assert f"{ROOT}/archive/1/index.html" not in written
    assert head.text("archive/1/index.html") == full
    assert 'href="../2/"' in full


def test_every_post_is_in_exactly_one_page_of_the_archive() -> None:
    head = many(PER_ARCHIVE + 1)
    pages = [head.text(f"archive/{number}/index.html") for number in (1, 2)]
    for number in range(PER_ARCHIVE + 1):
        assert sum(f"number {number}." in page for page in pages) == 1


def test_links_between_the_pages_lead_to_files_that_exist() -> None:
    head = many(PER_ARCHIVE + NEWEST)
    for path, content in head.files.items():
        if not path.endswith(".html"):
            continue
        here = path.removesuffix("index.html")
        for attributes in Page(content.decode()).all("a"):
            href = attributes["href"] or ""
            if urlsplit(href).scheme:
                assert href.startswith(BASE)
                href = href.removeprefix(BASE)
                base = f"{ROOT}/"
            else:
                base = here
            target = _resolved(base, href)
            assert target in head.files, (path, href)


def _resolved(base: str, href: str) -> str:
    steps = [step for step in base.split("/") if step]
    for step in href.split("/"):
        if step == "..":
            steps.pop()
        elif step not in {"", "."}:
            steps.append(step)
    path = "/".join(steps)
    return path if "." in steps[-1] else f"{path}/index.html"


def everything() -> Head:
    return site(*(publish(seal(_named(held, name))) for name, held in menagerie("microblog").items()))


def _named(held: Payload, name: str) -> Payload:
    return replace(held, post=PostId(name))


@pytest.mark.shared
def test_the_json_feed_satisfies_its_schema() -> None:
    schema = json.loads(shared("contracts/feeds/jsonfeed-1.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    feed = json.loads(everything().text("feed.json"))
    assert list(validator.iter_errors(feed)) == []
    assert len(feed["items"]) == len(menagerie("microblog"))


def test_the_json_feed_tells_everything_with_whole_addresses() -> None:
    feed = json.loads(site(publish(seal(menagerie("microblog")["one-image"]))).text("feed.json"))
    (item,) = feed["items"]
    assert feed["feed_url"] == f"{BASE}feed.json"
    assert item["id"] == item["url"] == f"{BASE}winter/"
    assert item["date_published"] == "2026-12-01T08:00:12Z"
    assert f'src="{BASE}media/' in item["content_html"]


def test_the_atom_feed_is_what_rfc_4287_asks_for() -> None:
    feed = ET.fromstring(everything().text("feed.xml"))
    assert feed.tag == f"{ATOM}feed"
    for name in ("title", "id", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "self": f"{BASE}feed.xml",
        "alternate": BASE,
    }
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(menagerie("microblog"))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    for entry in entries:
        for name in ("title", "id", "updated", "published", "content"):
            assert entry.findtext(f"{ATOM}{name}"), name
        content = entry.find(f"{ATOM}content")
        assert content is not None
        assert content.get("type") == "html"
        assert Page(content.text or "").elements


def test_the_sitemap_is_as_its_schema_says_and_names_every_page_once() -> None:
    head = many(3)
    tree = ET.fromstring(head.text("sitemap.xml"))
    assert tree.tag == f"{SITEMAP}urlset"
    for url in tree:
        assert [child.tag for child in url] == [f"{SITEMAP}loc", f"{SITEMAP}lastmod"]
    places = [url.findtext(f"{SITEMAP}loc") for url in tree]
    assert places == [BASE, f"{BASE}post-2/", f"{BASE}post-1/", f"{BASE}post-0/"]
