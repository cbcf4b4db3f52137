"""Comments below a post: plain text, made, listed, changed, deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.linkedin.answers import refused
from smm_action.sandbox.linkedin.members import acting, readable, versioned
from smm_action.sandbox.linkedin.posts import key_at, post_of
from smm_action.sandbox.store import Record


def comment_urn(record: Record) -> str:
    """Return a comment's URN."""
    return f"urn:li:comment:({record.value['object']},{record.key})"


def write(call: Call) -> Reply:
    """Comment on a post."""
    mine = versioned(call)
    message = call.fields.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    post = post_of(call, call.path["urn"])
    if not isinstance(text, str) or not text or call.fields.get("object") != call.path["urn"]:
        raise refused(400)
    if post is None:
        raise refused(404)
    record = Record(
        platform="linkedin",
        account=mine.name,
        collection="post",
        key=key_at(call),
        value={"text": text, "author": acting(mine, call.fields.get("actor")), "object": call.path["urn"]},
        at=call.now,
    )
    call.store.put(record, [("reply", call.path["urn"])])
    return Reply(json=entity(record), status=201, headers={"x-restli-id": record.key})


def listed(call: Call) -> Reply:
    """Answer the comments of a post, oldest first; those of a person's post can not be read."""
    versioned(call)
    post = post_of(call, call.path["urn"])
    if post is None:
        raise refused(404)
    readable(post.value["author"])
    found = [
        record
        for record in call.store.linked("linkedin", call.path["urn"], "reply")
        if call.horizon is None or record.at <= call.horizon
    ]
    start, count = int(call.one("start", "0")), call.number("count", 10, 100)
    return Reply(
        json={
            "elements": [entity(record) for record in found[start : start + count]],
            "paging": {"start": start, "count": count, "total": len(found), "links": []},
        }
    )


def update(call: Call) -> Reply:
    """Change what a comment says."""
    record = _own(call)
    patch = call.fields.get("patch")
    message = patch.get("message") if isinstance(patch, dict) else None
    text = (message.get("$set") or {}).get("text") if isinstance(message, dict) else None
    if not isinstance(text, str) or not text:
        raise refused(400)
    value = {**record.value, "text": text}
    call.store.put(replace(record, value=value, edited=call.now), [("reply", record.value["object"])])
    return Reply(json=entity(record))


def delete(call: Call) -> Reply:
    """Delete a comment of one's own."""
    call.store.delete(_own(call), call.now)
    return Reply(content=b"", status=204)


def entity(record: Record) -> dict[str, Any]:
    """Return a comment as LinkedIn gives it."""
    at, value = int(record.at.timestamp() * 1000), record.value
    return {
        "actor": value["author"],
        "commentUrn": comment_urn(record),
        "created": {"actor": value["author"], "time": at},
        "lastModified": {"actor": value["author"], "time": at},
        "id": record.key,
        "message": {"attributes": [], "text": value["text"]},
        "object": value["object"],
    }


def _own(call: Call) -> Record:
    mine = versioned(call)
    record = post_of(call, call.path["key"])
    if record is None or record.account != mine.name or "object" not in record.value:
        raise refused(404)
    return record
