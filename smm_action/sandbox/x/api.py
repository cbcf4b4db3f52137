"""Reading: users, timelines, mentions and posts by id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from smm_action.core.clock import parse_instant
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.store import Record, Resident
from smm_action.sandbox.x import views
from smm_action.sandbox.x.answers import invalid, missing, not_found
from smm_action.sandbox.x.tokens import me


def owner(call: Call) -> Reply:
    """Answer whose credentials these are, and what they may do."""
    return Reply(json={"data": views.user(call, me(call))}, headers={"x-access-level": "read-write"})


def timeline(call: Call) -> Reply:
    """Answer an account's posts, newest first."""
    me(call)
    whose = _account(call)
    return _listed(call, lambda record: record.account == whose.name)


def mentions(call: Call) -> Reply:
    """Answer posts of others that reply to an account's posts or name it."""
    me(call)
    whose = _account(call)
    own = {record.key for record in call.store.records("x", "post", whose.name)}

    def is_mention(record: Record) -> bool:
        named = f"@{whose.handle}".lower() in str(record.value.get("text", "")).lower()
        return record.account != whose.name and (named or record.value.get("reply_to") in own)

    return _listed(call, is_mention)


def lookup(call: Call) -> Reply:
    """Answer posts by ``ids``; what is missing is told under ``errors``, with status 200."""
    me(call)
    ids = views.asked(call, "ids")
    if not 1 <= len(ids) <= 100:
        raise invalid("ids needs 1 to 100 ids", ids=call.one("ids"))
    found = {identifier: call.store.find("x", "post", identifier) for identifier in ids}
    gone = [missing(identifier) for identifier, record in found.items() if record is None]
    return Reply(json=views.posts(call, [record for record in found.values() if record is not None], errors=gone))


def one(call: Call) -> Reply:
    """Answer one post."""
    me(call)
    record = call.store.find("x", "post", call.path["id"])
    if record is None:
        raise not_found(call.path["id"])
    body = views.posts(call, [record])
    return Reply(json={**body, "data": body["data"][0]})


def _account(call: Call) -> Resident:
    for resident in call.store.residents():
        if resident.platform == "x" and views.user_id(resident.name) == call.path["id"]:
            return resident
    raise not_found(call.path["id"])


def _listed(call: Call, wanted: Callable[[Record], bool]) -> Reply:
    size, start = call.one("max_results", "10"), _start(call)
    if not size.isdigit() or not 5 <= int(size) <= 100:
        raise invalid(f"The max_results query parameter value [{size}] is not between 5 and 100", max_results=size)
    records = call.store.records(
        "x", "post", before=call.one("pagination_token") or None, after=call.one("since_id") or None,
        not_since=call.horizon,
    )  # fmt: skip
    found = [record for record in records if wanted(record) and (start is None or record.at >= start)]
    page = found[: int(size)]
    return Reply(json={**views.posts(call, page), "meta": _meta(page, more=len(found) > len(page))})


def _meta(page: Sequence[Record], *, more: bool) -> dict[str, Any]:
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].key, "oldest_id": page[-1].key}
    return meta | ({"next_token": page[-1].key} if more else {})


def _start(call: Call) -> datetime | None:
    given = call.one("start_time")
    if not given:
        return None
    try:
        start = parse_instant(given)
    except ValueError:
        raise invalid(f"The start_time query parameter value [{given}] is no instant", start_time=given) from None
    if start >= call.now:
        raise invalid("start_time must be before now", start_time=given)
    return start
