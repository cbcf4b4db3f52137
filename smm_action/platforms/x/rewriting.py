"""Texts as X gives them back: links behind t.co, ``&amp;``, and a link to each picture and quote at the end."""

from __future__ import annotations

import contextlib
import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from smm_action.platformkit.published import comparable
from smm_action.platformkit.weighted import link_spans
from smm_action.platforms.x.fields import objects

_WRITTEN = re.compile(r"https?://\S+", re.IGNORECASE)
_URL = re.compile(r"(?:https?://)?(?P<host>[^\s/:?#]+)(?P<rest>\S*)", re.IGNORECASE)


def written_text(post: Mapping[str, Any], quoted: str | None) -> str:
    """Return what a post says, comparable: its own text in full, links unfolded, without what X appended.

    ``quoted`` is the id of the post it quotes, whose address X put at the end; None where the author wrote it, and X
    made a quote of that.
    """
    note = next((held for name in ("note_post", "note_tweet") if isinstance(held := post.get(name), dict)), post)
    text, entities = note.get("text"), note.get("entities")
    if not isinstance(text, str):
        return ""
    for link in objects(entities.get("urls")) if isinstance(entities, dict) else ():
        short, long = link.get("url"), link.get("expanded_url")
        if isinstance(short, str) and short and isinstance(long, str):
            appended = _is_medium(long, str(post.get("id"))) or _is_post(long, quoted)
            text = text.replace(short, "" if appended else plain_url(long))
    return _seen(html.unescape(text))


def sent_text(text: str) -> str:
    """Return a text as it compares with what X gives back: X makes a link of all that twitter-text takes for one."""
    normal = unicodedata.normalize("NFC", text)
    pieces: list[str] = []
    position = 0
    for start, end in link_spans(normal):
        if start >= position:
            pieces += [normal[position:start], plain_url(normal[start:end])]
            position = end
    return _seen("".join([*pieces, normal[position:]]))


def plain_url(url: str) -> str:
    """Return a URL without what differs between two ways to write it: scheme, case of the host, a slash at the end."""
    found = _URL.fullmatch(url)
    if found is None:
        return url
    host = found["host"].lower()
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    return f"{host}{found['rest']}".rstrip("/")


def _seen(text: str) -> str:
    """Return a text comparable; what either side did not take for a link (a young top-level domain) is one here."""
    return comparable(_WRITTEN.sub(lambda found: plain_url(found[0]), text))


def _is_medium(url: str, post: str) -> bool:
    """``https://x.com/acme/status/1/photo/1``: the post's own picture or video."""
    return bool(re.search(rf"/status/{re.escape(post)}/(?:photo|video)/\d+$", urlsplit(url).path))


def _is_post(url: str, quoted: str | None) -> bool:
    return quoted is not None and urlsplit(url).path.endswith(f"/status/{quoted}")
