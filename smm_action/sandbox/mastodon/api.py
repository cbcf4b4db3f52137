"""Mastodon's API: what a client may ask, and how a 4.6 server answers (contracts/mastodon, recorded 2026-08-01)."""

from __future__ import annotations

import re
from typing import Any

from smm_action.sandbox.answers import instant
from smm_action.sandbox.call import Call, Refusal, Reply
from smm_action.sandbox.mastodon import entities
from smm_action.sandbox.mastodon.media import describe, take, uploaded
from smm_action.sandbox.mastodon.posting import create, edit, status_of
from smm_action.sandbox.store import Record, Resident

Status = dict[str, Any]


def not_found() -> Refusal:
    """Return the answer for anything that is not there."""
    return Refusal(404, {"error": "Record not found"})


def me(call: Call) -> Resident:
    """Return the caller's account.

    Raises:
        Refusal: 401, there is no valid token.
    """
    if call.effects.expired:
        raise Refusal(401, {"error": "The access token expired"}, {"www-authenticate": 'Bearer error="invalid_token"'})
    if not call.account:
        raise Refusal(401, {"error": "The access token is invalid"})
    resident = Resident(platform="mastodon", name=call.account, handle=entities.username(call.account), at=call.now)
    return call.store.settle(resident)


def verify_credentials(call: Call) -> Reply:
    """Answer who the token belongs to."""
    mine = me(call)
    source = {"privacy": "public", "sensitive": False, "language": None, "note": "", "fields": []}
    return Reply(json={**entities.account_entity(call, mine), "source": source})


def verify_app(call: Call) -> Reply:
    """Answer which application the token belongs to."""
    me(call)
    return Reply(json={"id": "1", "name": "smm-action", "website": None, "scopes": ["read", "write"]})


def instance(call: Call) -> Reply:
    """Answer the server's limits (v2)."""
    return Reply(json=entities.instance_entity(call))


def instance_v1(call: Call) -> Reply:
    """Answer the server's limits (v1)."""
    answer = entities.instance_entity(call)
    return Reply(json={**answer, "uri": answer["domain"], "urls": {}, "stats": {}, "short_description": ""})


def account_of(call: Call, identifier: str) -> Resident:
    """Return the account of an id.

    Raises:
        Refusal: 404.
    """
    for resident in call.store.residents():
        if resident.platform == "mastodon" and entities.account_id(resident.name) == identifier:
            return resident
    raise not_found()


def account(call: Call) -> Reply:
    """Answer one account."""
    return Reply(json=entities.account_entity(call, account_of(call, call.path["id"])))


def lookup(call: Call) -> Reply:
    """Answer the account called ``acct``."""
    resident = call.store.resident("mastodon", call.one("acct").removeprefix("@"))
    if resident is None:
        raise not_found()
    return Reply(json=entities.account_entity(call, resident))


def account_statuses(call: Call) -> Reply:
    """Answer an account's statuses, newest first, 20 a page and never more than 40."""
    owner = account_of(call, call.path["id"])
    limit = call.number("limit", 20, 40)
    records = [
        record
        for record in call.store.records(
            "mastodon",
            "status",
            owner.name,
            before=call.one("max_id") or None,
            after=call.one("since_id") or call.one("min_id") or None,
            oldest_first=bool(call.one("min_id")),
            not_since=call.horizon,
        )
        if _wanted(call, record)
    ]
    page = sorted(records[:limit], key=lambda record: record.key, reverse=True)
    return Reply(json=[entities.status_entity(call, record) for record in page], headers=_pages(call, page))


def _wanted(call: Call, record: Record) -> bool:
    def said(name: str) -> bool:
        return call.one(name) in {"1", "true"}

    return not (
        (said("exclude_replies") and record.value.get("in_reply_to_id"))
        or (said("exclude_reblogs") and record.value.get("reblog_of"))
        or (said("only_media") and not record.value.get("media_ids"))
        or (record.value.get("visibility") in {"private", "direct"} and record.account != call.account)
    )


