"""How Mastodon rewrites a text: paragraphs, shortened links, mentions and hashtags as markup."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

SHOWN = 30
"""Characters of a URL that are shown after its prefix (recorded from 4.6.4, 2026-08-01)."""
ENTITY = re.compile(
    r"(?P<url>(?<![\w@/$#.-])https?://[^\s<>\"'`{}|\\^]+)"
    r"|(?<![\w/=@.])@(?P<user>[a-zA-Z0-9_]+(?:[a-zA-Z0-9_.-]*[a-zA-Z0-9_])?)(?:@(?P<domain>[\w.-]+\w))?"
    r"|(?<![\w/)&])[##](?P<tag>\w*[^\W\d]\w*)"
)
TRAILING = ".,:;!?…»“”)]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """Where a mention leads."""

    username: str
    url: str


Resolve = Callable[[str, str], Mentioned | None]
"""(user, domain or "") → whom it names; None leaves the text alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A text as a server gives it back."""

    html: str
    mentions: tuple[tuple[str, str], ...]
    """(user, domain) of each mention that was resolved."""
    tags: tuple[str, ...]
    urls: tuple[str, ...]


def rewrite(text: str, origin: str, resolve: Resolve) -> Rewritten:
    """Return ``text`` as the HTML a Mastodon server would answer."""
    mentions: list[tuple[str, str]] = []
    tags: list[str] = []
    urls: list[str] = []

    def marked(match: re.Match[str]) -> str:
        if match["url"]:
            url = _without_trailing(match["url"])
            urls.append(url)
            return link(url) + html.escape(match["url"][len(url) :], quote=False)
        if match["tag"]:
            tags.append(match["tag"])
            return _hashtag(match["tag"], origin)
        found = resolve(match["user"], match["domain"] or "")
        if found is None:
            return html.escape(match[0], quote=False)
        mentions.append((match["user"], match["domain"] or ""))
        return _mention(found)

    return Rewritten(
        html=_paragraphs(_substitute(text, marked)),
        mentions=tuple(dict.fromkeys(mentions)),
        tags=tuple(dict.fromkeys(tag.lower() for tag in tags)),
        urls=tuple(urls),
    )


def link(url: str) -> str:
    """Return the markup of a URL: scheme and ``www.`` invisible, 30 characters shown, the rest invisible."""
    prefix = re.match(r"https?://(?:www\.)?", url)
    start = prefix.end() if prefix else 0
    head, shown, tail = url[:start], url[start : start + SHOWN], url[start + SHOWN :]
    css = "ellipsis" if tail else ""
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{html.escape(head)}</span><span class="{css}">{html.escape(shown)}</span>'
        f'<span class="invisible">{html.escape(tail)}</span></a>'
    )


def _substitute(text: str, marked: Callable[[re.Match[str]], str]) -> str:
    pieces, end = [], 0
    for match in ENTITY.finditer(text):
        pieces += [html.escape(text[end : match.start()], quote=False), marked(match)]
        end = match.end()
    return "".join([*pieces, html.escape(text[end:], quote=False)])


def _paragraphs(marked: str) -> str:
    paragraphs = re.split(r"\n{2,}", marked.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    return "".join("<p>" + paragraph.replace("\n", "<br />") + "</p>" for paragraph in paragraphs if paragraph)


def _without_trailing(url: str) -> str:
    while url[-1] in TRAILING and not (url[-1] == ")" and url.count("(") >= url.count(")")):
        url = url[:-1]
    return url


def _hashtag(tag: str, origin: str) -> str:
    name = html.escape(tag)
    return f'<a href="{origin}/tags/{name}" class="mention hashtag" rel="tag">#<span>{name}</span></a>'


def _mention(found: Mentioned) -> str:
    return (
        f'<span class="h-card" translate="no"><a href="{html.escape(found.url)}" class="u-url mention">'
        f"@<span>{html.escape(found.username)}</span></a></span>"
    )
