"""Facebook's paths."""

from __future__ import annotations

import re

from smm_action.sandbox.facebook import api, media, pages
from smm_action.sandbox.facebook.answers import OBJECT, PAGE
from smm_action.sandbox.graph.contract import Place
from smm_action.sandbox.graph.paths import numbers
from smm_action.sandbox.simulation import Row

V = "/v26.0"
UPLOADS = "/facebook-upload"
NUMBER = numbers("facebook", rf"(?:{PAGE}|{OBJECT})[0-9]+(?:_[0-9]+)?")
_ID = f"{V}/{{id:facebook}}"
_OWN = re.compile(rf"{V}/(?:me|debug_token|{NUMBER}(?:/\w+)?)|{UPLOADS}/.*")
_PLACE = re.compile(rf"{V}/(?P<number>{NUMBER})(?P<edge>/\w+)?")
FILES = frozenset({("Page", "/photos", "source")})
"""The photo itself (https://developers.facebook.com/docs/graph-api/reference/page/photos, read 2026-11-24)."""

TABLE: tuple[Row, ...] = (
    ("GET", f"{V}/me", "facebook.verify", api.page),
    ("POST", f"{V}/debug_token", "facebook.verify", api.debug_token),
    ("POST", f"{_ID}/feed", "facebook.publish", api.publish),
    ("GET", f"{_ID}/published_posts", "facebook.find", api.published_posts),
    ("POST", f"{_ID}/photos", "facebook.media", media.photo),
    ("POST", f"{_ID}/videos", "facebook.video", media.video),
    ("POST", f"{_ID}/video_reels", "facebook.video", media.reel),
    ("POST", f"{UPLOADS}/v26.0/{{id:facebook}}", "facebook.media", media.receive),
    ("POST", f"{_ID}/comments", "facebook.comment", api.comment),
    ("GET", f"{_ID}/comments", "facebook.replies", api.comments),
    ("GET", f"{_ID}/tagged", "facebook.replies", api.tagged),
    ("GET", f"{_ID}/insights", "facebook.count", api.insights),
    ("GET", _ID, "facebook.read", api.node),
    ("POST", _ID, "facebook.edit", api.update),
    ("DELETE", _ID, "facebook.delete", api.delete),
)
PAGES: tuple[Row, ...] = (
    ("GET", "/facebook/files/{name}", "page", pages.file),
    ("GET", "/facebook/{key}", "page", pages.post_page),
)


def owns(path: str) -> bool:
    """Whether a path is Facebook's: the first digits of a number tell."""
    return _OWN.fullmatch(path) is not None


def place(path: str) -> Place | None:
    """Return the node type of the SDK and the edge that a path is; None for what the SDK does not know."""
    if path == f"{V}/me":
        return "Page", "/"
    match = _PLACE.fullmatch(path)
    if match is None:
        return None
    number, edge = match["number"], match["edge"] or "/"
    page, _, rest = number.partition("_")
    if not rest:
        return ("Page" if number.startswith(str(PAGE)) else "AdVideo"), edge
    return ("PagePost" if page.startswith(str(PAGE)) else "Comment"), edge
