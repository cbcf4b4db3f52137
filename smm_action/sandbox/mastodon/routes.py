"""Mastodon's paths."""

from __future__ import annotations

from smm_action.sandbox.mastodon import api, pages
from smm_action.sandbox.simulation import Row

V1 = "/api/v1"

TABLE: tuple[Row, ...] = (
    ("GET", f"{V1}/accounts/verify_credentials", "mastodon.verify", api.verify_credentials),
    ("GET", f"{V1}/apps/verify_credentials", "mastodon.verify", api.verify_app),
    ("GET", f"{V1}/accounts/lookup", "mastodon.profile", api.lookup),
    ("GET", f"{V1}/accounts/{{id}}", "mastodon.profile", api.account),
    ("GET", f"{V1}/accounts/{{id}}/followers", "mastodon.profile", api.followers),
    ("GET", f"{V1}/accounts/{{id}}/statuses", "mastodon.find", api.account_statuses),
    ("POST", f"{V1}/accounts/{{id}}/follow", "mastodon.react", api.follow),
    ("GET", "/api/v2/instance", "mastodon.limits", api.instance),
    ("GET", f"{V1}/instance", "mastodon.limits", api.instance_v1),
    ("GET", "/api/v2/search", "mastodon.search", api.search),
    ("POST", "/api/v2/media", "mastodon.media", api.upload),
    ("POST", f"{V1}/media", "mastodon.media", api.upload),
    ("GET", f"{V1}/media/{{id}}", "mastodon.media-status", api.media),
    ("PUT", f"{V1}/media/{{id}}", "mastodon.media", api.update_media),
    ("DELETE", f"{V1}/media/{{id}}", "mastodon.media", api.delete_media),
    ("POST", f"{V1}/statuses", "mastodon.publish", api.publish),
    ("GET", f"{V1}/statuses", "mastodon.count", api.statuses),
    ("GET", f"{V1}/statuses/{{id}}", "mastodon.read", api.status),
    ("PUT", f"{V1}/statuses/{{id}}", "mastodon.edit", api.update),
    ("DELETE", f"{V1}/statuses/{{id}}", "mastodon.delete", api.delete),
    ("GET", f"{V1}/statuses/{{id}}/context", "mastodon.read", api.context),
    ("GET", f"{V1}/statuses/{{id}}/source", "mastodon.read", api.source),
    ("GET", f"{V1}/statuses/{{id}}/history", "mastodon.read", api.history),
    ("GET", f"{V1}/statuses/{{id}}/favourited_by", "mastodon.read", api.favourited_by),
    ("GET", f"{V1}/statuses/{{id}}/reblogged_by", "mastodon.read", api.reblogged_by),
    ("POST", f"{V1}/statuses/{{id}}/favourite", "mastodon.react", api.favourite),
    ("POST", f"{V1}/statuses/{{id}}/unfavourite", "mastodon.react", api.unfavourite),
    ("POST", f"{V1}/statuses/{{id}}/reblog", "mastodon.repost", api.reblog),
    ("POST", f"{V1}/statuses/{{id}}/unreblog", "mastodon.repost", api.unreblog),
)
PAGES: tuple[Row, ...] = (
    ("GET", "/@{handle}/{key}", "page", pages.status_page),
    ("GET", "/media/{name}", "page", pages.file),
    ("GET", "/avatars/original/missing.png", "page", pages.avatar),
)
