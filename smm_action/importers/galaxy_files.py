"""The files of a galaxy-social repository: posts, which of them belong together, and what happened to them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from smm_action.importers.galaxy_text import Body, read_body
from smm_action.importers.naming import slug
from smm_action.importers.source_files import Unreadable, read_yaml, text

_RETRY = re.compile(r"retry-(\d+)[-_]")
_VARIANT = re.compile(
    r"-(?:eu|us|bs|bluesky|blusky|masto|mastodon|linked|linkedin|matrix|(?:global_)?group\d+)(?:-fixed)*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePost:
    """One post file of theirs."""

    path: str
    accounts: tuple[str, ...]
    body: Body
    mentions: Mapping[str, tuple[str, ...]]
    tags: Mapping[str, tuple[str, ...]]
    declared_images: tuple[str, ...]
    """URLs below ``images:``, which their program never read."""
    keys: frozenset[str]
    """Front matter keys that their program does not know."""

    @property
    def original(self) -> str:
        """The path without the prefixes of repeated attempts."""
        path = PurePosixPath(self.path)
        name = path.name
        while found := _RETRY.match(name):
            name = name[found.end() :]
        return str(path.with_name(name))

    @property
    def attempts(self) -> tuple[int, ...]:
        """The numbers of the repeated attempts, newest first; empty for an original."""
        return tuple(int(number) for number in _RETRY.findall(PurePosixPath(self.path).name))


def read_post(source: Path, path: str) -> SourcePost:
    """Return the post at ``path``.

    Raises:
        Unreadable: it has no front matter, or one that is no YAML or names no accounts.
    """
    pieces = text(source, path).replace("\r\n", "\n").split("---\n", 2)
    if len(pieces) != 3 or pieces[0].strip():
        raise Unreadable("it has no front matter")
    front = read_yaml(pieces[1])
    if not isinstance(front, Mapping) or not isinstance(front.get("media"), list):
        raise Unreadable("its front matter names no accounts under media:")
    return SourcePost(
        path=path,
        accounts=tuple(dict.fromkeys(slug(str(name)) for name in front["media"])),
        body=read_body(pieces[2]),
        mentions=_by_account(front.get("mentions")),
        tags=_by_account(front.get("hashtags")),
        declared_images=tuple(str(image.get("url", "")) for image in front.get("images") or [] if image),
        keys=frozenset(map(str, front)) - {"media", "mentions", "hashtags", "images"},
    )


def groups(posts: list[SourcePost]) -> Iterator[tuple[str, tuple[SourcePost, ...]]]:
    """Yield a name and the files that are one post: variants of one stem, and all their repeated attempts.

    Two files that name the same account are two posts, whatever they are called: the second was a correction.
    """
    originals: dict[str, list[SourcePost]] = {}
    for post in posts:
        originals.setdefault(post.original, []).append(post)
    stems: dict[str, list[list[SourcePost]]] = {}
    for path, attempts in sorted(originals.items()):
        ordered = sorted(attempts, key=lambda post: (len(post.attempts), post.attempts))
        _place(stems.setdefault(_stem(path), []), ordered)
    for stem, held in stems.items():
        for number, files in enumerate(held):
            alone = len({post.original for post in files}) == 1
            yield (files[0].original.removesuffix(".md") if alone or number else stem), tuple(files)


def read_status(source: Path, path: str) -> Mapping[str, Mapping[str, bool]]:
    """Return account → published by path of post.

    Raises:
        Unreadable: it is no such map.
    """
    try:
        loaded = json.loads(text(source, path))
    except ValueError:
        raise Unreadable("it is no JSON") from None
    if not isinstance(loaded, dict) or not all(isinstance(value, dict) for value in loaded.values()):
        raise Unreadable("it is no map of posts to accounts")
    return {post: {slug(name): bool(done) for name, done in held.items()} for post, held in loaded.items()}


def _place(slots: list[list[SourcePost]], attempts: list[SourcePost]) -> None:
    accounts = {account for post in attempts for account in post.accounts}
    for slot in slots:
        if not accounts & {account for post in slot for account in post.accounts}:
            slot.extend(attempts)
            return
    slots.append(list(attempts))


def _stem(path: str) -> str:
    return _VARIANT.sub("", path.removesuffix(".md"))


def _by_account(value: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        return {}
    return {
        slug(str(account)): tuple(str(item) for item in items or [] if str(item).strip())
        for account, items in value.items()
        if isinstance(items, list)
    }
