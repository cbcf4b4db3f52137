"""Bluesky's paths."""

from __future__ import annotations

from smm_action.sandbox.bluesky import api, pages
from smm_action.sandbox.simulation import Row

TABLE: tuple[Row, ...] = (
    ("POST", "/xrpc/com.atproto.server.createSession", "bluesky.session", api.create_session),
    ("POST", "/xrpc/com.atproto.server.refreshSession", "bluesky.refresh", api.refresh_session),
    ("GET", "/xrpc/com.atproto.server.getSession", "bluesky.verify", api.get_session),
    ("GET", "/xrpc/com.atproto.server.describeServer", "bluesky.limits", api.describe_server),
    ("GET", "/xrpc/com.atproto.identity.resolveHandle", "bluesky.resolve", api.resolve_handle),
    ("POST", "/xrpc/com.atproto.repo.uploadBlob", "bluesky.media", api.upload_blob),
    ("POST", "/xrpc/com.atproto.repo.createRecord", "bluesky.publish", api.create_record),
    ("POST", "/xrpc/com.atproto.repo.putRecord", "bluesky.publish", api.put_record),
    ("POST", "/xrpc/com.atproto.repo.applyWrites", "bluesky.publish", api.apply_writes),
    ("POST", "/xrpc/com.atproto.repo.deleteRecord", "bluesky.delete", api.delete_record),
    ("GET", "/xrpc/com.atproto.repo.getRecord", "bluesky.find", api.get_record),
    ("GET", "/xrpc/com.atproto.repo.listRecords", "bluesky.find", api.list_records),
    ("GET", "/xrpc/app.bsky.actor.getProfile", "bluesky.profile", api.get_profile),
    ("GET", "/xrpc/app.bsky.feed.getPosts", "bluesky.count", api.get_posts),
    ("GET", "/xrpc/app.bsky.feed.getPostThread", "bluesky.read", api.get_post_thread),
    ("GET", "/xrpc/app.bsky.feed.getAuthorFeed", "bluesky.read", api.get_author_feed),
    ("GET", "/xrpc/app.bsky.feed.getLikes", "bluesky.read", api.get_likes),
    ("GET", "/xrpc/app.bsky.feed.getRepostedBy", "bluesky.read", api.get_reposted_by),
    ("GET", "/xrpc/app.bsky.feed.getQuotes", "bluesky.read", api.get_quotes),
)
PAGES: tuple[Row, ...] = (
    ("GET", "/profile/{who}/post/{key}", "page", pages.post_page),
    ("GET", "/img/{preset}/plain/{did}/{cid}", "page", pages.file),
)
