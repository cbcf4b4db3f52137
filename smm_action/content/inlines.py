"""markdown-it's inline tokens become our inlines: bare URLs, mentions and shortcodes are found here."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from smm_action.content import bare_urls
from smm_action.model.document import Code, Emphasis, Image, Inline, LineBreak, Link, Mention, Text

if TYPE_CHECKING:
    from markdown_it.token import Token

_FOUND = re.compile(r"@\{(?P<person>[A-Za-z0-9_-]{1,80})\}|(?P<code>(?<![^\W_]):[A-Za-z0-9_+’'&.()-]+:)")
_ATTRIBUTE = re.compile(r"""\b(\w++)\s*+=\s*+("[^"]*"|'[^']*'|[^\s>]+)""")
DEEPEST = 20
"""Levels of emphasis; deeper ones are left out, and what they hold stays: every level costs frames of the stack."""


def inlines(tokens: Sequence[Token]) -> tuple[Inline, ...]:
    """Return the inlines of one paragraph, neighbouring texts joined."""
    return _Run(tokens).inlines()


class _Run:
    """Reads the tokens of one paragraph, once from start to end."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def inlines(self, opening: Token | None = None, depth: int = 0, *, linked: bool = False) -> tuple[Inline, ...]:
        """Return what follows, up to the end of what ``opening`` opened, and step behind it."""
        closing = (opening.type.replace("open", "close"), opening.level) if opening else None
        children: list[Inline] = []
        pending: list[str] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if (token.type, token.level) == closing:
                break
            if token.type == "text_special" and token.content in {":", "@", "{"}:
                _flush(pending, children)  # escaped, it opens no shortcode, mention or URL
                children.append(Text(token.content))
            elif token.type in {"text", "text_special"}:
                pending.append(token.content)
            elif token.type == "html_inline" and not _is_image(token.content):
                pending.append("" if token.content.startswith("<!--") else token.content)
            elif token.type in {"em_open", "strong_open", "em_close", "strong_close"} and (
                depth == DEEPEST or token.nesting < 0
            ):
                continue
            else:
                _flush(pending, children)
                children.append(self.inline(token, depth, linked=linked))
        _flush(pending, children)
        return _merged(children)

    def inline(self, token: Token, depth: int, *, linked: bool) -> Inline:
        """Return the inline that ``token`` is or opens."""
        match token.type:
            case "link_open":
                return Link(str(token.attrGet("href") or ""), self.inlines(token, depth, linked=True))
            case "em_open" | "strong_open":
                return Emphasis(self.inlines(token, depth + 1, linked=linked), token.type == "strong_open")
            case "code_inline":
                return Code(token.content)
            case "softbreak" | "hardbreak":
                return LineBreak()
            case "image":
                return Image(str(token.attrGet("src") or ""), _plain(token.children or []))
            case "html_inline":
                return html_image(token.content)
            case bare_urls.TOKEN if not linked:
                return Link(token.content, (Text(token.content),), bare=True)
            case _:
                return Text(token.content)


def _flush(pending: list[str], children: list[Inline]) -> None:
    if pending:
        children += texts("".join(pending))
        pending.clear()


def _merged(children: list[Inline]) -> tuple[Inline, ...]:
    """Return ``children`` with neighbouring texts joined."""
    found: list[Inline] = []
    for is_text, group in itertools.groupby(children, key=lambda child: isinstance(child, Text)):
        if is_text:
            found.append(Text("".join(child.text for child in group if isinstance(child, Text))))
        else:
            found += group
    return tuple(found)


def _plain(tokens: Sequence[Token]) -> str:
    """Return the words of an image's description, which is plain text, without their markup."""
    words = []
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            words.append("\n")
        elif token.type == "image":
            words.append(_plain(token.children or []))
        elif not (token.type == "html_inline" and token.content.startswith("<!--")):
            words.append(token.content)
    return "".join(words)


def texts(text: str) -> list[Inline]:
    """Return plain text with its mentions and emoji shortcodes found."""
    if ":" not in text and "@{" not in text:
        return [Text(text)] if text else []
    children: list[Inline] = []
    plain: list[str] = []
    at = 0
    while match := _FOUND.search(text, at):
        plain.append(text[at : match.start()])
        at = match.end()
        if match["person"]:
            children += [Text("".join(plain)), Mention(match["person"])]
            plain.clear()
        else:
            resolved = _emoji(match["code"])
            # what is no shortcode may hold the beginning of one
            plain.append(resolved or ":")
            at = match.end() if resolved else match.start() + 1
    plain.append(text[at:])
    return [child for child in (*children, Text("".join(plain))) if child != Text("")]


def _emoji(code: str) -> str:
    import emoji

    resolved: str = emoji.emojize(code, language="alias")
    return "" if resolved == code else resolved


def _is_image(tag: str) -> bool:
    return tag[:5].lower() in {"<img ", "<img\n", "<img\t"}


def html_image(tag: str) -> Image:
    """Return the image of an ``<img>`` tag."""
    held = {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(tag)}
    return Image(held.get("src", ""), held.get("alt", ""))
