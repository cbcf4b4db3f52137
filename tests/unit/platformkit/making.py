"""Posts, accounts and platforms for the tests of rendering: real values, few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, get_args

from smm_action.model.card import Card, Feature, Limit
from smm_action.model.document import Block, Document, DocumentPart, Inline, LineBreak, Paragraph, Text
from smm_action.model.ids import AccountName, BrandName, Digest, PlatformName, PostId
from smm_action.model.media import MediaFacts
from smm_action.model.post import Poll, Post
from smm_action.model.project import Account, Brand, Campaign, Person, Utm
from smm_action.platformkit.base import Platform
from smm_action.platformkit.render import Rendering, render
from smm_action.platformkit.text import graphemes

EVERYTHING: frozenset[Feature] = frozenset(get_args(Feature))


class Plain(Platform):
    """A platform of 50 code points with every feature, whose links are text."""

    card: ClassVar[Card] = Card(
        name=PlatformName("plain"),
        label="Plain",
        documentation="https://plain.example/docs",
        text=Limit(value=50, unit="characters", source="https://plain.example/docs", read="2026-11-24"),
        features=EVERYTHING - {"link_card"},
    )


class Rich(Plain):
    """A platform of 40 graphemes and 100 bytes, with facets, link cards and titles."""

    card: ClassVar[Card] = Card(
        name=PlatformName("rich"),
        label="Rich",
        documentation="https://rich.example/docs",
        text=Limit(value=40, unit="graphemes", source="https://rich.example/docs", read="2026-11-24"),
        text_bytes=Limit(value=100, unit="bytes", source="https://rich.example/docs", read="2026-11-24"),
        features=EVERYTHING,
        rich_text=True,
        titles=True,
    )

    def count(self, text: str, *, visible_only: bool = False) -> int:
        del visible_only
        return graphemes(text)


class Bare(Plain):
    """A platform of 50 code points and nothing else."""

    card: ClassVar[Card] = Card(
        name=PlatformName("bare"),
        label="Bare",
        documentation="https://bare.example/docs",
        text=Limit(value=50, unit="characters", source="https://bare.example/docs", read="2026-11-24"),
        features=frozenset({"publish"}),
    )


class Warned(Plain):
    """A platform that counts the content warning with each part."""

    def length(self, text: str, content_warning: str = "") -> int:
        return len(text) + len(content_warning)


PEOPLE = {
    "acme": Person(key="acme", name="Acme Inc.", handles={"plain": "@acme@plain.example", "rich": "acme.example"}),
    "bob": Person(key="bob", name="Bob", handles={"elsewhere": "bob"}),
}
FACTS = {
    "media/a.png": ("image", "image/png"),
    "media/b.gif": ("gif", "image/gif"),
    "media/c.mp4": ("video", "video/mp4"),
    "north/media/a.png": ("image", "image/png"),
}
POLL = Poll(options=("Yes", "No"), duration=timedelta(days=1))


def facts(path: str) -> MediaFacts | None:
    if path not in FACTS:
        return None
    kind, mime = FACTS[path]
    return MediaFacts(sha256=Digest(f"digest of {path}"), kind=kind, mime=mime, bytes=10, width=4, height=3)  # type: ignore[arg-type]


def paragraph(*children: Inline | str, line: int = 0) -> Paragraph:
    """Return a paragraph; a string is text, and its line ends are line breaks."""
    inlines: list[Inline] = []
    for child in children:
        if not isinstance(child, str):
            inlines.append(child)
            continue
        for number, line_text in enumerate(child.split("\n")):
            inlines += [LineBreak()] if number else []
            inlines += [Text(line_text)] if line_text else []
    return Paragraph(tuple(inlines), line)


def document(*parts: Block | str | tuple[Block | str, ...]) -> Document:
    """Return a document of one part for each argument: a block, a paragraph's text, or several of them."""
    made = []
    for number, part in enumerate(parts):
        blocks = part if isinstance(part, tuple) else (part,)
        shown = tuple(paragraph(block) if isinstance(block, str) else block for block in blocks)
        made.append(DocumentPart(shown, 10 * number + 1))
    return Document(parts=tuple(made))


def post(*parts: Block | str | tuple[Block | str, ...], **fields: Any) -> Post:
    fields.setdefault("id", PostId("news"))
    fields.setdefault("brand", BrandName("acme"))
    return Post(path="posts/news.md", body=document(*parts), **fields)


def account(platform: Platform, **fields: Any) -> Account:
    name = platform.card.name
    return Account(name=AccountName(f"acme-{name}"), brand=BrandName("acme"), platform=name, handle="acme", **fields)


def brand(*, utm: Utm | None = None, campaigns: Mapping[str, Utm] | None = None, **fields: Any) -> Brand:
    named = {
        name: Campaign(name=name, brand=BrandName("acme"), path=f"campaigns/{name}.yml", utm=own)
        for name, own in (campaigns or {}).items()
    }
    fields.setdefault("path", "")
    return Brand(name=BrandName("acme"), people=PEOPLE, utm=utm or Utm(), campaigns=named, **fields)


def rendered(written: Post, platform: Platform | None = None, *, of: Brand | None = None, **fields: Any) -> Rendering:
    """Render for an account of ``platform``, whose ``fields`` are given."""
    used = platform or Plain()
    return render(written, account(used, **fields), of or brand(), used, facts)


def texts(rendering: Rendering) -> list[str]:
    return [part.text for part in rendering.payload.parts]


def rules(rendering: Rendering) -> list[str]:
    return [problem.rule for problem in rendering.problems]


def shown(rendering: Rendering) -> list[tuple[str, str, str]]:
    """Return kind, what the bytes show, and value of every facet."""
    found = []
    for part in rendering.payload.parts:
        data = part.text.encode()
        found += [(facet.kind, data[facet.start : facet.end].decode(), facet.value) for facet in part.facets]
    return found
