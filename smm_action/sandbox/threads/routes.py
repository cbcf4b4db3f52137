"""Threads' paths."""

from __future__ import annotations

from smm_action.sandbox.simulation import Row
from smm_action.sandbox.threads import api, making, pages

V = "/v1.0"

TABLE: tuple[Row, ...] = (
    ("GET", f"{V}/me", "threads.verify", api.me),
    ("POST", f"{V}/debug_token", "threads.verify", api.debug_token),
    ("POST", f"{V}/{{id}}/threads", "threads.media", making.make),
    ("POST", f"{V}/{{id}}/threads_publish", "threads.publish", api.publish),
    ("POST", f"{V}/{{id}}/repost", "threads.repost", api.repost),
    ("GET", f"{V}/{{id}}/threads", "threads.find", api.threads),
    ("GET", f"{V}/{{id}}/replies", "threads.find", api.replies),
    ("GET", f"{V}/{{id}}/mentions", "threads.replies", api.mentions),
    ("GET", f"{V}/{{id}}/threads_publishing_limit", "threads.limits", api.limit),
    ("GET", f"{V}/{{id}}/threads_insights", "threads.count", api.user_insights),
    ("GET", f"{V}/{{id}}/insights", "threads.count", api.insights),
    ("GET", f"{V}/{{id}}", "threads.read", api.node),
    ("DELETE", f"{V}/{{id}}", "threads.delete", api.delete),
)
PAGES: tuple[Row, ...] = (
    ("GET", "/threads/files/{name}", "page", pages.file),
    ("GET", "/threads/{key}", "page", pages.post_page),
)


def owns(path: str) -> bool:
    """Whether a path is Threads': its API has a version of its own."""
    return path.startswith(f"{V}/")
