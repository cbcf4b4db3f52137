"""Which path is which operation. Scenario lines name operations: ``mastodon.publish``, ``bluesky.find`` and so on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from smm_action.sandbox import bluesky, mastodon, timeline
from smm_action.sandbox.call import Call, Reply

Handler = Callable[[Call], Reply]
V1 = "/api/v1"

TABLE: tuple[tuple[str, str, str, Handler], ...] = (
    ("GET", f"{V1}/accounts/verify_credentials", "mastodon.verify", mastodon.verify_credentials),
    ("GET", f"{V1}/apps/verify_credentials", "mastodon.verify", mastodon.verify_app),
    ("GET", f"{V1}/accounts/lookup", "mastodon.profile", mastodon.lookup),
    ("GET", f"{V1}/accounts/{{id}}", "mastodon.profile", mastodon.account),
    ("GET", f"{V1}/accounts/{{id}}/followers", "mastodon.profile", mastodon.followers),
    ("GET", f"{V1}/accounts/{{id}}/statuses", "mastodon.find", mastodon.account_statuses),
    ("POST", f"{V1}/accounts/{{id}}/follow", "mastodon.react", mastodon.follow),
    ("GET", "/api/v2/instance", "mastodon.limits", mastodon.instance),
    ("GET", f"{V1}/instance", "mastodon.limits", mastodon.instance_v1),
    ("GET", "/api/v2/search", "mastodon.search", mastodon.search),
    ("POST", "/api/v2/media", "mastodon.media", mastodon.upload),
    ("POST", f"{V1}/media", "mastodon.media", mastodon.upload),
    ("GET", f"{V1}/media/{{id}}", "mastodon.media-status", mastodon.media),
    ("PUT", f"{V1}/media/{{id}}", "mastodon.media", mastodon.update_media),
    ("DELETE", f"{V1}/media/{{id}}", "mastodon.media", mastodon.delete_media),
    ("POST", f"{V1}/statuses", "mastodon.publish", mastodon.publish),
    ("GET", f"{V1}/statuses", "mastodon.count", mastodon.statuses),
    ("GET", f"{V1}/statuses/{{id}}", "mastodon.read", mastodon.status),
    ("PUT", f"{V1}/statuses/{{id}}", "mastodon.edit", mastodon.update),
    ("DELETE", f"{V1}/statuses/{{id}}", "mastodon.delete", mastodon.delete),
    ("GET", f"{V1}/statuses/{{id}}/context", "mastodon.read", mastodon.context),
    ("GET", f"{V1}/statuses/{{id}}/source", "mastodon.read", mastodon.source),
    ("GET", f"{V1}/statuses/{{id}}/history", "mastodon.read", mastodon.history),
    ("GET", f"{V1}/statuses/{{id}}/favourited_by", "mastodon.read", mastodon.favourited_by),
    ("GET", f"{V1}/statuses/{{id}}/reblogged_by", "mastodon.read", mastodon.reblogged_by),
    ("POST", f"{V1}/statuses/{{id}}/favourite", "mastodon.react", mastodon.favourite),
    ("POST", f"{V1}/statuses/{{id}}/unfavourite", "mastodon.react", mastodon.unfavourite),
    ("POST", f"{V1}/statuses/{{id}}/reblog", "mastodon.repost", mastodon.reblog),
    ("POST", f"{V1}/statuses/{{id}}/unreblog", "mastodon.repost", mastodon.unreblog),
    ("POST", "/xrpc/com.atproto.server.createSession", "bluesky.session", bluesky.create_session),
    ("POST", "/xrpc/com.atproto.server.refreshSession", "bluesky.refresh", bluesky.refresh_session),
    ("GET", "/xrpc/com.atproto.server.getSession", "bluesky.verify", bluesky.get_session),
    ("GET", "/xrpc/com.atproto.server.describeServer", "bluesky.limits", bluesky.describe_server),
    ("GET", "/xrpc/com.atproto.identity.resolveHandle", "bluesky.resolve", bluesky.resolve_handle),
    ("POST", "/xrpc/com.atproto.repo.uploadBlob", "bluesky.media", bluesky.upload_blob),
    ("POST", "/xrpc/com.atproto.repo.createRecord", "bluesky.publish", bluesky.create_record),
    ("POST", "/xrpc/com.atproto.repo.putRecord", "bluesky.publish", bluesky.put_record),
    ("POST", "/xrpc/com.atproto.repo.applyWrites", "bluesky.publish", bluesky.apply_writes),
    ("POST", "/xrpc/com.atproto.repo.deleteRecord", "bluesky.delete", bluesky.delete_record),
    ("GET", "/xrpc/com.atproto.repo.getRecord", "bluesky.find", bluesky.get_record),
    ("GET", "/xrpc/com.atproto.repo.listRecords", "bluesky.find", bluesky.list_records),
    ("GET", "/xrpc/app.bsky.actor.getProfile", "bluesky.profile", bluesky.get_profile),
    ("GET", "/xrpc/app.bsky.feed.getPosts", "bluesky.count", bluesky.get_posts),
    ("GET", "/xrpc/app.bsky.feed.getPostThread", "bluesky.read", bluesky.get_post_thread),
    ("GET", "/xrpc/app.bsky.feed.getAuthorFeed", "bluesky.read", bluesky.get_author_feed),
    ("GET", "/xrpc/app.bsky.feed.getLikes", "bluesky.read", bluesky.get_likes),
    ("GET", "/xrpc/app.bsky.feed.getRepostedBy", "bluesky.read", bluesky.get_reposted_by),
    ("GET", "/xrpc/app.bsky.feed.getQuotes", "bluesky.read", bluesky.get_quotes),
    ("GET", "/", "page", timeline.everyone),
    ("GET", "/timeline/{account}", "page", timeline.one),
    ("GET", "/@{handle}/{key}", "page", timeline.status_page),
    ("GET", "/profile/{who}/post/{key}", "page", timeline.post_page),
    ("GET", "/media/{name}", "page", timeline.mastodon_file),
    ("GET", "/img/{preset}/plain/{did}/{cid}", "page", timeline.bluesky_file),
    ("GET", "/avatars/original/missing.png", "page", timeline.avatar),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A request's operation, its handler and what the path says."""

    operation: str
    handler: Handler
    path: Mapping[str, str]


async def _unused(_: Request) -> Response:
    return Response()


_ROUTES = tuple(
    (Route(path, _unused, methods=[method], name=operation), handler) for method, path, operation, handler in TABLE
)


def find(scope: Mapping[str, Any]) -> Found | None:
    """Return what an ASGI scope asks for, None when the sandbox does not know it."""
    for route, handler in _ROUTES:
        match, child = route.matches(dict(scope))
        if match is Match.FULL:
            return Found(operation=route.name, handler=handler, path=child.get("path_params", {}))
    return None


def operations() -> frozenset[str]:
    """Return the operations that a scenario line can name."""
    return frozenset(operation for _, _, operation, _ in TABLE if operation != "page")
