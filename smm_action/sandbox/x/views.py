"""Posts and users as JSON, in whichever of X's two spellings a request asks for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from smm_action.sandbox.answers import instant
from smm_action.sandbox.call import Call
from smm_action.sandbox.store import Blob, Record, Resident
from smm_action.sandbox.x import media
from smm_action.sandbox.x.answers import invalid
from smm_action.sandbox.x.text import Rewritten, rewrite

Spelling = Literal["tweet", "post"]
NAMES: Mapping[Spelling, Mapping[str, str]] = {
    "tweet": {"history": "edit_history_tweet_ids", "references": "referenced_tweets", "reposts": "retweet_count"},
    "post": {"history": "edit_history_post_ids", "references": "referenced_posts", "reposts": "repost_count"},
}
"""Documents 2.159 and 2.167."""
_USUAL = ("id", "text")


def user_id(account: str) -> str:
    """Return the id of an account, the same in every run."""
    return str(10**15 + int(hashlib.sha256(account.encode()).hexdigest()[:12], 16))


def user(call: Call, resident: Resident) -> dict[str, Any]:
    """Return a User, with what ``user.fields`` asks for."""
    told: dict[str, Any] = {"id": user_id(resident.name), "name": resident.name, "username": resident.handle}
    if "public_metrics" in asked(call, "user.fields"):
        told["public_metrics"] = {
            "followers_count": call.store.count("x", resident.name, "follow"),
            "following_count": call.store.total("x", "follow", resident.name),
            "post_count": call.store.total("x", "post", resident.name),
            "tweet_count": call.store.total("x", "post", resident.name),
            "listed_count": 0,
        }
    return told


def asked(call: Call, name: str) -> tuple[str, ...]:
    """Return what a parameter that is a list asks for."""
    return tuple(item for item in call.one(name).split(",") if item)


def spelling(call: Call) -> Spelling:
    """Return the spelling of a request.

    Raises:
        Refusal: 400, it mixes both.
    """
    used: list[Spelling] = [name for name in NAMES if f"{name}.fields" in call.query]
    if len(used) > 1:
        raise invalid("The query parameters [post.fields] and [tweet.fields] do not go together")
    return used[0] if used else "tweet"


def posts(call: Call, records: Sequence[Record], *, errors: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return posts with what they include; no ``data`` when there are none, as X does."""
    how = spelling(call)
    body: dict[str, Any] = {"data": [post(call, record, how) for record in records]} if records else {}
    if "attachments.media_keys" in asked(call, "expansions"):
        held = [media.entity(call, blob) for record in records for blob in attached(call, record)]
        fields = (*asked(call, "media.fields"), "media_key", "type")
        if held:
            body["includes"] = {"media": [{name: one[name] for name in fields if name in one} for one in held]}
    return body | ({"errors": list(errors)} if errors else {})


def post(call: Call, record: Record, how: Spelling) -> dict[str, Any]:
    """Return one post with what its fields and expansions ask for."""
    names = NAMES[how]
    done = rewritten(call, record)
    keys = [media.entity(call, blob)["media_key"] for blob in attached(call, record)]
    references = _references(record)
    whole: dict[str, Any] = {
        "id": record.key,
        "text": done.text,
        "created_at": instant(record.at),
        "author_id": user_id(record.account),
        "public_metrics": _public(call, record, names),
    }
    if done.urls:
        whole["entities"] = {"urls": list(done.urls)}
    if keys:
        whole["attachments"] = {"media_keys": keys}
    if references:
        whole[names["references"]] = references
    if record.account == call.account:
        views = {"impression_count": 0, "url_link_clicks": 0, "user_profile_clicks": 0, "engagements": 0}
        whole["non_public_metrics"] = views
    wanted = {*_USUAL, *asked(call, f"{how}.fields"), *asked(call, "expansions")}
    return {name: value for name, value in whole.items() if name in wanted} | {names["history"]: [record.key]}


def attached(call: Call, record: Record) -> list[Blob]:
    """Return the media of a post."""
    blobs = (call.store.blob("x", identifier) for identifier in record.value.get("media_ids", ()))
    return [blob for blob in blobs if blob is not None]


def rewritten(call: Call, record: Record) -> Rewritten:
    """Return a post's text as X gives it back."""
    original = call.store.find("x", "post", record.value.get("repost_of") or "")
    if original is not None:
        shown = rewritten(call, original)
        return Rewritten(f"RT @{handle(call, original.account)}: {shown.text}", shown.urls)
    owner = handle(call, record.account)
    appended: list[tuple[str, str | None]] = [
        (f"https://x.com/{owner}/status/{record.key}/{_kind(blob)}/1", media.entity(call, blob)["media_key"])
        for blob in attached(call, record)[:1]
    ]
    quoted = call.store.find("x", "post", record.value.get("quote") or "")
    if quoted is not None:
        appended.append((f"https://x.com/{handle(call, quoted.account)}/status/{quoted.key}", None))
    return rewrite(str(record.value.get("text", "")), appended)


def handle(call: Call, account: str) -> str:
    """Return the user name of an account."""
    resident = call.store.resident("x", account)
    return resident.handle if resident else account


def _kind(blob: Blob) -> str:
    return "photo" if blob.meta["category"] == "tweet_image" else "video"


def _references(record: Record) -> list[dict[str, str]]:
    kinds = {"replied_to": "reply_to", "quoted": "quote", "retweeted": "repost_of"}
    value = record.value
    return [{"type": kind, "id": str(value[name])} for kind, name in kinds.items() if value.get(name)]


def _public(call: Call, record: Record, names: Mapping[str, str]) -> dict[str, int]:
    def count(relation: Any) -> int:
        return call.store.count("x", record.key, relation)

    return {
        names["reposts"]: count("repost"),
        "reply_count": count("reply"),
        "like_count": count("like"),
        "quote_count": count("quote"),
        "bookmark_count": 0,
        "impression_count": 0,
    }
