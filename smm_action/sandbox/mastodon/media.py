"""Files sent to Mastodon: judged by their bytes, described, and kept until a status takes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from smm_action.media.probe import probe
from smm_action.model.media import MediaFacts
from smm_action.sandbox.call import Call, Refusal
from smm_action.sandbox.mastodon.entities import SUFFIXES
from smm_action.sandbox.store import Blob

SLOW = timedelta(seconds=2)
"""How long a film is in processing; images are ready at once."""


def take(call: Call, account: str) -> Blob:
    """Keep the file of an upload.

    Raises:
        Refusal: 422 for no file, a broken one, a type that is not taken or a long description; 413 for too large.
    """
    given = call.files.get("file")
    if given is None:
        raise Refusal(422, {"error": "Validation failed: File can't be blank"})
    facts = probe(given.data)
    _check_file(call, facts)
    slow = facts.kind not in {"image", "gif"}
    usual = SLOW if slow else timedelta()
    wait = usual if call.effects.processing is None else call.effects.processing
    blob = Blob(
        platform="mastodon",
        id=str(call.store.number("mastodon", int(call.now.timestamp() * 1000) << 16)),
        account=account,
        mime=facts.mime,
        data=given.data,
        at=call.now,
        ready=call.now + wait,
        meta={"width": facts.width, "height": facts.height, **_said(call)},
    )
    call.store.put_blob(blob)
    return blob


def uploaded(call: Call, account: str) -> Blob:
    """Return the caller's own file.

    Raises:
        Refusal: 404.
    """
    blob = call.store.blob("mastodon", call.path["id"], account)
    if blob is None:
        raise Refusal(404, {"error": "Record not found"})
    return blob


def describe(call: Call, blob: Blob) -> Blob:
    """Change a file's description and focus."""
    changed = replace(blob, meta={**blob.meta, **_said(call)})
    call.store.put_blob(changed)
    return changed


def _check_file(call: Call, facts: MediaFacts) -> None:
    limit = call.settings.image_bytes if facts.kind in {"image", "gif"} else call.settings.video_bytes
    if facts.bytes > limit:
        raise Refusal(413, {"error": "Request Entity Too Large"})
    if facts.mime not in SUFFIXES:
        raise Refusal(422, {"error": "Validation failed: File content type is invalid, File is invalid"})
    if facts.problem:
        raise Refusal(422, {"error": "Error processing thumbnail for uploaded media"})


def _said(call: Call) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if "description" in call.fields:
        said["description"] = str(call.fields["description"]) or None
        if len(said["description"] or "") > call.settings.alt_text:
            wrong = f"Description is too long (maximum is {call.settings.alt_text} characters)"
            raise Refusal(422, {"error": f"Validation failed: {wrong}"})
    if call.fields.get("focus"):
        said["focus"] = _focus(str(call.fields["focus"]))
    return said


def _focus(text: str) -> dict[str, float]:
    try:
        x, y = (float(number) for number in text.split(","))
    except ValueError:
        raise Refusal(422, {"error": "Validation failed: Focus is invalid"}) from None
    return {"x": x, "y": y}
