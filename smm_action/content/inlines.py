"""markdown-it's inline tokens become our inlines: bare URLs, mentions and shortcodes are found here."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from smm_action.model.document import Code, Emphasis, Image, Inline, LineBreak, Link, Mention, Text

if TYPE_CHECKING:
    from markdown_it.token import Token

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>]+)|@\{(?P<person>[A-Za-z0-9_-]{1,80})\}|(?P<code>(?<![^\W_]):[A-Za-z0-9_+’'&.()-]+:)"
)
_TRAILING = ".,;:!?'\"*_~…»”’)]}"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""")


def inlines(tokens: Sequence[Token]) -> tuple[Inline, ...]:
    """Return the inlines of one paragraph, neighbouring texts joined."""
    found, _ = _run(tokens, 0, None)
    return tuple(found)


def _run(tokens: Sequence[Token], index: int, closing: str | None, *, linked: bool = False) -> tuple[list[Inline], int]:
    children: list[Inline] = []
    pending = ""

    def flush() -> None:
        nonlocal pending
        if pending:
            children.extend([Text(pending)] if linked else texts(pending))
            pending = ""

    while index < len(tokens):
        token = tokens[index]
        if token.type == closing:
            break
        index += 1
        if token.type == "text_special" and token.content in {":", "@", "{"}:
            flush()  # escaped, it opens no shortcode, mention or URL
            children.append(Text(token.content))
            continue
        if token.type in {"text", "text_special"}:
            pending += token.content
            continue
        if token.type == "html_inline" and not _is_image(token.content):
            pending += "" if token.content.startswith("<!--") else token.content
            continue
        flush()
        if token.type == "link_open":
            children_of, index = _run(tokens, index, "link_close", linked=True)
            children.append(Link(str(token.attrGet("href") or ""), tuple(children_of)))
            index += 1
        elif token.type in {"em_open", "strong_open"}:
            strong = token.type == "strong_open"
            children_of, index = _run(tokens, index, token.type.replace("open", "close"), linked=linked)
            children.append(Emphasis(tuple(children_of), strong))
            index += 1
        else:
            children.append(_leaf(token))
    flush()
    return _merged(children), index


def _merged(children: list[Inline]) -> list[Inline]:
    """Return ``children`` with neighbouring texts joined."""
    found: list[Inline] = []
    for child in children:
        last = found[-1] if found else None
        if isinstance(child, Text) and isinstance(last, Text):
            found[-1] = Text(last.text + child.text)
        else:
            found.append(child)
    return found


def _leaf(token: Token) -> Inline:
    match token.type:
        case "code_inline":
            return Code(token.content)
        case "softbreak" | "hardbreak":
            return LineBreak()
        case "image":
            return Image(str(token.attrGet("src") or ""), token.content)
        case "html_inline":
            return html_image(token.content)
        case _:
            return Text(token.content)


def texts(text: str) -> list[Inline]:
    """Return plain text with its bare URLs, mentions and emoji shortcodes found."""
    if ":" not in text and "@{" not in text:
        return [Text(text)]
    children: list[Inline] = []
    plain = ""
    at = 0
    while match := _FOUND.search(text, at):
        plain += text[at : match.start()]
        at = match.end()
        if match["url"]:
            url = _trimmed(match["url"])
            at = match.start() + len(url)
            if plain:
                children.append(Text(plain))
            children.append(Link(url, (Text(url),), bare=True))
            plain = ""
        elif match["person"]:
            if plain:
                children.append(Text(plain))
            children.append(Mention(match["person"]))
            plain = ""
        else:
            resolved = _emoji(match["code"])
            # what is no shortcode may hold the beginning of one, or of a URL: `See:https://…`
            plain += resolved or ":"
            at = match.end() if resolved else match.start() + 1
    plain += text[at:]
    if plain:
        children.append(Text(plain))
    return children


def _emoji(code: str) -> str:
    import emoji

    resolved: str = emoji.emojize(code, language="alias")
    return "" if resolved == code else resolved


def _trimmed(url: str) -> str:
    """Return ``url`` without the punctuation of the sentence around it; balanced brackets belong to it."""
    while url and url[-1] in _TRAILING:
        opening = _PAIRS.get(url[-1])
        if opening and url.count(opening) >= url.count(url[-1]):
            break
        url = url[:-1]
    return url


def _is_image(tag: str) -> bool:
    return tag[:5].lower() in {"<img ", "<img\n", "<img\t"}


def html_image(tag: str) -> Image:
    """Return the image of an ``<img>`` tag."""
    held = {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(tag)}
    return Image(held.get("src", ""), held.get("alt", ""))
