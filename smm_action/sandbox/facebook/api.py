"""The Pages API: the Page, its posts and comments, counts and tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from smm_action.sandbox.call import Call, Refusal, Reply
from smm_action.sandbox.facebook import entities
from smm_action.sandbox.facebook.answers import new_number, page_number
from smm_action.sandbox.facebook.entities import POST
from smm_action.sandbox.graph.answers import invalid, listed, missing, nobody, written
from smm_action.sandbox.graph.fields import chosen
from smm_action.sandbox.store import Blob, Record, Resident

SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_manage_posts",
    "pages_manage_engagement",
    "pages_read_user_content",
    "read_insights",
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "instagram_manage_contents",
)
LONGEST = 63_206
METRICS = {
    "post_media_view": 10,
    "post_total_media_view_unique": 7,
    "post_clicks": 2,
    "post_video_views": 4,
}
"""Insights of a post that has reactions, each so many times their number: what is not here is refused."""


def me(call: Call) -> Resident:
    """Return the Page of the token.

    Raises:
        Refusal: 401 with code 190.
    """
    if not call.account or call.effects.expired:
        raise nobody()
    name = call.account
    handle = "".join(letter for letter in name if letter.isalnum())
    return call.store.settle(
        Resident(platform="facebook", name=name, handle=handle, did=page_number(name), at=call.now)
    )


def page(call: Call) -> Reply:
    """Answer ``/me``: the Page whose token it is."""
    mine = me(call)
    return Reply(json=chosen(entities.page(call, mine), call.one("fields"), "Page"))


def debug_token(call: Call) -> Reply:
    """Answer what a token may do; it never ends."""
    mine = me(call)
    held = {"type": "PAGE", "is_valid": True, "expires_at": 0, "scopes": list(SCOPES), "profile_id": mine.did}
    return Reply(json={"data": held})


def publish(call: Call) -> Reply:
    """Make a post on one's Page."""
    mine = own_page(call)
    text, link = str(call.fields.get("message") or ""), str(call.fields.get("link") or "")
    photos = _attached(call, mine)
    if not text.strip() and not link and not photos:
        raise invalid("(#100) The post is empty. Please enter a message to share.", code=100)
    if len(text) > LONGEST:
        raise invalid("(#100) The message is too long")
    value = {"text": text, "link": link, "photos": [blob.id for blob in photos]}
    record = make_post(call, mine, value)
    for blob in photos:
        call.store.put_blob(replace(blob, meta={**blob.meta, "post": record.key}))
    return Reply(json={"id": record.key})


def published_posts(call: Call) -> Reply:
    """Answer the posts of one's Page, newest first."""
    mine = own_page(call)
    every = call.store.records("facebook", POST, mine.name, not_since=call.horizon)
    records = [record for record in every if not record.value.get("on")]
    shown = [
        chosen(entities.post(call, record), call.one("fields", "id,message,created_time"), "Post") for record in records
    ]
    return Reply(json=listed(shown, call.number("limit", 25, 100), call.one("after")))


def tagged(call: Call) -> Reply:
    """Answer posts that mention the Page: nobody does here."""
    own_page(call)
    return Reply(json={"data": []})


def node(call: Call) -> Reply:
    """Answer one object."""
    mine = me(call)
    number, fields = call.path["id"], call.one("fields")
    if number == mine.did:
        return Reply(json=chosen(entities.page(call, mine), fields, "Page"))
    blob = call.store.blob("facebook", number)
    if blob is not None:
        kind = "Video" if blob.meta.get("video") else "Photo"
        build = entities.video if kind == "Video" else entities.photo
        return Reply(json=chosen(build(call, blob), fields, kind))
    record = record_of(call)
    kind, make = ("Comment", entities.comment) if record.value.get("on") else ("Post", entities.post)
    return Reply(json=chosen(make(call, record), fields, kind))


def update(call: Call) -> Reply:
    """Change the words of a post, a video or a comment of one's own."""
    mine = me(call)
    record = record_of(call)
    if record.account != mine.name:
        raise missing(call.path["id"])
    words = str(call.fields.get("message", call.fields.get("description", "")))
    changed = replace(record, value={**record.value, "text": words}, edited=call.now)
    call.store.put(changed, [("reply", record.value["on"])] if record.value.get("on") else [])
    return Reply(json={"success": True})


