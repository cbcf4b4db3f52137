"""The ``.tweet`` format of twitter-together 3.1: front matter, thread delimiter, poll at the end of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smm_action.importers.source_files import Unreadable, read_yaml

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n+|\Z)", re.DOTALL)
_CRLF_FRONT = re.compile(r"\A---[ \t]*\r\n.*?\r\n---", re.DOTALL)
_OPTION = re.compile(r"^\(\s?\)\s+(.*)$")
_OBEYED = re.compile(r"https://twitter\.com/[^/]+/status/\d+")
_TWEET = re.compile(r"(https://)(?:www\.|mobile\.)?(?:twitter|x)\.com/([^/?#]+)/status/(\d+)/?(?:[?#].*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tweet:
    """One message."""

    text: str
    media: tuple[tuple[str, str], ...] = ()
    """File name below ``media/``, and alt text."""
    poll: tuple[str, ...] = ()
    reply: str = ""
    """URL of the tweet it answers."""
    retweet: str = ""
    """URL of the tweet it repeats, or quotes when there is text."""
    notes: tuple[str, ...] = ()


def parse_tweets(source: str) -> tuple[Tweet, ...]:
    """Return the messages of a file in order; more than one is a thread."""
    text = source.strip()
    notes: list[str] = []
    options: Mapping[str, Any] = {}
    if found := _FRONT.match(text):
        options, text = _options(found[1], notes), text[found.end() :]
    elif _CRLF_FRONT.match(text):
        notes.append("its lines end in CRLF, so twitter-together sent its front matter as text; that is what is here")
    delimiter = options.get("thread-delimiter")
    parts = re.split(rf"\n+{re.escape(delimiter if isinstance(delimiter, str) else '---')}[ \t]*\n+", text, maxsplit=1)
    body, poll = _poll(parts[0].replace("\r\n", "\n").strip())
    first = Tweet(
        text=body,
        media=_media(options.get("media")),
        poll=_strings(options.get("poll")) or poll,
        reply=_tweet_url("reply", options, notes),
        retweet=_tweet_url("retweet", options, notes),
        notes=tuple(notes),
    )
    return (first, *parse_tweets(parts[1])) if len(parts) == 2 else (first,)


def _options(yaml: str, notes: list[str]) -> Mapping[str, Any]:
    try:
        loaded = read_yaml(yaml)
    except Unreadable:
        notes.append("its front matter is no YAML and was ignored")
        return {}
    options = loaded if isinstance(loaded, Mapping) else {}
    if "schedule" in options:
        notes.append("schedule: was never obeyed by twitter-together; it went out when it was merged")
    known = {"media", "reply", "retweet", "poll", "thread-delimiter", "schedule"}
    notes += [f"the key {key} was never read by twitter-together; left out" for key in options if key not in known]
    return options


def _poll(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text before the lines ``( ) option`` that end it, and the options."""
    lines = text.split("\n")
    options: list[str] = []
    while lines and (found := _OPTION.match(lines[-1])):
        options.insert(0, found[1].strip())
        lines.pop()
    return ("\n".join(lines).strip(), tuple(options)) if len(options) >= 2 else (text, ())


def _media(value: Any) -> tuple[tuple[str, str], ...]:
    items = value if isinstance(value, list) else []
    entries = (item for item in items if isinstance(item, Mapping) and isinstance(item.get("file"), str))
    return tuple((item["file"], str(item.get("alt") or "")) for item in entries)


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) and 2 <= len(value) <= 4 else ()


def _tweet_url(key: str, options: Mapping[str, Any], notes: list[str]) -> str:
    value = options.get(key)
    if value is None:
        return ""
    found = _TWEET.fullmatch(str(value).strip())
    if found is None:
        notes.append(f"{key}: {value} is no address of a tweet; twitter-together ignored it, and so does this")
        return ""
    if not _OBEYED.fullmatch(str(value)):
        notes.append(f"{key}: {value} was not recognised by twitter-together, which sent a tweet of its own instead")
    return f"https://x.com/{found[2]}/status/{found[3]}"
