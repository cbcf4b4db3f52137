"""The kit of a delivery that a person posts: what to paste, with which media, and how to say that it is out. Pure.

It is committed to the state branch together with the entry that says that it was handed over, and taken away when its
address is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smm_action.ledger.paths import kit_path
from smm_action.model.delivery import DeliveryId
from smm_action.model.edit import Read
from smm_action.model.payload import Medium, Part, Payload, Sealed
from smm_action.platformkit.base import Blobs
from smm_action.platformkit.fences import fenced, inline_code
from smm_action.platformkit.uploads import extension, sealed_bytes
from smm_action.publish.outcomes import delivery_of

PAGE, MANIFEST = "README.md", "kit.json"


def handed_over(delivery: DeliveryId) -> str:
    """Return what is said of a delivery whose kit lies ready."""
    return (
        f"a person posts it: the kit is in {kit_path(delivery)}/ on the state branch; then say"
        f" `smm resolve {delivery.post} {delivery.account} --published URL`"
    )


def kit(sealed: Sealed, label: str, blobs: Blobs) -> Mapping[str, bytes]:
    """Return the files of a kit by path: the page, the media as they were sealed, and what a program may read.

    ``label`` is what people call the place.

    Raises:
        KeyError: a medium was not sealed.
    """
    folder = kit_path(delivery_of(sealed.payload))
    files: dict[str, bytes] = {}
    named: dict[tuple[int, int], str] = {}
    for number, part in enumerate(sealed.payload.parts):
        for place, medium in enumerate(part.media):
            data = sealed_bytes(sealed, medium, blobs, None)
            if not isinstance(data, bytes):
                raise KeyError(medium.path)
            named[number, place] = f"{number + 1}-{place + 1}.{extension(medium.mime)}"
            files[named[number, place]] = data
    files[PAGE] = _Page(sealed, label, named).text().encode()
    document = _document(sealed, label, [*files, MANIFEST])
    files[MANIFEST] = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
    return {f"{folder}/{name}": data for name, data in files.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeKit:
    """Take the kit of a delivery away; nothing happens where there is none."""

    delivery: DeliveryId

    def apply(self, read: Read) -> Mapping[str, bytes | None]:
        """Return the kit's files, to be removed."""
        folder = kit_path(self.delivery)
        try:
            names = json.loads(read(f"{folder}/{MANIFEST}") or b"{}").get("files", [])
        except (ValueError, AttributeError):
            names = [PAGE, MANIFEST]
        held = [f"{folder}/{name}" for name in names if isinstance(name, str) and "/" not in name]
        return {path: None for path in held if read(path) is not None}


def _document(sealed: Sealed, label: str, files: Sequence[str]) -> dict[str, Any]:
    payload = sealed.payload
    return {
        "post": payload.post,
        "brand": payload.brand,
        "account": payload.account,
        "revision": payload.revision,
        "place": label,
        "due": sealed.due,
        "content_digest": sealed.content_digest,
        "parts": [{"text": part.text, "role": part.role} for part in payload.parts],
        "files": sorted(files),
    }


@dataclass(frozen=True, slots=True)
class _Page:
    """Everything an author wrote stands in code: nothing in it is markup, a mention or a link."""

    sealed: Sealed
    label: str
    named: Mapping[tuple[int, int], str]

    def text(self) -> str:
        payload = self.sealed.payload
        who = inline_code(self.sealed.handle or payload.account)
        blocks = [
            f"# Post this by hand: {inline_code(payload.post)}",
            f"On {inline_code(self.label)}, as {who}. It is due since `{self.sealed.due}`.",
        ]
        compose = str(payload.options.get("compose", ""))
        if compose.startswith("https://"):
            blocks.append(f"Write it here: <{compose.replace('>', '%3E').replace(' ', '%20')}>")
        for number, part in enumerate(payload.parts):
            blocks += self._part(number, part, len(payload.parts))
        blocks += list(_extras(payload))
        blocks.append("## Before you send\n\n" + "\n".join(f"- [ ] {line}" for line in self._checklist()))
        command = f"smm resolve {payload.post} {payload.account} --published URL"
        blocks.append("## When it is out\n\nCopy its address and say so; this kit goes away then:")
        blocks.append(fenced(command))
        return "\n\n".join(blocks) + "\n"

    def _part(self, number: int, part: Part, total: int) -> Iterator[str]:
        if part.role == "comment":
            yield "## First comment\n\nAs a comment under the post, at once."
        else:
            yield "## Text" if total == 1 else f"## Part {number + 1} of {total}"
        if part.text:
            yield f"{part.length} {part.unit}.\n\n{fenced(part.text)}"
        for place, medium in enumerate(part.media):
            yield self._medium(self.named[number, place], medium)

    def _medium(self, name: str, medium: Medium) -> str:
        shown = f"![]({name})" if medium.kind in {"image", "gif"} else f"[{name}]({name})"
        alt = f"Its alt text:\n\n{fenced(medium.alt)}" if medium.alt else "It is decorative: leave its alt text empty."
        return f"{shown}\n\nAttach {inline_code(name)}. {alt}"

    def _checklist(self) -> Iterator[str]:
        payload = self.sealed.payload
        yield f"You are signed in as {inline_code(self.sealed.handle or payload.account)}."
        yield "The text is whole: nothing was cut when you pasted it."
        if any(part.media for part in payload.parts):
            yield "Every file is attached, in this order, with its alt text."
        if payload.visibility != "public":
            yield f"Only these may see it: {inline_code(payload.visibility)}."
        if payload.disclosure is not None:
            yield f"It is marked as {inline_code(payload.disclosure)}."
        for line in payload.options.get("checklist", ()):
            yield inline_code(str(line))


def _extras(payload: Payload) -> Iterator[str]:
    for what, held in (
        ("Link", payload.card.url if payload.card else None),
        ("As a reply to", payload.reply_to),
        ("Quoting", payload.quote),
        ("Reposting", payload.repost),
        ("Content warning", payload.content_warning),
        ("Language", payload.language),
    ):
        if held:
            yield f"{what}: {inline_code(held)}"
    if payload.poll is not None:
        hours = int(payload.poll.duration.total_seconds() // 3600)
        options = "\n".join(f"- {inline_code(option)}" for option in payload.poll.options)
        yield f"With a poll, open for {hours} hours:\n\n{options}"
