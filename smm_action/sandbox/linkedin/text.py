"""A commentary in LinkedIn's little text format, read as LinkedIn reads it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_TOKEN = re.compile(
    r"\\(?P<escaped>.)"
    r"|@\[(?P<name>(?:\\.|[^\]\\])*)\]\((?P<urn>urn:li:(?:person|organization):[\w-]+)\)"
    r"|\{hashtag\|\\?[#＃]\|(?P<tag>(?:\\.|[^}\\])*)\}"
    r"|(?P<bare>[|{}@\[\]()<>*_~])",
    re.DOTALL,
)


def authored(commentary: str) -> str:
    """Return the text that a client had before it wrote it so: mentions stay as they are, tags are ``#tag``."""
    return _render(commentary, mention=lambda name, urn: f"@[{name}]({urn})", tag=lambda tag: f"#{_bare(tag)}")


def shown(commentary: str) -> str:
    """Return it as HTML."""
    text = html.escape(_render(commentary, mention=lambda name, _: _bare(name), tag=lambda tag: f"#{_bare(tag)}"))
    return "".join(f"<p>{one}</p>" for one in text.replace("\n\n", "\0").replace("\n", "<br>").split("\0") if one)


def _render(commentary: str, *, mention: Callable[[str, str], str], tag: Callable[[str], str]) -> str:
    """An unescaped reserved character cuts the text, as it does at LinkedIn."""
    pieces, end = [], 0
    for match in _TOKEN.finditer(commentary):
        pieces.append(commentary[end : match.start()])
        end = match.end()
        if match["bare"] is not None:
            return "".join(pieces)
        if match["escaped"] is not None:
            pieces.append(match["escaped"])
        elif match["urn"] is not None:
            pieces.append(mention(match["name"], match["urn"]))
        else:
            pieces.append(tag(match["tag"]))
    return "".join([*pieces, commentary[end:]])


def _bare(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
