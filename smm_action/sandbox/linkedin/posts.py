"""Posts: made once for each call, read by author, changed, deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.linkedin.answers import refused, repeated
from smm_action.sandbox.linkedin.members import acting, readable, versioned
from smm_action.sandbox.linkedin.text import authored
from smm_action.sandbox.store import Record, Relation

RECENT = timedelta(minutes=10)
"""How long an exact repetition is refused (ugc-post-api, error table, read 2026-11-24)."""
LONGEST = 3000


def urn_of(record: Record) -> str:
    """Return a post's URN."""
    return f"urn:li:share:{record.key}"


def key_at(call: Call) -> str:
    """Return a new number: milliseconds since 1970, shifted, as LinkedIn's look."""
    return str(call.store.number("linkedin", int(call.now.timestamp() * 1000) << 22))


def publish(call: Call) -> Reply:
    """Make a post; a repetition within minutes is refused."""
    mine = versioned(call)
    body = dict(call.fields)
    author = acting(mine, body.get("author"))
    commentary = body.get("commentary")
    if not isinstance(commentary, str) or body.get("lifecycleState") != "PUBLISHED":
        raise refused(400)
    if len(commentary) > LONGEST:
        raise refused(400, "FIELD_LENGTH_TOO_LONG", "commentary is too long")
    _check_files(call, body.get("content") or {})
    for earlier in _of(call, author):
        if earlier.value["body"] == body and call.now - earlier.at < RECENT:
            raise repeated(urn_of(earlier))
    parent = (body.get("reshareContext") or {}).get("parent", "")
    record = Record(
        platform="linkedin",
        account=mine.name,
        collection="post",
        key=key_at(call),
        value={"text": authored(commentary), "author": author, "body": body, "parent": parent},
        at=call.now,
    )
    links: list[tuple[Relation, str]] = [("quote" if record.value["text"] else "repost", parent)] if parent else []
    call.store.put(record, links)
    return Reply(content=b"", status=201, headers={"x-restli-id": urn_of(record)})


def by_author(call: Call) -> Reply:
    """Answer an author's posts, newest first."""
    versioned(call)
    author = call.one("author")
    readable(author)
    start, count = int(call.one("start", "0")), call.number("count", 10, 100)
    found = [record for record in _of(call, author) if not _is_hidden(call, record.at)]
    page = [entity(record) for record in found[start : start + count]]
    return Reply(json={"elements": page, "paging": {"start": start, "count": count, "total": len(found), "links": []}})


def read(call: Call) -> Reply:
    """Answer one post."""
    versioned(call)
    record = post_of(call, call.path["urn"])
    if record is None or _is_hidden(call, record.at):
        raise refused(404)
    readable(record.value["author"])
    return Reply(json=entity(record))


def update(call: Call) -> Reply:
    """Change a post's text."""
    mine = versioned(call)
    record = post_of(call, call.path["urn"])
    patch = call.fields.get("patch")
    changes = patch.get("$set") if isinstance(patch, dict) else None
    if call.headers.get("x-restli-method", "").upper() != "PARTIAL_UPDATE" or not isinstance(changes, dict):
        raise refused(400)
    if record is None or record.account != mine.name:
        raise refused(404)
    commentary = changes.get("commentary")
    if not isinstance(commentary, str):
        raise refused(400)
    body = {**record.value["body"], "commentary": commentary}
    value = {**record.value, "text": authored(commentary), "body": body}
    call.store.put(replace(record, value=value, edited=call.now), _links(record))
    return Reply(content=b"", status=204)


def delete(call: Call) -> Reply:
    """Delete a post of one's own; 204 also when it is gone already."""
    mine = versioned(call)
    record = post_of(call, call.path["urn"])
    if record is not None and record.account != mine.name:
        raise refused(403)
    if record is not None:
        call.store.delete(record, call.now)
    return Reply(content=b"", status=204)


def statistics(call: Call) -> Reply:
    """Answer how an organisation's posts do; one that nobody did anything with is left out."""
    versioned(call)
    asked = call.one("shares").removeprefix("List(").removesuffix(")").split(",")
    found = (record for urn in asked if (record := post_of(call, urn)) is not None)
    counted = ((urn_of(record), _counted(call, record)) for record in found)
    organization = call.one("organizationalEntity")
    return Reply(
        json={
            "elements": [
                {"share": urn, "organizationalEntity": organization, "totalShareStatistics": totals}
                for urn, totals in counted
                if any(totals.values())
            ],
            "paging": {"start": 0, "count": 10, "links": []},
        }
    )


def analytics(call: Call) -> Reply:
    """Answer one number of one of the member's posts."""
    versioned(call)
    urn = call.one("entity").strip("()").partition(":")[2]
    record = post_of(call, urn)
    if record is None:
        raise refused(404)
    totals = _counted(call, record)
    query = call.one("queryType")
    name = {
        "IMPRESSION": "impressionCount",
        "MEMBERS_REACHED": "uniqueImpressionsCount",
        "REACTION": "likeCount",
        "RESHARE": "shareCount",
        "COMMENT": "commentCount",
    }.get(query)
    if name is None:
        raise refused(400)
    element = {"count": totals[name], "metricType": query, "targetEntity": {"share": urn}}
    return Reply(json={"elements": [element], "paging": {"start": 0, "count": 10, "links": []}})


def post_of(call: Call, urn: str) -> Record | None:
    """Return the post (or comment) of a URN, None when there is none."""
    return call.store.find("linkedin", "post", urn.rpartition(":")[2])


def entity(record: Record) -> dict[str, Any]:
    """Return a post as LinkedIn gives it."""
    at = _milliseconds(record.at)
    return {
        **record.value["body"],
        "id": urn_of(record),
        "createdAt": at,
        "publishedAt": at,
        "lastModifiedAt": _milliseconds(record.edited or record.at),
        "lifecycleStateInfo": {"isEditedByAuthor": record.edited is not None},
    }


def _of(call: Call, author: str) -> Iterator[Record]:
    for record in call.store.records("linkedin", "post"):
        if record.value.get("author") == author and "object" not in record.value:
            yield record


def _check_files(call: Call, content: Mapping[str, Any]) -> None:
    media = content.get("media")
    many = (content.get("multiImage") or {}).get("images", [])
    thumbnail = (content.get("article") or {}).get("thumbnail")
    urns = [*([media["id"]] if media else []), *(image["id"] for image in many), *([thumbnail] if thumbnail else [])]
    for urn in urns:
        blob = call.store.blob("linkedin", urn, call.account)
        if blob is None or not blob.data:
            raise refused(400, "INVALID_URN_ID", f"{urn} was not uploaded")


def _counted(call: Call, record: Record) -> dict[str, int]:
    urn, count = urn_of(record), call.store.count
    likes, replies = count("linkedin", urn, "like"), count("linkedin", urn, "reply")
    shares = count("linkedin", urn, "repost") + count("linkedin", urn, "quote")
    seen = 10 * (likes + replies + shares)
    return {
        "impressionCount": seen,
        "uniqueImpressionsCount": seen // 2,
        "likeCount": likes,
        "commentCount": replies,
        "shareCount": shares,
        "clickCount": likes,
    }


def _links(record: Record) -> list[tuple[Relation, str]]:
    parent = record.value.get("parent")
    return [("quote", parent)] if parent else []


def _is_hidden(call: Call, at: datetime) -> bool:
    return call.horizon is not None and at > call.horizon


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
