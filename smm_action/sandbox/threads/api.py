"""The Threads API: the profile, containers, posts and replies, counts and tokens."""

from __future__ import annotations

from typing import Any

from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.containers import standing
from smm_action.sandbox.graph.answers import invalid, listed, missing
from smm_action.sandbox.graph.fields import chosen
from smm_action.sandbox.store import Record
from smm_action.sandbox.threads import entities
from smm_action.sandbox.threads.making import links
from smm_action.sandbox.threads.site import POST, SITE

SCOPES = (
    "threads_basic",
    "threads_content_publish",
    "threads_manage_replies",
    "threads_read_replies",
    "threads_manage_insights",
    "threads_manage_mentions",
    "threads_delete",
)
QUOTA = {"posts": 250, "replies": 1000}
DAY = 86_400
USUAL = "id,media_type,permalink,username,text,timestamp"
COUNTED = {"likes": "like", "replies": "reply", "reposts": "repost", "quotes": "quote"}


def me(call: Call) -> Reply:
    """Answer whose token it is."""
    return Reply(json=chosen(entities.user(call, SITE.me(call)), call.one("fields"), "ThreadsUser"))


def debug_token(call: Call) -> Reply:
    """Answer what a token may do, and that it has its sixty days yet."""
    SITE.me(call)
    expires = int(call.now.timestamp()) + 60 * DAY
    return Reply(json={"data": {"type": "USER", "is_valid": True, "expires_at": expires, "scopes": list(SCOPES)}})


def publish(call: Call) -> Reply:
    """Publish a container."""
    mine = SITE.own(call)
    container = SITE.container(call, mine, str(call.fields.get("creation_id") or ""))
    return SITE.publish(call, mine, links(container.value["post"]) if container else [])


def repost(call: Call) -> Reply:
    """Repost, once."""
    mine = SITE.me(call)
    original = SITE.record(call, call.path["id"])
    before = next((one for one in _own(call, mine.name) if one.value.get("reposts") == original.key), None)
    if before is not None:
        return Reply(json={"id": before.key})
    value: dict[str, Any] = {"text": "", "media": [], "reposts": original.key}
    record = Record(
        platform=SITE.platform,
        account=mine.name,
        collection=POST,
        key=SITE.number(call.store, call.now),
        value=value,
        at=call.now,
    )
    call.store.put(record, links(value))
    return Reply(json={"id": record.key})


def threads(call: Call) -> Reply:
    """Answer one's own posts and reposts, newest first; replies are not among them."""
    mine = SITE.own(call)
    return _page(call, [one for one in _own(call, mine.name) if not one.value.get("reply_to")])


def replies(call: Call) -> Reply:
    """Answer one's own replies, or the replies to a post; newest first."""
    mine = SITE.me(call)
    if call.path["id"] in {mine.did, "me"}:
        return _page(call, [one for one in _own(call, mine.name) if one.value.get("reply_to")])
    post = SITE.record(call, call.path["id"])
    answers = [one for one in call.store.linked(SITE.platform, post.key, "reply") if _seen(call, one)]
    return _page(call, list(reversed(answers)))


def mentions(call: Call) -> Reply:
    """Answer posts of others that name the account."""
    mine = SITE.own(call)
    every = call.store.records(SITE.platform, POST, not_since=call.horizon)
    named = [one for one in every if one.account != mine.name and f"@{mine.handle}" in one.value["text"]]
    return _page(call, named)


def limit(call: Call) -> Reply:
    """Answer how much of the day's allowance is used."""
    mine = SITE.own(call)
    young = [one for one in _own(call, mine.name) if (call.now - one.at).total_seconds() < DAY]
    answers = [one for one in young if one.value.get("reply_to")]
    row = {
        "quota_usage": len(young) - len(answers),
        "config": {"quota_total": QUOTA["posts"], "quota_duration": DAY},
        "reply_quota_usage": len(answers),
        "reply_config": {"quota_total": QUOTA["replies"], "quota_duration": DAY},
    }
    return Reply(json={"data": [chosen(row, call.one("fields", "quota_usage"), "ThreadsPublishingLimit")]})


def user_insights(call: Call) -> Reply:
    """Answer how many follow."""
    mine = SITE.own(call)
    if call.one("metric") != "followers_count":
        raise invalid("(#100) The value must be a valid insights metric")
    total = {"value": call.store.count(SITE.platform, mine.did, "follow")}
    return Reply(json={"data": [{"name": "followers_count", "period": "day", "total_value": total}]})


def insights(call: Call) -> Reply:
    """Answer metrics of a post; one that does not exist spoils the whole call."""
    SITE.me(call)
    post = SITE.record(call, call.path["id"])
    counts = {name: call.store.count(SITE.platform, post.key, relation) for name, relation in COUNTED.items()}  # type: ignore[arg-type]
    counts |= {"views": 10 * counts["likes"], "shares": 0}
    names = [name for name in call.one("metric").split(",") if name]
    if not names or any(name not in counts for name in names):
        raise invalid("(#100) The value must be a valid insights metric")
    data = [
        {"name": name, "period": "lifetime", "values": [{"value": counts[name]}], "id": f"{post.key}/insights/{name}"}
        for name in names
    ]
    return Reply(json={"data": data})


def node(call: Call) -> Reply:
    """Answer a container or a post."""
    mine = SITE.me(call)
    number, fields = call.path["id"], call.one("fields")
    container = SITE.container(call, mine, number)
    if container is not None:
        entity = {"id": number, "status": standing(call, container), "error_message": None}
        return Reply(json=chosen(entity, fields, "ThreadsMediaContainer"))
    record = SITE.record(call, number)
    if not _seen(call, record):
        raise missing(number)
    return Reply(json=chosen(entities.post(call, record), fields, "ThreadsMedia"))


def delete(call: Call) -> Reply:
    """Delete a post of one's own."""
    mine = SITE.me(call)
    record = SITE.record(call, call.path["id"])
    if record.account != mine.name:
        raise missing(call.path["id"])
    call.store.delete(record, call.now)
    return Reply(json={"success": True, "deleted_id": record.key})


def _own(call: Call, account: str) -> tuple[Record, ...]:
    return call.store.records(SITE.platform, POST, account, not_since=call.horizon)


def _seen(call: Call, record: Record) -> bool:
    return call.horizon is None or record.at <= call.horizon


def _page(call: Call, records: list[Record]) -> Reply:
    shown = [chosen(entities.post(call, one), call.one("fields", USUAL), "ThreadsMedia") for one in records]
    return Reply(json=listed(shown, call.number("limit", 25, 100), call.one("after")))
