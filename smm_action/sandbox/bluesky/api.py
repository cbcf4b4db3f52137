"""Bluesky's XRPC: sessions, blobs, records and views, as a PDS 0.5.35 with its AppView answers them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from smm_action.media.probe import probe
from smm_action.sandbox.bluesky import cid, tokens, views
from smm_action.sandbox.bluesky.lexicon import HANDLE
from smm_action.sandbox.bluesky.repo import ABSENT, next_tid, remove, uri, write, wrong
from smm_action.sandbox.call import CREDENTIAL, Call, Refusal, Reply
from smm_action.sandbox.store import Blob, Record, Resident

ACCESS, REFRESH = "com.atproto.appPass", "com.atproto.refresh"
UNKNOWN_TLD = ".invalid"
"""Handles below it resolve to nobody; every other well-formed handle resolves."""


def did_of(name: str) -> str:
    """Return the DID of an account or of a stranger's handle, the same in every run."""
    digest = hashlib.sha256(name.encode()).digest()
    return "did:plc:" + base64.b32encode(digest).decode().lower()[:24]


def me(call: Call, scope: str = ACCESS) -> Resident:
    """Return the account of the session token.

    Raises:
        Refusal: 401 without a token, 400 for one that is not ours (InvalidToken) or over (ExpiredToken).
    """
    token = call.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if not token:
        raise wrong("Authentication Required", "AuthMissing", 401)
    claims = tokens.read(token)
    if claims is None or claims.scope != scope:
        raise wrong("Token could not be verified" if claims is None else "Bad token scope", "InvalidToken")
    if call.effects.expired or claims.ends <= call.now.timestamp():
        raise wrong("Token has expired", "ExpiredToken")
    resident = call.store.resident("bluesky", claims.account)
    if resident is None:
        raise wrong("Could not find account", "AccountNotFound", 401)
    return resident


def create_session(call: Call) -> Reply:
    """Sign in: any handle, with the app password ``sandbox-<account>``."""
    password = str(call.fields.get("password") or "")
    identifier = str(call.fields.get("identifier") or "").strip().removeprefix("@").lower()
    account = password.removeprefix(CREDENTIAL)
    if not password.startswith(CREDENTIAL) or not account or not identifier:
        raise wrong("Invalid identifier or password", "AuthenticationRequired", 401)
    known = call.store.resident("bluesky", account)
    handle = identifier if re.fullmatch(HANDLE, identifier) else f"{account.lower()}.test"
    if known is not None and identifier == known.did:
        handle = known.handle
    resident = Resident(platform="bluesky", name=account, handle=handle, did=did_of(account), at=call.now)
    return Reply(json=_session(call, call.store.settle(resident)))


def refresh_session(call: Call) -> Reply:
    """Exchange a refresh token for a new pair."""
    return Reply(json=_session(call, me(call, REFRESH)))


def get_session(call: Call) -> Reply:
    """Answer whose token it is."""
    mine = me(call)
    return Reply(json={"did": mine.did, "handle": mine.handle, "active": True})


def _session(call: Call, mine: Resident) -> dict[str, Any]:
    settings = call.settings
    return {
        "accessJwt": tokens.mint(mine.name, mine.did, ACCESS, call.now, settings.access_ttl),
        "refreshJwt": tokens.mint(mine.name, mine.did, REFRESH, call.now, settings.refresh_ttl),
        "did": mine.did,
        "handle": mine.handle,
        "email": f"{mine.name}@sandbox.invalid",
        "emailConfirmed": True,
        "active": True,
    }


def describe_server(call: Call) -> Reply:
    """Answer what this server is."""
    host = call.origin.partition("//")[2].partition(":")[0]
    return Reply(json={"did": f"did:web:{host}", "availableUserDomains": [".test"], "inviteCodeRequired": False})


