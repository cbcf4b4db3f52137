"""Making posts and reposts: what is refused, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.platformkit.weighted import weighted_length
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.store import Record, Relation, Resident
from smm_action.sandbox.x import views
from smm_action.sandbox.x.answers import blank, invalid, not_found
from smm_action.sandbox.x.media import snowflake
from smm_action.sandbox.x.tokens import me

LIMIT = 280
REPLIES = frozenset({"following", "mentionedUsers", "subscribers", "verified"})


def create(call: Call) -> Reply:
    """Make a post."""
    mine = me(call)
    value = _checked(call, mine)
    _refuse_duplicates(call, mine, value)
    record = Record(platform="x", account=mine.name, collection="post", key=snowflake(call), value=value, at=call.now)
    call.store.put(record, _links(value))
    made = {"id": record.key, "text": views.rewritten(call, record).text, "edit_history_tweet_ids": [record.key]}
    return Reply(json={"data": made}, status=201)


def repost(call: Call) -> Reply:
    """Repost; the second time changes nothing."""
    mine = _myself(call)
    original = call.store.find("x", "post", str(call.fields.get("tweet_id")))
    if original is None:
        raise not_found(str(call.fields.get("tweet_id")))
    if not any(one.account == mine.name for one in call.store.linked("x", original.key, "repost")):
        value = {"text": "", "repost_of": original.key}
        again = Record(
            platform="x", account=mine.name, collection="post", key=snowflake(call), value=value, at=call.now
        )
        call.store.put(again, [("repost", original.key)])
    return Reply(json={"data": {"id": original.key, "retweeted": True}})


def undo_repost(call: Call) -> Reply:
    """Take a repost back; done, too, when there was none."""
    mine = _myself(call)
    for one in call.store.linked("x", call.path["post"], "repost"):
        if one.account == mine.name:
            call.store.delete(one, call.now)
    return Reply(json={"data": {"retweeted": False}})


def delete(call: Call) -> Reply:
    """Delete a post of one's own."""
    mine = me(call)
    record = call.store.find("x", "post", call.path["id"])
    if record is None:
        raise not_found(call.path["id"])
    if record.account != mine.name:
        raise blank(403, "You are not authorized to delete this Tweet.")
    call.store.delete(record, call.now)
    return Reply(json={"data": {"deleted": True}})


def _myself(call: Call) -> Resident:
    mine = me(call)
    if call.path["id"] != views.user_id(mine.name):
        raise blank(403, "The id in the path is not the authenticated user's.")
    return mine


def _checked(call: Call, mine: Resident) -> dict[str, Any]:
    fields = call.fields
    text, reply = str(fields.get("text") or ""), fields.get("reply") or {}
    media = _media(call, mine, [str(one) for one in (fields.get("media") or {}).get("media_ids", ())])
    poll = _poll(fields.get("poll"))
    quote = fields.get("quote_tweet_id")
    if not text.strip() and not media:
        raise invalid("text is needed where there are no media", text=text)
    if weighted_length(text) > LIMIT:
        raise invalid(f"Your Tweet text is too long: more than {LIMIT}", text=text[:20])
    if sum(map(bool, (media, poll, quote))) > 1:
        raise invalid("media, poll and quote_tweet_id exclude each other")
    if fields.get("reply_settings") not in {None, *REPLIES}:
        raise invalid("reply_settings is none of its values", reply_settings=str(fields["reply_settings"]))
    return {
        "text": text,
        "media_ids": media,
        "poll": poll,
        "reply_to": _existing(call, reply.get("in_reply_to_tweet_id"), "reply to"),
        "quote": _existing(call, quote, "quote"),
        "options": {
            name: fields[name]
            for name in ("reply_settings", "community_id", "paid_partnership", "made_with_ai")
            if name in fields
        },
    }


def _media(call: Call, mine: Resident, identifiers: list[str]) -> list[str]:
    blobs = [call.store.blob("x", identifier, mine.name) for identifier in identifiers]
    found = [blob for blob in blobs if blob is not None and not blob.meta.get("open") and not blob.meta.get("broken")]
    if len(found) < len(identifiers) or any(blob.ready > call.now for blob in found):
        raise invalid("Your media IDs are invalid.", media_ids=",".join(identifiers))
    moving = [blob for blob in found if blob.meta["category"] != "tweet_image"]
    if len(found) > 4 or (moving and len(found) > 1):
        raise invalid("Four photos, one GIF or one video", media_ids=",".join(identifiers))
    return identifiers


def _poll(given: Any) -> dict[str, Any] | None:
    if not given:
        return None
    options, minutes = [str(option) for option in given.get("options", ())], int(given.get("duration_minutes") or 0)
    if not 2 <= len(options) <= 4 or any(not 1 <= len(option) <= 25 for option in options):
        raise invalid("poll.options needs 2 to 4 options of 1 to 25 characters")
    if not 5 <= minutes <= 10080:
        raise invalid("poll.duration_minutes is not between 5 and 10080", duration_minutes=str(minutes))
    return {"options": options, "duration_minutes": minutes}


def _existing(call: Call, identifier: Any, verb: str) -> str | None:
    if not identifier:
        return None
    if call.store.find("x", "post", str(identifier)) is None:
        raise blank(403, f"You attempted to {verb} a Tweet that is deleted or not visible to you.")
    return str(identifier)


def _refuse_duplicates(call: Call, mine: Resident, value: Mapping[str, Any]) -> None:
    """X refuses the same text twice; what media change about that is not documented, so they make it another post."""
    if value["media_ids"]:
        return
    same = {name: value[name] for name in ("text", "reply_to", "quote")}
    for record in call.store.records("x", "post", mine.name):
        held = record.value
        if not held.get("media_ids") and same == {name: held.get(name) for name in same}:
            raise blank(403, "You are not allowed to create a Tweet with duplicate content.")


def _links(value: Mapping[str, Any]) -> list[tuple[Relation, str]]:
    pairs: tuple[tuple[Relation, str], ...] = (("reply", "reply_to"), ("quote", "quote"))
    return [(relation, value[name]) for relation, name in pairs if value.get(name)]
