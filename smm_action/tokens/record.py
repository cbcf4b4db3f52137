"""``tokens/<account>.json``: what it says, and how it becomes bytes (schemas/artifacts/token/v1.schema.json)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal

from smm_action.core.clock import parse_instant
from smm_action.model.codec import decode, encode
from smm_action.model.entry import Owner

ANY = "*"
"""``grew_from`` of a token that a person stored here: it is newer than whatever the environment holds."""


class TokenFault(ValueError):  # noqa: N818 a fault of one file, explained by the reader
    """The file is no token of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who renews the token, and until when that holds without news."""

    owner: Owner
    at: str
    lease_until: str
    tried: str
    """Fingerprint of the token that is handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How the last renewal failed. The platform's own words stay out: the branch may be public."""

    kind: Literal["refused", "later", "lost"]
    """``lost``: the answer never came, and a token that rotates may be used up."""
    at: str
    again: str
    """Not before."""
    tried: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The newest token of one account, or where it is."""

    account: str
    platform: str
    server: str
    """Origin that the token belongs to; ``sandbox`` for one that no real server takes."""
    fields: tuple[str, ...]
    seq: int
    """1 for the first token, one more for each that follows; 0 when there is none yet."""
    renewed: str | None = None
    expires: str | None = None
    grew_from: str = ""
    """Fingerprint of the environment's own credentials when this token was made, or ``ANY``."""
    print: str = ""
    """Fingerprint of this token."""
    sealed: str = field(default="", repr=False)
    """Nonce and ciphertext, Base64; empty when the token is kept as a secret on GitHub."""
    claim: Claim | None = None
    failure: Failure | None = None

    def to_bytes(self) -> bytes:
        """Return the file: a key a line, so that a change is read easily."""
        return json.dumps(encode(self), indent=2, ensure_ascii=False).encode() + b"\n"


def parse(data: bytes) -> Record:
    """Return the record in ``data``.

    Raises:
        TokenFault: it is none of ours.
    """
    try:
        found = decode(Record, json.loads(data))
        instants = (found.renewed, found.expires)
        held = [at for at in instants if at is not None]
        held += [found.claim.at, found.claim.lease_until] if found.claim else []
        held += [found.failure.at, found.failure.again] if found.failure else []
        for text in held:
            parse_instant(text)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise TokenFault("it is no JSON object of the token's schema") from error
    if found.seq < 0 or not found.fields:
        raise TokenFault("its number is below 0, or it names no credential")
    return found