def resolve_handle(call: Call) -> Reply:
    """Answer the DID of a handle: an account's, or a stranger's that is made up of the handle."""
    handle = call.one("handle").lower()
    if not re.fullmatch(HANDLE, handle):
        raise wrong(f'Invalid handle (got "{handle}") at $.handle')
    resident = call.store.resident("bluesky", handle)
    if resident is None and handle.endswith(UNKNOWN_TLD):
        raise wrong("Unable to resolve handle")
    return Reply(json={"did": resident.did if resident else did_of(handle)})


def upload_blob(call: Call) -> Reply:
    """Keep bytes; they are deleted some day unless a record names them."""
    mine = me(call)
    if len(call.body) > call.settings.blob_bytes:
        raise wrong("request entity too large", "PayloadTooLarge", 413)
    if not call.body:
        raise wrong("Request encoding (Content-Type) required but not provided")
    facts = probe(call.body)
    said = call.headers.get("content-type", "*/*")
    mime = said if facts.kind == "other" else facts.mime
    blob = Blob(
        platform="bluesky",
        id=cid.of_blob(call.body),
        account=mine.name,
        mime=mime,
        data=call.body,
        at=call.now,
        ready=call.now,
        meta={"width": facts.width, "height": facts.height},
    )
    call.store.put_blob(blob)
    reference = {"$type": "blob", "ref": {"$link": blob.id}, "mimeType": mime, "size": len(call.body)}
    return Reply(json={"blob": reference})


def create_record(call: Call) -> Reply:
    """Make a record. On a key that is taken a real PDS fails with 500, and so does this."""
    mine, fields = _mine(call), call.fields
    collection, key = str(fields.get("collection")), str(fields.get("rkey") or next_tid(call.store, call.now))
    if call.store.get("bluesky", mine.name, collection, key):
        raise wrong("Internal Server Error", "InternalServerError", 500)
    return Reply(json=write(call, mine, collection, key, fields.get("record")))


def put_record(call: Call) -> Reply:
    """Make or replace a record; ``swapRecord: null`` means make only."""
    mine, fields = _mine(call), call.fields
    swap = fields.get("swapRecord", ABSENT)
    return Reply(
        json=write(call, mine, str(fields.get("collection")), str(fields.get("rkey")), fields.get("record"), swap)
    )


def delete_record(call: Call) -> Reply:
    """Delete a record."""
    mine = _mine(call)
    return Reply(json=remove(call, mine, str(call.fields.get("collection")), str(call.fields.get("rkey"))))


def apply_writes(call: Call) -> Reply:
    """Make several writes, all or none."""
    mine = _mine(call)
    with call.store.together():
        results = [_apply(call, mine, one) for one in call.fields.get("writes", ())]
    return Reply(
        json={
            "commit": {"cid": cid.of_record({"n": len(results)}), "rev": next_tid(call.store, call.now)},
            "results": results,
        }
    )


