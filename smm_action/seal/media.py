"""The media of a payload: may they be sent, and the bytes that are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from smm_action.core.errors import SmmError
from smm_action.model.ids import Digest
from smm_action.model.payload import Medium, Payload
from smm_action.platformkit.base import Platform
from smm_action.platformkit.render import STRIPPED
from smm_action.seal.bench import Bench, Refusal


def check_media(media: Sequence[Medium], platform: Platform) -> None:
    """Refuse what a part may not carry: media that are missing, too many, or of a kind the platform does not take."""
    rules = platform.card.media
    images = [medium for medium in media if medium.kind in {"image", "gif"}]
    if len(images) > rules.max_images:
        raise Refusal(f"{len(images)} pictures, {platform.card.label} takes {rules.max_images}")
    for medium in media:
        if not medium.sha256:
            raise Refusal(f"{medium.path} is not in the repository")
        if medium.mime not in {*rules.image_types, *rules.video_types}:
            raise Refusal(
                f"{medium.path} is {medium.mime or 'of no known kind'}, which {platform.card.label} does not take"
            )


def sealed_media(payload: Payload, commit: str | None, bench: Bench) -> dict[Digest, bytes]:
    """Return the digest of each original → the bytes to send. ``commit`` is where the originals are read."""
    return {
        medium.sha256: _cleaned(_original(medium, commit, bench), medium, bench)
        for part in payload.parts
        for medium in part.media
    }


def _original(medium: Medium, commit: str | None, bench: Bench) -> bytes:
    try:
        data = bench.read(medium.path, commit)
    except FileNotFoundError:
        raise Refusal(f"{medium.path} is not in the repository") from None
    if hashlib.sha256(data).hexdigest() != medium.sha256:
        raise Refusal(f"{medium.path} is not the file that was claimed")
    return data


def _cleaned(original: bytes, medium: Medium, bench: Bench) -> bytes:
    if medium.rule != STRIPPED:
        return original
    try:
        return bench.strip(original, bench.probe(original))
    except SmmError as error:
        raise Refusal(f"{medium.path}: {error}") from None
