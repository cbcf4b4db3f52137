"""Writing, looking up and deleting records of the account's own repository, under keys we chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Outcome, Receipt, Rejected, Retry, Sent, Unauthorized, Unknown, part_key
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Prepared, Search, Session, Target
from smm_action.platformkit.errors import Refusal, lost, unreached
from smm_action.platforms.bluesky.calls import code, create, create_refusal, read, refusal
from smm_action.platforms.bluesky.record import created_at, post_record, repost_record, unresolved
from smm_action.platforms.bluesky.targets import POSTS, Ref, Thread, of_receipts, reply_extra, resolve
from smm_action.platforms.bluesky.tid import tid

REPOSTS = "app.bsky.feed.repost"


def send_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt], target: Target
) -> Outcome:
    """Write the part's record where there is none; adopt the one that is there when it is the same."""
    made = _record(session, sealed, part, prepared, earlier, target)
    if not isinstance(made, tuple):
        return made
    record, extra = made
    place = _place(session, sealed, part)
    try:
        # swapRecord null: only where nothing is. createRecord answers 500 to a key that exists.
        answer = create(session, "com.atproto.repo.putRecord", {**place, "record": record, "swapRecord": None})
    except (NotSent, Lost) as error:
        return lost(error)
    if code(answer) == "InvalidSwap":
        return _adopt(session, sealed, part, record, extra)
    body = answer.json()
    if answer.status != 200 or not isinstance(body, dict) or not _is_ref(body):
        return create_refusal(session, answer)
    at = session.memory.get("clock", sealed.due)
    return Sent(receipt=_receipt(session, part, place, body, {**extra, "cid": body["cid"]}, at))