def _apply(call: Call, mine: Resident, one: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(one.get("$type")).partition("#")[2]
    collection, key = str(one.get("collection")), str(one.get("rkey") or next_tid(call.store, call.now))
    if kind == "delete":
        remove(call, mine, collection, key)
        return {"$type": "com.atproto.repo.applyWrites#deleteResult"}
    if kind == "create" and call.store.get("bluesky", mine.name, collection, key):
        raise wrong("Internal Server Error", "InternalServerError", 500)
    answer = write(call, mine, collection, key, one.get("value"))
    answer.pop("commit", None)
    return {"$type": f"com.atproto.repo.applyWrites#{kind}Result", **answer}


def _mine(call: Call) -> Resident:
    mine = me(call)
    if call.fields.get("repo") not in {mine.did, mine.handle}:
        raise wrong("Authentication Required", "AuthenticationRequired", 401)
    return mine


def _repository(call: Call) -> Resident:
    resident = call.store.resident("bluesky", call.one("repo"))
    if resident is None:
        raise wrong(f"Could not find repo: {call.one('repo')}", "RepoNotFound")
    return resident


def get_record(call: Call) -> Reply:
    """Answer one record; a missing one is 400, not 404."""
    owner = _repository(call)
    record = views.at(call, f"at://{owner.did}/{call.one('collection')}/{call.one('rkey')}")
    if record is None:
        address = f"at://{owner.did}/{call.one('collection')}/{call.one('rkey')}"
        raise wrong(f"Could not locate record: {address}", "RecordNotFound")
    return Reply(json=_listed(record, owner))


def list_records(call: Call) -> Reply:
    """Answer records of a collection, by key, newest first unless ``reverse``."""
    owner, limit = _repository(call), call.number("limit", 50, 100)
    reverse = call.one("reverse") == "true"
    cursor = call.one("cursor") or None
    records = call.store.records(
        "bluesky",
        call.one("collection"),
        owner.name,
        before=None if reverse else cursor,
        after=cursor if reverse else None,
        oldest_first=reverse,
        not_since=call.horizon,
        limit=limit,
    )
    more = {"cursor": records[-1].key} if records else {}
    return Reply(json={"records": [_listed(record, owner) for record in records], **more})


def _listed(record: Record, owner: Resident) -> dict[str, Any]:
    return {"uri": uri(record, owner.did), "cid": record.cid, "value": dict(record.value)}


def get_profile(call: Call) -> Reply:
    """Answer a profile with its counts."""
    resident = call.store.resident("bluesky", call.one("actor"))
    if resident is None:
        raise wrong("Profile not found")
    return Reply(json=views.profile(call, resident))


def get_posts(call: Call) -> Reply:
    """Answer posts with their counts, at most 25; missing ones are left out."""
    addresses = call.many("uris")
    if len(addresses) > 25:
        raise wrong(f"array too big (maximum 25, got {len(addresses)}) at $.uris")
    found = (views.at(call, address) for address in addresses)
    return Reply(json={"posts": [views.post(call, record) for record in found if record]})


def get_post_thread(call: Call) -> Reply:
    """Answer a post with its parents and replies."""
    record = views.at(call, call.one("uri"))
    if record is None:
        raise wrong(f"Post not found: {call.one('uri')}", "NotFound")
    return Reply(json={"thread": views.thread(call, record, call.number("depth", 6, 100))})


def get_author_feed(call: Call) -> Reply:
    """Answer an account's posts, newest first."""
    resident = call.store.resident("bluesky", call.one("actor"))
    if resident is None:
        raise wrong("Profile not found")
    records = call.store.records(
        "bluesky",
        views.POST,
        resident.name,
        before=call.one("cursor") or None,
        not_since=call.horizon,
        limit=call.number("limit", 50, 100),
    )
    more = {"cursor": records[-1].key} if records else {}
    return Reply(json={"feed": [{"post": views.post(call, record)} for record in records], **more})


def get_likes(call: Call) -> Reply:
    """Answer who liked a post."""
    records = call.store.linked("bluesky", call.one("uri"), "like")
    likes = [{"actor": _actor(call, record), "createdAt": record.value["createdAt"]} for record in records]
    return Reply(json={"uri": call.one("uri"), "likes": likes})


def get_reposted_by(call: Call) -> Reply:
    """Answer who reposted a post."""
    records = call.store.linked("bluesky", call.one("uri"), "repost")
    return Reply(json={"uri": call.one("uri"), "repostedBy": [_actor(call, record) for record in records]})


def get_quotes(call: Call) -> Reply:
    """Answer the posts that quote a post."""
    records = call.store.linked("bluesky", call.one("uri"), "quote")
    return Reply(json={"uri": call.one("uri"), "posts": [views.post(call, record) for record in records]})


def _actor(call: Call, record: Record) -> dict[str, Any]:
    resident = call.store.resident("bluesky", record.account)
    if resident is None:
        raise Refusal(500, {"error": "InternalServerError", "message": "Internal Server Error"})
    return views.author(resident)
