"""The Instagram API: the account, containers, media and comments, counts and tokens."""

from __future__ import annotations

from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.containers import standing
from smm_action.sandbox.graph.answers import invalid, listed, missing
from smm_action.sandbox.graph.fields import chosen
from smm_action.sandbox.instagram import entities
from smm_action.sandbox.instagram.site import MEDIA, SITE
from smm_action.sandbox.store import Record

QUOTA, DAY = 50, 86_400
TOKEN_DAYS = 60
USUAL = "id"


def accounts(call: Call) -> Reply:
    """Answer the Pages of the token, each with its account: one Page, as a system user may have."""
    mine = SITE.me(call)
    page = {"id": mine.did, "name": mine.name, "instagram_business_account": entities.user(call, mine)}
    return Reply(json={"data": [chosen(page, call.one("fields", "id"), "Page")]})


def refresh(call: Call) -> Reply:
    """Answer a token for sixty more days; here it is the old one. For Threads too, whose path is the same."""
    token = call.one("access_token")
    if call.one("grant_type") not in {"ig_refresh_token", "th_refresh_token"} or not token.startswith("sandbox-"):
        raise invalid("Error validating access token: The session is invalid", code=190)
    return Reply(json={"access_token": token, "token_type": "bearer", "expires_in": TOKEN_DAYS * DAY})


def publish(call: Call) -> Reply:
    """Publish a container."""
    return SITE.publish(call, SITE.own(call), [])


def media(call: Call) -> Reply:
    """Answer one's own media, newest first; stories and comments are not among them."""
    mine = SITE.own(call)
    every = call.store.records(SITE.platform, MEDIA, mine.name, not_since=call.horizon)
    return _page(call, [one for one in every if not one.value.get("reply_to") and not one.value.get("story")])


def tags(call: Call) -> Reply:
    """Answer media of others that name the account."""
    mine = SITE.own(call)
    every = call.store.records(SITE.platform, MEDIA, not_since=call.horizon)
    named = f"@{mine.handle}"
    found = [one for one in every if one.account != mine.name and one.value["media"] and named in one.value["text"]]
    return _page(call, found)


def limit(call: Call) -> Reply:
    """Answer how much of the day's allowance is used."""
    mine = SITE.own(call)
    every = call.store.records(SITE.platform, MEDIA, mine.name)
    used = [one for one in every if one.value["media"] and (call.now - one.at).total_seconds() < DAY]
    row = {"quota_usage": len(used), "config": {"quota_total": QUOTA, "quota_duration": DAY}}
    return Reply(json={"data": [chosen(row, call.one("fields", "quota_usage"), "ContentPublishingLimit")]})


def insights(call: Call) -> Reply:
    """Answer metrics of a medium; one that does not exist spoils the whole call."""
    SITE.me(call)
    record = SITE.record(call, call.path["id"])
    likes = call.store.count(SITE.platform, record.key, "like")
    counts = {
        "views": 10 * likes,
        "reach": 7 * likes,
        "saved": likes,
        "reposts": call.store.count(SITE.platform, record.key, "repost"),
        "replies": call.store.count(SITE.platform, record.key, "reply"),
    }
    names = [name for name in call.one("metric").split(",") if name]
    if not names or any(name not in counts for name in names):
        raise invalid("(#100) The value must be a valid insights metric")
    data = [
        {"name": name, "period": "lifetime", "values": [{"value": counts[name]}], "id": f"{record.key}/insights/{name}"}
        for name in names
    ]
    return Reply(json={"data": data})


def comment(call: Call) -> Reply:
    """Comment on a medium."""
    mine = SITE.me(call)
    post = SITE.record(call, call.path["id"])
    text = str(call.fields.get("message") or "")
    if not text.strip():
        raise invalid("(#100) The comment is empty")
    made = Record(
        platform=SITE.platform,
        account=mine.name,
        collection=MEDIA,
        key=SITE.number(call.store, call.now),
        value={"text": text, "media": [], "reply_to": post.key},
        at=call.now,
    )
    call.store.put(made, [("reply", post.key)])
    return Reply(json={"id": made.key})


def comments(call: Call) -> Reply:
    """Answer the comments of a medium, newest first."""
    SITE.me(call)
    post = SITE.record(call, call.path["id"])
    found = [one for one in call.store.linked(SITE.platform, post.key, "reply") if _seen(call, one)]
    return _page(call, list(reversed(found)))


def node(call: Call) -> Reply:
    """Answer the account, a container, a medium or a comment."""
    mine = SITE.me(call)
    number, fields = call.path["id"], call.one("fields")
    if number == mine.did:
        return Reply(json=chosen(entities.user(call, mine), fields, "IGUser"))
    container = SITE.container(call, mine, number)
    if container is not None:
        state = standing(call, container)
        return Reply(json=chosen({"id": number, "status_code": state, "status": state}, fields, "IGContainer"))
    record = SITE.record(call, number)
    if not _seen(call, record):
        raise missing(number)
    return Reply(json=_chosen(call, record, fields))


def delete(call: Call) -> Reply:
    """Delete a medium or a comment of one's own."""
    mine = SITE.me(call)
    record = SITE.record(call, call.path["id"])
    if record.account != mine.name:
        raise missing(call.path["id"])
    call.store.delete(record, call.now)
    return Reply(json={"success": True})


def _seen(call: Call, record: Record) -> bool:
    return call.horizon is None or record.at <= call.horizon


def _page(call: Call, records: list[Record]) -> Reply:
    shown = [_chosen(call, one, call.one("fields", USUAL)) for one in records]
    return Reply(json=listed(shown, call.number("limit", 25, 100), call.one("after")))


def _chosen(call: Call, record: Record, fields: str) -> dict[str, object]:
    if record.value.get("reply_to"):
        return chosen(entities.comment(call, record), fields, "IGComment")
    return chosen(entities.medium(call, record), fields, "IGMedia")