def _pages(call: Call, page: list[Record]) -> dict[str, str]:
    if not page:
        return {}
    base = f"{call.origin}/api/v1/accounts/{call.path['id']}/statuses"
    return {"link": f'<{base}?max_id={page[-1].key}>; rel="next", <{base}?min_id={page[0].key}>; rel="prev"'}


def publish(call: Call) -> Reply:
    """Make a status, once for each Idempotency-Key that is remembered."""
    return create(call, me(call))


def status(call: Call) -> Reply:
    """Answer one status."""
    return Reply(json=entities.status_entity(call, status_of(call, call.path["id"])))


def statuses(call: Call) -> Reply:
    """Answer several statuses by ``id[]``; missing ones are left out."""
    found = (call.store.find("mastodon", "status", identifier) for identifier in call.many("id"))
    return Reply(json=[entities.status_entity(call, record) for record in found if record])


def update(call: Call) -> Reply:
    """Edit a status of one's own."""
    return edit(call, me(call))


def source(call: Call) -> Reply:
    """Answer a status's text as it was written."""
    record = status_of(call, call.path["id"])
    spoiler = record.value.get("spoiler_text", "")
    return Reply(json={"id": record.key, "text": record.value["text"], "spoiler_text": spoiler})


def history(call: Call) -> Reply:
    """Answer the versions of a status, oldest first."""
    record = status_of(call, call.path["id"])
    entity = entities.status_entity(call, record)
    shared = {name: entity[name] for name in ("account", "sensitive", "spoiler_text", "media_attachments", "emojis")}
    texts = (*record.value.get("earlier", ()), [record.value["text"], instant(record.edited or record.at)])
    return Reply(
        json=[{"content": entities.rewritten(call, text).html, "created_at": at, **shared} for text, at in texts]
    )


def context(call: Call) -> Reply:
    """Answer what a status replies to, and what replies to it."""
    record = status_of(call, call.path["id"])
    ancestors: list[Record] = []
    above: Record | None = record
    while above and above.value.get("in_reply_to_id"):
        above = call.store.find("mastodon", "status", above.value["in_reply_to_id"])
        ancestors[:0] = [above] if above else []
    below = _descendants(call, record)
    return Reply(
        json={
            "ancestors": [entities.status_entity(call, found) for found in ancestors],
            "descendants": [entities.status_entity(call, found) for found in below],
        }
    )


def _descendants(call: Call, record: Record) -> list[Record]:
    below: list[Record] = []
    for reply in call.store.linked("mastodon", record.key, "reply"):
        below += [reply, *_descendants(call, reply)]
    return below


def delete(call: Call) -> Reply:
    """Delete a status of one's own; answers its text, so that it can be drafted again."""
    mine = me(call)
    record = status_of(call, call.path["id"])
    if record.account != mine.name:
        raise not_found()
    entity = entities.status_entity(call, record)
    del entity["content"]
    call.store.delete(record, call.now)
    return Reply(json={**entity, "text": record.value["text"]})


def favourite(call: Call) -> Reply:
    """Like a status."""
    mine, record = me(call), status_of(call, call.path["id"])
    like = Record(platform="mastodon", account=mine.name, collection="favourite", key=record.key, value={}, at=call.now)
    if call.store.get("mastodon", mine.name, "favourite", record.key) is None:
        call.store.put(like, [("like", record.key)])
    return Reply(json=entities.status_entity(call, record))


def unfavourite(call: Call) -> Reply:
    """Take a like back."""
    mine, record = me(call), status_of(call, call.path["id"])
    like = call.store.get("mastodon", mine.name, "favourite", record.key)
    if like is not None:
        call.store.delete(like, call.now)
    return Reply(json=entities.status_entity(call, record))


