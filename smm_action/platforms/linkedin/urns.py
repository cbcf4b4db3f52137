"""LinkedIn's names of things (``urn:li:share:123``) and the addresses that people see."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

HOME = "https://www.linkedin.com/feed/update/"
MEMBER = re.compile(r"urn:li:(?:person|organization):[A-Za-z0-9_-]+")
_POST = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")
_NAMED = re.compile(r"(?:^|-)(share|ugcPost|ugcpost|activity)-(\d+)(?:-|/|$)")
"""The end of ``/posts/acme_our-news-share-7000000000000000000-AbCd``."""
_COMMENT = re.compile(r"urn:li:comment:\((urn:li:\w+:\d+),(\d+)\)")


def encoded(urn: str) -> str:
    """Return ``urn`` as a part of a path or of a Rest.li list."""
    return quote(urn, safe="")


def post_url(urn: str) -> str:
    """Return the address of a post."""
    return f"{HOME}{urn}/"


def comment_url(post: str, comment: str) -> str:
    """Return the address of a comment on ``post``."""
    return f"{post_url(post)}?commentUrn={encoded(comment)}"


def post_urn(address: str) -> str | None:
    """Return the URN that an address or a URN names, None when it names none."""
    held = unquote(address)
    comment = _COMMENT.search(held)
    if comment:
        return comment[0]
    found = _POST.search(held)
    if found:
        return found[0]
    named = _NAMED.search(held.partition("?")[0])
    if named is None:
        return None
    return f"urn:li:{'ugcPost' if named[1].lower() == 'ugcpost' else named[1]}:{named[2]}"


def comment_parts(urn: str) -> tuple[str, str] | None:
    """Return the post (or activity) and the number of a comment's URN, None for anything else."""
    found = _COMMENT.fullmatch(urn)
    return (found[1], found[2]) if found else None
