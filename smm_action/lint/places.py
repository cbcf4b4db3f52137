"""Where things stand in a post's file. Asked for findings alone, so that clean posts cost nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

from smm_action.model.finding import Location
from smm_action.model.post import Post
from smm_action.model.project import Account, Brand

KeyPath = tuple[str | int, ...]


def at(post: Post, start: int, end: int) -> Location:
    """Return the place of the code points ``start..end`` of ``post.source``."""
    return between(post.path, post.source, start, end)


def between(path: str, text: str, start: int, end: int) -> Location:
    """Return the place of the code points ``start..end`` of the file ``path`` that holds ``text``."""
    line, column = _point(text, start)
    end_line, end_column = _point(text, end)
    return Location(path=path, line=line, column=column, end_line=end_line, end_column=end_column)


def offset(post: Post, location: Location) -> int:
    """Return the code point of ``post.source`` at which ``location`` starts."""
    return _line_start(post.source, location.line or 1) + (location.column or 1) - 1


def body_offset(post: Post) -> int:
    """Return where the body starts in ``post.source``."""
    return _line_start(post.source, post.body_line)


def body_text(post: Post) -> str:
    """Return the body as authored."""
    return post.source[body_offset(post) :]


def body_place(post: Post, line: int | None = None) -> Location:
    """Return the first words at or after ``line`` of the file (default: of the body); line 1 when there are none."""
    start = _line_start(post.source, max(line or 1, post.body_line))
    rest = post.source[start:]
    if not rest.strip():
        return Location(path=post.path, line=1, column=1)
    first = start + len(rest) - len(rest.lstrip())
    end = post.source.find("\n", first)
    return at(post, first, len(post.source) if end < 0 else end)


def within(post: Post, key: KeyPath, needle: str) -> Location:
    """Return where ``needle`` stands in the value of ``key``; the key itself when it is written differently there."""
    place = post.locate(key)
    found = post.source.find(needle, offset(post, place), body_offset(post))
    return at(post, found, found + len(needle)) if needle and found >= 0 else place


def has_place(post: Post, key: KeyPath) -> bool:
    """Whether ``key`` itself is in the front matter, not just a parent of it."""
    return post.locate(key) != post.locate(key[:-1])


def top_key(post: Post, position: int) -> str | None:
    """Return the front matter's key that holds the code point ``position``; None in a comment."""
    source = post.source
    line = source.rfind("\n", 0, position) + 1
    before = source[line:position]
    if before.lstrip().startswith("#") or " #" in before:
        return None
    while line > 0 and (source[line].isspace() or source[line] in "-#"):
        line = source.rfind("\n", 0, line - 1) + 1
    return source[line:].partition(":")[0].strip("\"' ")


def time_key(post: Post, account: Account) -> KeyPath:
    """Return where the time of ``post`` on ``account`` is written."""
    return variant_key(post, account, "time")


def variant_key(post: Post, account: Account, key: str) -> KeyPath:
    """Return where ``key`` is written for ``account``: in its variant, its platform's, or at the top."""
    attribute = "body" if key == "text" else key
    for name in (account.name, account.platform):
        variant = post.variants.get(name)
        if variant is not None and getattr(variant, attribute) is not None:
            return ("variants", name, key)
    return (key,)


def account_key(post: Post, account: Account, brand: Brand) -> KeyPath:
    """Return the item of ``platforms:`` that brings the account in."""
    for index, name in enumerate(post.platforms):
        if name in {account.name, account.platform} or account.name in brand.sets.get(name, ()):
            return ("platforms", index)
    return ("platforms",)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `` Did you mean `x`?`` for the known name nearest to ``name``, or nothing."""
    found = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Did you mean `{found[0]}`?" if found else ""


def listed(names: Iterable[str]) -> str:
    """Return names as people list them: ``a, b and c``."""
    held = list(dict.fromkeys(names))
    return held[0] if len(held) == 1 else f"{', '.join(held[:-1])} and {held[-1]}"


def lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield each line of ``text`` from ``start`` on, with the code point it starts at."""
    while start < len(text):
        end = text.find("\n", start)
        stop = len(text) if end < 0 else end
        yield start, text[start:stop]
        start = stop + 1


def _point(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


@lru_cache(maxsize=4)
def _line_start(text: str, line: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return len(text)
    return start