def reblog(call: Call) -> Reply:
    """Boost a status: a status of its own that holds the other; a second boost answers the first."""
    mine, record = me(call), status_of(call, call.path["id"])
    if record.value.get("visibility") in {"private", "direct"}:
        raise Refusal(403, {"error": "This action is not allowed"})
    for boost in call.store.linked("mastodon", record.key, "repost"):
        if boost.account == mine.name:
            return Reply(json=entities.status_entity(call, boost))
    key = str(call.store.number("mastodon", int(call.now.timestamp() * 1000) << 16))
    value = {"text": "", "reblog_of": record.key, "visibility": "public"}
    boost = Record(platform="mastodon", account=mine.name, collection="status", key=key, value=value, at=call.now)
    call.store.put(boost, [("repost", record.key)])
    return Reply(json=entities.status_entity(call, boost))


def unreblog(call: Call) -> Reply:
    """Take a boost back."""
    mine, record = me(call), status_of(call, call.path["id"])
    for boost in call.store.linked("mastodon", record.key, "repost"):
        if boost.account == mine.name:
            call.store.delete(boost, call.now)
    return Reply(json=entities.status_entity(call, record))


def favourited_by(call: Call) -> Reply:
    """Answer who liked a status."""
    return _accounts(call, call.store.linked("mastodon", status_of(call, call.path["id"]).key, "like"))


def reblogged_by(call: Call) -> Reply:
    """Answer who boosted a status."""
    return _accounts(call, call.store.linked("mastodon", status_of(call, call.path["id"]).key, "repost"))


def followers(call: Call) -> Reply:
    """Answer who follows an account."""
    return _accounts(call, call.store.linked("mastodon", account_of(call, call.path["id"]).name, "follow"))


def _accounts(call: Call, records: tuple[Record, ...]) -> Reply:
    people = (call.store.resident("mastodon", record.account) for record in records)
    return Reply(json=[entities.account_entity(call, person) for person in people if person])


def follow(call: Call) -> Reply:
    """Follow an account."""
    mine, other = me(call), account_of(call, call.path["id"])
    record = Record(platform="mastodon", account=mine.name, collection="follow", key=other.name, value={}, at=call.now)
    call.store.put(record, [("follow", other.name)])
    return Reply(json={"id": call.path["id"], "following": True, "requested": False})


def upload(call: Call) -> Reply:
    """Take a file: 200 when it is ready at once, 202 while it is in processing."""
    blob = take(call, me(call).name)
    return Reply(json=entities.media_entity(call, blob), status=200 if blob.ready <= call.now else 202)


def media(call: Call) -> Reply:
    """Answer a file's state: 206 while it is in processing."""
    blob = uploaded(call, me(call).name)
    return Reply(json=entities.media_entity(call, blob), status=200 if blob.ready <= call.now else 206)


def update_media(call: Call) -> Reply:
    """Change a file's description and focus."""
    blob = describe(call, uploaded(call, me(call).name))
    return Reply(json=entities.media_entity(call, blob))


def delete_media(call: Call) -> Reply:
    """Delete a file that no status holds."""
    blob = uploaded(call, me(call).name)
    if blob.meta.get("status"):
        raise Refusal(422, {"error": "Media attachment is currently used by a status"})
    call.store.drop_blob(blob)
    return Reply(json={})


def search(call: Call) -> Reply:
    """Resolve a URL of a status or an account on this server, or find accounts by name."""
    me(call)
    query = call.one("q")
    found = re.fullmatch(re.escape(call.origin) + r"/(?:@[\w.]+|users/[\w.]+/statuses)/(\d+)", query)
    record = call.store.find("mastodon", "status", found[1]) if found else None
    resident = call.store.resident("mastodon", query.removeprefix(f"{call.origin}/").removeprefix("@"))
    if record and call.horizon and record.at > call.horizon:
        record = None
    return Reply(
        json={
            "accounts": [entities.account_entity(call, resident)] if resident else [],
            "statuses": [entities.status_entity(call, record)] if record else [],
            "hashtags": [],
        }
    )
