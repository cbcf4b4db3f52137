"""Sealed deliveries as a directory: written by ``prepare`` where no secret is, read by ``publish`` where they are."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from smm_action.core.errors import SmmError
from smm_action.model.codec import canonical, decode, encode
from smm_action.model.delivery import DeliveryId
from smm_action.model.digest import content_digest
from smm_action.model.payload import Sealed
from smm_action.seal.sealing import Refused, Sealing

MANIFEST = "sealed.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def write(sealing: Sealing, directory: Path, main_sha: str) -> None:
    """Write ``sealing`` for the commit ``main_sha``: one manifest, and one file a blob, named by its sha256."""
    blobs = directory / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)
    for digest, data in sealing.blobs.items():
        (blobs / digest).write_bytes(data)
    refused = [{"delivery": encode(item.delivery), "reason": item.reason} for item in sealing.refused]
    document = {"main_sha": main_sha, "sealed": [encode(item) for item in sealing.sealed], "refused": refused}
    (directory / MANIFEST).write_bytes(canonical(document))


def read(directory: Path) -> tuple[Sealing, str]:
    """Return what ``write`` wrote, and the commit it was written for.

    Raises:
        SmmError: unsafe; something is missing, or is not what its digest says.
    """
    try:
        document = json.loads((directory / MANIFEST).read_bytes())
        sealed = tuple(decode(Sealed, item) for item in document["sealed"])
        refused = tuple(
            Refused(delivery=decode(DeliveryId, item["delivery"]), reason=str(item["reason"]))
            for item in document["refused"]
        )
        main_sha = str(document["main_sha"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _broken(f"{MANIFEST} can not be read ({type(error).__name__})") from None
    for item in sealed:
        if content_digest(item.payload) != item.content_digest:
            raise _broken(f"the payload of {item.payload.post} is not what was sealed")
    return Sealing(sealed=sealed, blobs=_blobs(directory / "blobs"), refused=refused), main_sha


def _blobs(directory: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in sorted(directory.iterdir()) if directory.is_dir() else ():
        if path.is_symlink() or not path.is_file() or not _DIGEST.fullmatch(path.name):
            raise _broken(f"{path.name} does not belong there")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != path.name:
            raise _broken(f"the blob {path.name} is not what its name says")
        found[path.name] = data
    return found


def _broken(why: str) -> SmmError:
    return SmmError(
        "The sealed deliveries can not be used.",
        f"{why[0].upper()}{why[1:]}; what is sent must be what was sealed.",
        "Run `prepare` again.",
        unsafe=True,
    )
