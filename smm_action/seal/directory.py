"""Sealed deliveries as a directory: written by ``prepare`` where no secret is, read by ``publish`` where they are.

It holds ``sealed.json`` and ``blobs/``, one file a blob, named by its sha256, and nothing else. Between the two jobs it
travels as an artifact, so reading believes nothing: every digest is computed again, and what is missing, changed, too
large or too much is an error, never a post with one picture less.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from smm_action.core.errors import SmmError
from smm_action.model.codec import canonical, decode, encode
from smm_action.model.delivery import DeliveryId
from smm_action.model.digest import content_digest
from smm_action.model.payload import Sealed
from smm_action.seal.sealing import Refused, Sealing

MANIFEST = "sealed.json"
BLOBS = "blobs"
MOST = 1 << 30
"""Bytes of a whole directory. It is held in memory, and GitHub's smallest runner (``ubuntu-slim``) has 5 GB
(https://docs.github.com/actions/reference/runners/github-hosted-runners, read 2026-11-24)."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def write(sealing: Sealing, directory: Path, main_sha: str) -> None:
    """Write ``sealing`` for the commit ``main_sha``, in the place of what an earlier ``prepare`` left there.

    Raises:
        SmmError: the directory holds something else.
    """
    try:
        earlier = _files(directory)
    except _Amiss as fault:
        raise SmmError(
            f"{directory} can not take the sealed deliveries.",
            f"{fault}; nothing that is not ours is deleted.",
            "Name a directory that does not exist yet with --out.",
        ) from None
    for path in earlier:
        path.unlink()
    blobs = directory / BLOBS
    blobs.mkdir(parents=True, exist_ok=True)
    for digest, data in sealing.blobs.items():
        (blobs / digest).write_bytes(data)
    refused = [{"delivery": encode(item.delivery), "reason": item.reason} for item in sealing.refused]
    document = {"main_sha": main_sha, "sealed": [encode(item) for item in sealing.sealed], "refused": refused}
    (directory / MANIFEST).write_bytes(canonical(document))


def read(directory: Path) -> tuple[Sealing, str]:
    """Return what ``write`` wrote, and the commit it was written for.

    Raises:
        SmmError: unsafe; something is missing, too much, or not what its digest says.
    """
    try:
        files = _files(directory)
        _weigh(files)
        blobs = {path.name: _blob(path) for path in files if path.name != MANIFEST}
        return _checked(directory / MANIFEST, blobs)
    except _Amiss as fault:
        raise SmmError(
            "The sealed deliveries can not be used.",
            f"{fault}; what is sent must be what was sealed.",
            "Run `prepare` again.",
            unsafe=True,
        ) from None


class _Amiss(Exception):  # noqa: N818 never leaves this module
    """What is wrong, as the beginning of a sentence."""


def _files(directory: Path) -> list[Path]:
    """Return the files of a sealed directory, none when it is not there."""
    if not directory.is_dir():
        return []
    blobs = directory / BLOBS
    outer = [path for path in sorted(directory.iterdir()) if path != blobs or not _is_plain_directory(path)]
    inner = sorted(blobs.iterdir()) if _is_plain_directory(blobs) else []
    for path, belongs in (
        *((path, path.name == MANIFEST) for path in outer),
        *((path, bool(_DIGEST.fullmatch(path.name))) for path in inner),
    ):
        if path.is_symlink() or not path.is_file() or not belongs:
            raise _Amiss(f"{path.relative_to(directory).as_posix()!r} does not belong there")
    return [*outer, *inner]


def _is_plain_directory(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _weigh(files: Iterable[Path]) -> None:
    total = sum(path.stat().st_size for path in files)
    if total > MOST:
        raise _Amiss(f"It holds {total} bytes, more than the {MOST} that are read")


def _checked(manifest: Path, blobs: Mapping[str, bytes]) -> tuple[Sealing, str]:
    try:
        document = json.loads(manifest.read_bytes())
        sealed = tuple(decode(Sealed, item) for item in document["sealed"])
        refused = tuple(_refused(item) for item in document["refused"])
        _compare(sealed, blobs)
        return Sealing(sealed=sealed, blobs=blobs, refused=refused), str(document["main_sha"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _Amiss(f"{MANIFEST} can not be read ({type(error).__name__})") from None


def _refused(item: Any) -> Refused:
    return Refused(delivery=decode(DeliveryId, item["delivery"]), reason=str(item["reason"]))


def _blob(path: Path) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != path.name:
        raise _Amiss(f"The blob {path.name} is not what its name says")
    return data


def _compare(sealed: Iterable[Sealed], blobs: Mapping[str, bytes]) -> None:
    """Look whether payloads are what was sealed, each once, and whether the blobs are those they name."""
    named: set[str] = set()
    seen: set[DeliveryId] = set()
    for item in sealed:
        payload, needed = item.payload, _blobs_of(item)
        delivery = DeliveryId(payload.brand, payload.post, payload.account, payload.revision)
        if content_digest(payload) != item.content_digest:
            raise _Amiss(f"The payload of {payload.post!r} is not what was sealed")
        if delivery in seen:
            raise _Amiss(f"{payload.post!r} is sealed twice for {payload.account!r}")
        for digest in sorted(needed - blobs.keys()):
            raise _Amiss(f"The blob {digest} of {payload.post!r} is missing")
        named |= needed
        seen.add(delivery)
    for digest in sorted(blobs.keys() - named):
        raise _Amiss(f"The blob {digest} belongs to no delivery")


def _blobs_of(sealed: Sealed) -> set[str]:
    payload = sealed.payload
    media = {sealed.blobs.get(medium.sha256, medium.sha256) for part in payload.parts for medium in part.media}
    card = {payload.card.image} if payload.card is not None and payload.card.image is not None else set()
    return {*media, *sealed.blobs.values(), *card}
