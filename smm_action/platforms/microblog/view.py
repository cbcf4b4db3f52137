"""An item as the templates see it: words, addresses and pictures, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from smm_action.core.clock import parse_instant
from smm_action.model.payload import Medium, Part
from smm_action.platforms.microblog.items import TARGETS, Item
from smm_action.platforms.microblog.prose import Paragraph, paragraphs, plain, web_address

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SUMMARY = 200
"""Code points of a description; previews show no more."""
TITLE = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One image."""

    file: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """One message of a thread."""

    paragraphs: tuple[Paragraph, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A link card."""

    url: str
    title: str
    description: str
    host: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One post."""

    slug: str
    url: str
    heading: str
    """The authored title; empty when there is none."""
    title: str
    """For the browser's tab and for previews: the heading, else how the text begins."""
    summary: str
    text: str
    language: str
    at: str
    updated: str
    shown_at: str
    warning: str
    parts: tuple[PartView, ...]
    card: CardView | None
    targets: tuple[tuple[str, str, str], ...]
    """Kind, URL and host of what is replied to, quoted or reposted."""
    tags: tuple[str, ...]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Return every image of every part."""
        return tuple(picture for part in self.parts for picture in part.pictures)


def view_of(item: Item, base: str) -> ItemView:
    """Return ``item`` for pages that are served from ``base``."""
    payload = item.payload
    parts = payload.parts
    text = plain("\n\n".join(part.text for part in parts))
    heading = plain(payload.title or "")
    warning = plain(payload.content_warning or "")
    return ItemView(
        slug=item.slug,
        url=f"{base}{item.slug}/",
        heading=heading,
        title=heading or warning or short(text, TITLE) or f"Repost of {shown_at(item.at)}",
        summary=warning or short(text, SUMMARY),
        text=text,
        language=payload.language or "",
        at=item.at,
        updated=item.updated,
        shown_at=shown_at(item.at),
        warning=warning,
        parts=tuple(_part(item, part, heading if index == 0 else "") for index, part in enumerate(parts)),
        card=_card(item),
        targets=tuple((name, url, host(url)) for name in TARGETS if (url := web_address(item.targets.get(name, "")))),
        tags=tuple(dict.fromkeys(facet.value for part in parts for facet in part.facets if facet.kind == "tag")),
    )


def shown_at(at: str) -> str:
    """Return an instant for people: ``1 December 2026, 08:00 UTC``."""
    instant = parse_instant(at)
    return f"{instant.day} {_MONTHS[instant.month - 1]} {instant.year}, {instant:%H:%M} UTC"


def host(url: str) -> str:
    """Return the host of ``url`` without ``www.``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def short(text: str, limit: int) -> str:
    """Return how ``text`` begins on one line: whole words where it can, at most ``limit`` code points."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[:limit]
    words = cut.rpartition(" ")[0]
    return f"{words if len(words) > limit // 2 else cut}…"


def _part(item: Item, part: Part, heading: str) -> PartView:
    found = paragraphs(part)
    if heading and found and _plain_text(found[0]) == heading:
        # The heading stands above as such; its paragraph would say it twice.
        found = found[1:]
    return PartView(paragraphs=found, pictures=tuple(_picture(item, medium) for medium in part.media))


def _plain_text(paragraph: Paragraph) -> str:
    return " ".join("".join(span.text for span in line) for line in paragraph)


def _picture(item: Item, medium: Medium) -> Picture:
    file = item.files.get(medium.sha256, "")
    return Picture(file=file, alt=plain(medium.alt), width=medium.width, height=medium.height)


def _card(item: Item) -> CardView | None:
    card = item.payload.card
    url = web_address(card.url) if card is not None else ""
    if card is None or not url:
        return None
    file = item.files.get(card.image, "") if card.image else ""
    return CardView(
        url=url, title=plain(card.title) or url, description=plain(card.description), host=host(url), file=file
    )
