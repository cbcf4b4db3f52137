"""CommonMark's own examples: what a body says and links to is what the specification's HTML says.

Five deviations are on purpose, each named below; everything else agrees.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest

from smm_action.content.markdown import parse
from smm_action.model.document import (
    Block,
    Code,
    CodeBlock,
    Emphasis,
    Image,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Quote,
    Text,
)
from tests.shared import shared

DEVIATIONS = {
    "HTML stays the text it is": re.compile(r"<[A-Za-z!?/]"),
    "reference definitions are text, so that none is dropped unseen": re.compile(r"\]:"),
    "a line of dashes below text breaks the thread, it makes no heading": re.compile(
        r"^ {0,3}(=+|-+) *$", re.MULTILINE
    ),
    "bare URLs are links": re.compile(r"(?<![(<])https?://"),
    "a thematic break inside of a list or a quote stays its signs": re.compile(r"^ *[-*+>] +\* \* \*", re.MULTILINE),
}
_BREAKING = frozenset({"p", "li", "br", "hr", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass
class Said:
    """Words, links and images of one example, however they were marked up."""

    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)

    def summary(self) -> tuple[str, list[str], list[str]]:
        return " ".join("".join(self.text).split()), self.links, self.images


class Page(HTMLParser):
    """The specification's HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Said()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "a":
            self.said.links.append(held.get("href") or "")
        elif tag == "img":
            self.said.images.append(held.get("src") or "")
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKING:
            self.said.text.append(" ")

    def handle_data(self, data: str) -> None:
        self.said.text.append(data)


def examples() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(shared("contracts/markdown/commonmark-0.31.2.json").read_text("utf-8"))
    return loaded


def deviation(markdown: str) -> str | None:
    return next((reason for reason, pattern in DEVIATIONS.items() if pattern.search(markdown)), None)


def by_specification(html: str) -> tuple[str, list[str], list[str]]:
    page = Page()
    page.feed(html)
    page.close()
    return page.said.summary()


def by_us(markdown: str) -> tuple[str, list[str], list[str]]:
    said = Said()
    for part in parse(markdown).parts:
        for block in part.blocks:
            read_block(block, said)
    return said.summary()


def read_block(block: Block, said: Said) -> None:
    match block:
        case CodeBlock():
            said.text.append(block.text)
        case Quote():
            for child in block.children:
                read_block(child, said)
        case ListBlock():
            for child in (child for item in block.items for child in item):
                read_block(child, said)
        case _:
            read_inlines(block.children, said)
    said.text.append(" ")


def read_inlines(children: tuple[Inline, ...], said: Said) -> None:
    for child in children:
        match child:
            case Text() | Code():
                said.text.append(child.text)
            case LineBreak():
                said.text.append(" ")
            case Emphasis():
                read_inlines(child.children, said)
            case Link():
                said.links.append(child.url)
                read_inlines(child.children, said)
            case Image():
                said.images.append(child.src)


@pytest.mark.shared
def test_every_example_without_a_named_deviation_says_what_the_specification_says() -> None:
    plain = [item for item in examples() if deviation(item["markdown"]) is None]

    differing = [item["example"] for item in plain if by_us(item["markdown"]) != by_specification(item["html"])]

    assert len(plain) > 400
    assert differing == []


@pytest.mark.shared
def test_each_named_deviation_is_seen() -> None:
    seen = Counter(
        deviation(item["markdown"]) for item in examples() if by_us(item["markdown"]) != by_specification(item["html"])
    )

    assert set(seen) == set(DEVIATIONS)
