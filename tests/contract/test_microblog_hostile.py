"""Nothing hostile gets onto a page or into a feed of the microblog."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import pytest

from smm_action.model.payload import Facet, LinkCard
from smm_action.platformkit.base import (
    Target,
)
from smm_action.platforms.microblog.prose import web_address
from tests.contract.microblog_site import Head, Page, many, post, publish, site
from tests.contract.payloads import facet, medium, part, payload, seal

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--<script>-->",
    "]]><x/>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u2028alert(1)\u2029",
    "<a href=javascript:alert(1)>x</a>",
    "\x00<\x00script>\x08\ufffe",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    "<base href=//evil.example/>",
    "</textarea></title><iframe src=//evil.example>",
)


ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example",
    "https://x.example/ onmouseover=alert(1)",
    "file:///etc/passwd",
)


ALLOWED = {
    "html", "head", "meta", "link", "title", "style", "body", "div", "header", "a", "p", "main", "article", "h1", "h2",
    "section", "br", "img", "span", "time", "footer", "nav", "details", "summary", "script",
}  # fmt: skip


def hostile_page(words: str, address: str = "https://x.example") -> Head:
    text = f"a {words} b"
    facets = [Facet(kind="link", start=0, end=1, value=address)]
    held = payload(
        part(text, medium(0, words), facets=[*facets, facet(text, "b", "mention", address)]),
        platform="microblog",
        title=words,
        content_warning=None,
        language="en",
        card=LinkCard(url=address, title=words, description=words),
        options={"site_title": words, "site_description": words},
    )
    target = Target(reply_to=address, quote=address)
    return site(publish(seal(held, handle=words), target=target))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_on_every_page_and_in_every_feed(words: str) -> None:
    head = hostile_page(words)
    for path in ("winter/index.html", "index.html", "archive/1/index.html"):
        page = Page(head.text(path))
        assert {tag for tag, _ in page.elements} <= ALLOWED
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
        assert len(page.all("script")) <= 1
        assert "49" not in "".join(page.words)
        assert "\x00" not in head.text(path)
    ET.fromstring(head.text("feed.xml"))
    for item in json.loads(head.text("feed.json"))["items"]:
        assert {tag for tag, _ in Page(item["content_html"]).elements} <= ALLOWED - {"script", "style"}
    structured = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', head.text("winter/index.html"), re.DOTALL
    )
    assert structured is not None
    assert json.loads(structured[1])["@type"] == "SocialMediaPosting"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_behind_a_warning_stay_words(words: str) -> None:
    head = site(publish(post(f"x {words}", content_warning=words)))
    page = Page(head.text("winter/index.html"))
    assert {tag for tag, _ in page.elements} <= ALLOWED
    assert page.all("details")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_hostile_address_is_never_linked(address: str) -> None:
    assert web_address(address) == ""
    head = hostile_page("words", address)
    for path in ("winter/index.html", "index.html"):
        for _, attributes in Page(head.text(path)).elements:
            for name in ("href", "src"):
                assert urlsplit(attributes.get(name) or "").scheme in {"", "https"}
            assert address.strip() not in (attributes.get("href") or "")


def test_pages_allow_neither_scripts_nor_foreign_content() -> None:
    policy = Page(many(1).text("index.html")).all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_the_style_sheet_is_the_one_the_policy_names() -> None:
    text = many(1).text("index.html")
    held = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert held is not None
    assert base64.b64encode(hashlib.sha256(held[1].encode()).digest()).decode() in text
    assert "prefers-color-scheme: dark" in held[1]
