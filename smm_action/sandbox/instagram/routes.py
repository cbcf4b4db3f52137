"""Instagram's paths: those of the Graph API whose numbers are Instagram's."""

from __future__ import annotations

import re

from smm_action.sandbox.graph.contract import Place
from smm_action.sandbox.graph.paths import numbers
from smm_action.sandbox.instagram import api, making, pages
from smm_action.sandbox.instagram.site import SITE
from smm_action.sandbox.simulation import Row

V = "/v26.0"
NUMBER = numbers("instagram", rf"(?:{SITE.user}|{SITE.object})[0-9]+")
_ID = f"{V}/{{id:instagram}}"
_OWN = re.compile(rf"{V}/(?:me/accounts|{NUMBER}(?:/\w+)?)|/refresh_access_token")
_PLACE = re.compile(rf"{V}/(?P<number>{NUMBER})(?P<edge>/\w+)?")

TABLE: tuple[Row, ...] = (
    ("GET", f"{V}/me/accounts", "instagram.verify", api.accounts),
    ("GET", "/refresh_access_token", "instagram.refresh", api.refresh),
    ("POST", f"{_ID}/media", "instagram.media", making.make),
    ("GET", f"{_ID}/media", "instagram.find", api.media),
    ("POST", f"{_ID}/media_publish", "instagram.publish", api.publish),
    ("GET", f"{_ID}/content_publishing_limit", "instagram.limits", api.limit),
    ("GET", f"{_ID}/tags", "instagram.replies", api.tags),
    ("GET", f"{_ID}/insights", "instagram.count", api.insights),
    ("POST", f"{_ID}/comments", "instagram.comment", api.comment),
    ("GET", f"{_ID}/comments", "instagram.replies", api.comments),
    ("GET", _ID, "instagram.read", api.node),
    ("DELETE", _ID, "instagram.delete", api.delete),
)
PAGES: tuple[Row, ...] = (
    ("GET", "/instagram/files/{name}", "page", pages.file),
    ("GET", "/instagram/{key}", "page", pages.post_page),
)


def owns(path: str) -> bool:
    """Whether a path is Instagram's: the first digits of a number tell."""
    return _OWN.fullmatch(path) is not None


def place(path: str) -> Place | None:
    """Return the node type of the SDK and the edge that a path is; None for what the SDK does not know.

    Containers have no type there: their number alone is a medium's, and of those it reads the fields it knows.
    """
    match = _PLACE.fullmatch(path)
    if match is None:
        return None
    number, edge = match["number"], match["edge"] or "/"
    return ("IGUser" if number.startswith(SITE.user) else "IGMedia"), edge
