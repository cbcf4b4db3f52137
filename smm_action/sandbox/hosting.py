"""A folder of public files, as a media host has one: put, fetched by the simulated platforms, taken away."""

from __future__ import annotations

from smm_action.sandbox.call import Call, Refusal, Reply
from smm_action.sandbox.store import Blob, Store

HOST = "host"
"""The store's name for what belongs to no platform."""
FOLDER = "/hosted/"


def put(call: Call) -> Reply:
    """Keep a file."""
    mime = call.headers.get("content-type", "application/octet-stream")
    call.store.put_blob(
        Blob(platform=HOST, id=call.path["name"], account="", mime=mime, data=call.body, at=call.now, ready=call.now)
    )
    return Reply(status=201, json={})


def get(call: Call) -> Reply:
    """Answer a file as anybody gets it."""
    blob = call.store.blob(HOST, call.path["name"])
    if blob is None:
        raise Refusal(404, {"error": "Not found"})
    return Reply(content=blob.data, mime=blob.mime)


def drop(call: Call) -> Reply:
    """Take a file away."""
    blob = call.store.blob(HOST, call.path["name"])
    if blob is not None:
        call.store.drop_blob(blob)
    return Reply(status=200, json={})


def fetched(store: Store, origin: str, url: str) -> Blob | None:
    """Return what a platform gets when it fetches ``url``; None when there is nothing, as of an address elsewhere."""
    if not url.startswith(f"{origin}{FOLDER}"):
        return None
    return store.blob(HOST, url.removeprefix(f"{origin}{FOLDER}"))