def find_part(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    """Return whether the part's record exists: its key is known, so one read decides."""
    place = _place(session, sealed, part)
    held = _held(session, place)
    if isinstance(held, Absent):
        return held
    if not isinstance(held, dict):
        return CannotTell(reason=held.reason)
    if not _is_same(sealed, part, held["value"]):
        return CannotTell(reason="another record stands under the key of this part")
    return Found(receipt=_receipt(session, part, place, held, _extra(held, first=not earlier), _made_at(held, sealed)))


def take_back(session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
    """Delete the record; the server answers the same when it was gone before."""
    uri = _uri(session, receipt)
    if not isinstance(uri, str):
        return uri
    repo, collection, rkey = uri.removeprefix("at://").split("/", 2)
    place = {"repo": repo, "collection": collection, "rkey": rkey}
    try:
        answer = read(session, "POST", "com.atproto.repo.deleteRecord", json=place)
    except (NotSent, Lost) as error:
        return unreached(error)
    return receipt if answer.status == 200 else refusal(session, answer)


def _uri(session: Session, receipt: Receipt) -> str | Refusal:
    """Return the record's at-uri; of an address that a person gave (``smm resolve``) it is looked up."""
    if receipt.id.startswith("at://"):
        return receipt.id
    thread = resolve(session, receipt.url)
    return thread.post.uri if isinstance(thread, Thread) else thread


def _record(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt], target: Target
) -> tuple[dict[str, Any], dict[str, str]] | Refusal:
    """Return the record and what its receipt keeps beside the cid."""
    created = created_at(session.memory.get("clock", sealed.due), part)
    if not sealed.payload.parts:
        if target.repost is None:
            return Rejected(reason="there is nothing to send", code="empty")
        original = resolve(session, target.repost)
        return original if isinstance(original, Refusal) else (repost_record(original.post, created), {})
    extra: dict[str, str] = {}
    reply: tuple[Ref, Ref] | None = None
    quote: Ref | None = None
    if part > 0:
        chained = of_receipts(earlier)
        if isinstance(chained, Rejected):
            return chained
        reply = chained
    elif target.reply_to is not None:
        parent = resolve(session, target.reply_to)
        if isinstance(parent, Refusal):
            return parent
        reply = (parent.root, parent.post)
        extra |= reply_extra(parent.root)
    if target.quote is not None and part == 0:
        quoted = resolve(session, target.quote)
        if isinstance(quoted, Refusal):
            return quoted
        quote = quoted.post
    plain = unresolved(sealed.payload.parts[part], prepared.data)
    if plain:
        extra["plain_mentions"] = str(plain)
    return post_record(sealed.payload, part, prepared.data, created=created, reply=reply, quote=quote), extra


def _place(session: Session, sealed: Sealed, part: int) -> dict[str, str]:
    return {
        "repo": session.identity["did"],
        "collection": POSTS if sealed.payload.parts else REPOSTS,
        "rkey": tid(sealed.due, part_key(sealed.key, part)),
    }


def _adopt(session: Session, sealed: Sealed, part: int, record: Mapping[str, Any], extra: Mapping[str, str]) -> Outcome:
    """The key is taken: by an earlier attempt of this very part, unless somebody wrote something else there."""
    place = _place(session, sealed, part)
    held = _held(session, place)
    if isinstance(held, Absent):
        return Retry(reason="the record under this key went away in between")
    if not isinstance(held, dict):
        return Unknown(reason=f"something stands under the key of this part and could not be read: {held.reason}")
    if not _is_same(sealed, part, held["value"]) or record.get("reply") != held["value"].get("reply"):
        return Rejected(reason="another record stands under the key of this part", code="InvalidSwap")
    receipt = _receipt(session, part, place, held, {**extra, "cid": held["cid"]}, _made_at(held, sealed))
    return Sent(receipt=receipt, adopted=True)


def _held(session: Session, place: Mapping[str, str]) -> dict[str, Any] | Absent | Refusal:
    try:
        answer = read(session, "GET", "com.atproto.repo.getRecord", params=dict(place))
    except (NotSent, Lost) as error:
        return unreached(error)
    if code(answer) == "RecordNotFound":
        return Absent()
    body = answer.json()
    if answer.status == 200 and isinstance(body, dict) and _is_ref(body) and isinstance(body.get("value"), dict):
        return body
    return _unreadable(session, answer)


def _unreadable(session: Session, answer: Answer) -> Refusal:
    return Retry(reason="the server's answer makes no sense") if answer.status == 200 else refusal(session, answer)


def _is_same(sealed: Sealed, part: int, value: Mapping[str, Any]) -> bool:
    """Whether the record says what the part says. Its time, facets and blobs follow from that and may differ."""
    payload = sealed.payload
    if not payload.parts:
        return value.get("$type") == REPOSTS
    sent = payload.parts[part]
    return value.get("text") == sent.text and _alts(value) == [medium.alt for medium in sent.media]


def _alts(value: Mapping[str, Any]) -> list[str]:
    embed = value.get("embed")
    media = embed.get("media", embed) if isinstance(embed, dict) else {}
    images = media.get("images") if isinstance(media, dict) else None
    return [image.get("alt", "") for image in images if isinstance(image, dict)] if isinstance(images, list) else []


def _extra(held: Mapping[str, Any], *, first: bool) -> dict[str, str]:
    extra = {"cid": str(held["cid"])}
    reply = held["value"].get("reply")
    root = reply.get("root") if isinstance(reply, dict) else None
    if first and isinstance(root, dict) and _is_ref(root):
        extra |= reply_extra(Ref(uri=root["uri"], cid=root["cid"]))
    return extra


def _receipt(
    session: Session,
    part: int,
    place: Mapping[str, str],
    held: Mapping[str, Any],
    extra: Mapping[str, str],
    at: str,
) -> Receipt:
    handle = session.identity.get("handle", "")
    # A handle that does not resolve any more is shown as handle.invalid; the DID always works.
    who = handle if handle and not handle.endswith(".invalid") else session.identity["did"]
    url = f"https://bsky.app/profile/{who}/post/{place['rkey']}"
    return Receipt(part=part, id=str(held["uri"]), url=url, at=at, extra=extra)


def _made_at(held: Mapping[str, Any], sealed: Sealed) -> str:
    created = held["value"].get("createdAt")
    return created if isinstance(created, str) else sealed.due


def _is_ref(held: Mapping[str, Any]) -> bool:
    return all(isinstance(held.get(name), str) and held[name] for name in ("uri", "cid"))