def delete(call: Call) -> Reply:
    """Delete a post, a video or a comment of one's own."""
    mine = me(call)
    record = record_of(call)
    if record.account != mine.name:
        raise missing(call.path["id"])
    call.store.delete(record, call.now)
    return Reply(json={"success": True})


def comment(call: Call) -> Reply:
    """Comment on a post as the Page."""
    mine = me(call)
    post = record_of(call)
    text = str(call.fields.get("message") or "")
    if not text.strip():
        raise invalid("(#100) The comment is empty")
    key = f"{post.key.partition('_')[2] or post.key}_{new_number(call)}"
    made = Record(
        platform="facebook",
        account=mine.name,
        collection=POST,
        key=key,
        value={"text": text, "on": post.key},
        at=call.now,
    )
    call.store.put(made, [("reply", post.key)])
    return Reply(json={"id": key})


def comments(call: Call) -> Reply:
    """Answer the comments of a post, newest or oldest first."""
    me(call)
    post = record_of(call)
    found = list(call.store.linked("facebook", post.key, "reply"))
    found = [one for one in found if call.horizon is None or one.at <= call.horizon]
    since = call.one("since")
    if since:
        found = [one for one in found if one.at.timestamp() >= int(since)]
    if call.one("order") == "reverse_chronological":
        found.reverse()
    shown = [
        chosen(entities.comment(call, one), call.one("fields", "id,message,created_time"), "Comment") for one in found
    ]
    return Reply(json=listed(shown, call.number("limit", 25, 100), call.one("after")))


def insights(call: Call) -> Reply:
    """Answer one metric of a post. One that does not exist spoils the whole call, as it does at Meta's."""
    me(call)
    record = record_of(call)
    names = [name for name in call.one("metric").split(",") if name]
    if not names or any(name not in METRICS for name in names):
        raise invalid("(#100) The value must be a valid insights metric")
    reactions = call.store.count("facebook", record.key, "like")
    data = [_metric(record, name, METRICS[name] * reactions, call) for name in names]
    return Reply(json={"data": data})


def own_page(call: Call) -> Resident:
    """Return the Page that the path names, which has to be the token's.

    Raises:
        Refusal: 401; 400 with code 100/33, it is another's.
    """
    mine = me(call)
    if call.path["id"] != mine.did:
        raise missing(call.path["id"])
    return mine


def record_of(call: Call) -> Record:
    """Return the post or comment that the path names; a video's post by the video.

    Raises:
        Refusal: 400 with code 100/33.
    """
    number = call.path["id"]
    blob = call.store.blob("facebook", number)
    key = str(blob.meta.get("post") or "") if blob is not None else number
    record = call.store.find("facebook", POST, key)
    if record is None:
        raise missing(number)
    return record


def make_post(call: Call, mine: Resident, value: Mapping[str, Any]) -> Record:
    """Keep a new post of the Page."""
    key = f"{mine.did}_{new_number(call)}"
    record = Record(platform="facebook", account=mine.name, collection=POST, key=key, value=value, at=call.now)
    call.store.put(record)
    return record


def _attached(call: Call, mine: Resident) -> list[Blob]:
    try:
        held = json.loads(str(call.fields.get("attached_media") or "[]"))
        numbers = [str(one["media_fbid"]) for one in held]
    except (ValueError, TypeError, KeyError):
        raise invalid("(#100) attached_media must be a list of objects with media_fbid") from None
    found = [call.store.blob("facebook", number, mine.name) for number in numbers]
    blobs = [blob for blob in found if blob is not None and not blob.meta.get("post") and not blob.meta.get("video")]
    if len(blobs) != len(numbers):
        raise Refusal(400, invalid("(#100) Invalid media_fbid").body)
    return blobs


def _metric(record: Record, name: str, value: int, call: Call) -> dict[str, Any]:
    row = {"name": name, "period": "lifetime", "values": [{"value": value, "end_time": written(call.now)}]}
    return {**row, "title": name, "id": f"{record.key}/insights/{name}/lifetime"}
