"""X's paths."""

from __future__ import annotations

from smm_action.sandbox.simulation import Row
from smm_action.sandbox.x import api, media, pages, posting, tokens

TABLE: tuple[Row, ...] = (
    ("POST", "/2/oauth2/token", "x.refresh", tokens.refresh),
    ("GET", "/2/users/me", "x.verify", api.owner),
    ("GET", "/2/users/{id}/tweets", "x.find", api.timeline),
    ("GET", "/2/users/{id}/mentions", "x.replies", api.mentions),
    ("POST", "/2/users/{id}/retweets", "x.repost", posting.repost),
    ("DELETE", "/2/users/{id}/retweets/{post}", "x.repost", posting.undo_repost),
    ("POST", "/2/tweets", "x.publish", posting.create),
    ("GET", "/2/tweets", "x.count", api.lookup),
    ("GET", "/2/tweets/{id}", "x.read", api.one),
    ("DELETE", "/2/tweets/{id}", "x.delete", posting.delete),
    ("POST", "/2/media/upload", "x.media", media.upload),
    ("GET", "/2/media/upload", "x.media-status", media.status),
    ("POST", "/2/media/upload/initialize", "x.media", media.initialize),
    ("POST", "/2/media/upload/{id}/append", "x.media", media.append),
    ("POST", "/2/media/upload/{id}/finalize", "x.media", media.finalize),
    ("POST", "/2/media/metadata", "x.media", media.describe),
)
PAGES: tuple[Row, ...] = (
    ("GET", "/x/{handle}/status/{key}", "page", pages.post_page),
    ("GET", "/x-media/{id}", "page", pages.file),
)
