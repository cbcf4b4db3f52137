"""``ledger/+summary.json``: what a tick has to know of posts that it does not read.

The summary names, as ``of``, the folders that lie beside it: those of the brands, and the two that are derived as well.
A ledger that was changed by anybody who did not keep the summary has other folders, and is read whole. So a summary
that is believed is the sum of the shares of all posts, and the folders hold

* ``+days/<YYYY-MM-DD>``: the posts of which something happened that day, a line each;
* ``+said/<hh>``: digest and post, a line each, for what deliveries say; ``hh`` begins the digest.

Lines are only added, so both may name a post too many, which reading it shows, and never one too few.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from smm_action.ledger.objects import Tree
from smm_action.ledger.paths import DAYS, SAID, name_of
from smm_action.ledger.share import Share
from smm_action.model.entry import Totals
from smm_action.model.ids import BrandName, PostId
from smm_action.model.post import EMPTY

PREFIX = 16
"""Digits of a digest that are kept: two posts that share them by chance are told apart when they are read."""
_OF = re.compile(r"[0-9a-f]{64}")
Post = tuple[BrandName, PostId]


class SummaryFault(ValueError):  # noqa: N818 a fault of one file, explained by the reader
    """The file is no summary of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The sum of the shares of all posts."""

    of: str = ""
    """``beside`` of the folder it lies in."""
    posts: int = 0
    """Files of the ledger."""
    totals: Totals = field(default_factory=Totals)
    standing: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: EMPTY)
    """Place → name of a post → ``Share.standing`` of it."""

    def to_bytes(self) -> bytes:
        """Return the file: a name a line, sorted, so that a commit changes few."""
        held = {
            "of": self.of,
            "posts": self.posts,
            "places": dict(self.totals.places),
            "published": dict(self.totals.published),
            "standing": self.standing,
        }
        return json.dumps(held, indent=1, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def parse_summary(data: bytes) -> Summary:
    """Return the summary in ``data``.

    Raises:
        SummaryFault: it is none of ours.
    """
    try:
        held = json.loads(data)
        found = Summary(
            of=held["of"],
            posts=held["posts"],
            totals=Totals(places=_numbers(held["places"]), published=_numbers(held["published"])),
            standing={place: _names(names) for place, names in held["standing"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SummaryFault("it is no JSON object with of, posts, places, published and standing") from error
    if type(found.posts) is not int or not isinstance(found.of, str) or not _OF.fullmatch(found.of):
        raise SummaryFault("of is no digest, or posts is no number")
    return found


def beside(tree: Tree) -> str:
    """Return the digest of the folders of ``ledger/``; the files there are read wherever they matter."""
    lines = sorted(f"{entry.sha} {name}\n" for name, entry in tree.items() if entry.kind == "tree")
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def believed(data: bytes | None, ledger: Tree) -> Summary | None:
    """Return the summary in ``data`` when it is of ``ledger/`` as it is; None when everything has to be read."""
    try:
        held = parse_summary(data) if data is not None else None
    except SummaryFault:
        return None
    return held if held is not None and held.of == beside(ledger) else None


@dataclass(slots=True)
class Sum:
    """A summary in the making."""

    posts: int
    places: Counter[str]
    published: Counter[str]
    standing: dict[str, dict[str, str]]

    @classmethod
    def of(cls, summary: Summary) -> Sum:
        """Begin with ``summary``."""
        standing = {place: dict(names) for place, names in summary.standing.items()}
        return cls(summary.posts, Counter(summary.totals.places), Counter(summary.totals.published), standing)

    def add(self, post: Post, share: Share) -> None:
        """Add the share of a post."""
        self.posts += 1
        self.places.update(share.totals.places)
        self.published.update(share.totals.published)
        for place, order in share.standing.items():
            self.standing.setdefault(place, {})[name_of(post)] = order

    def take(self, post: Post, share: Share) -> None:
        """Take off what was added."""
        self.posts -= 1
        self.places.subtract(share.totals.places)
        self.published.subtract(share.totals.published)
        for place in share.standing:
            self.standing.get(place, {}).pop(name_of(post), None)

    def summary(self, of: str = "") -> Summary:
        """Return the sum; what there is none of is not named."""
        totals = Totals(places=+self.places, published=+self.published)  # type: ignore[arg-type]
        standing = {place: names for place, names in self.standing.items() if names}
        return Summary(of=of, posts=self.posts, totals=totals, standing=standing)


def lines(post: Post, share: Share) -> Iterator[tuple[str, bytes]]:
    """Yield the lines that a post has in the derived files, each with its file's path."""
    name = name_of(post)
    yield from ((f"{DAYS}/{day}", name.encode()) for day in share.days)
    yield from ((said_path(digest), f"{digest[:PREFIX]} {name}".encode()) for digest in share.digests)


def said_path(digest: str) -> str:
    """Return the file that tells who says ``digest``."""
    return f"{SAID}/{digest[:2]}"


def _numbers(held: Mapping[str, Any]) -> Counter[Any]:
    if not all(type(value) is int for value in held.values()):
        raise SummaryFault("a count is no number")
    return Counter(held)


def _names(held: Mapping[str, Any]) -> Mapping[str, str]:
    if not all(isinstance(order, str) for order in held.values()):
        raise SummaryFault("an instant is no text")
    return held
