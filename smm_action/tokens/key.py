"""The key of the tokens, and fingerprints under it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from smm_action.core.errors import SmmError
from smm_action.model.codec import canonical

KEY = "SMM_TOKEN_KEY"
"""The environment variable that holds the key."""
SHORTEST = 32
"""Characters of a key. `openssl rand -hex 32` gives 64, which are 256 bits."""
_PERSON = b"smm-action/token"
"""Keeps our keys apart from whatever else the same text may be a key of (BLAKE2, RFC 7693: 16 bytes)."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The key that seals, 32 bytes. Never shown, also not by accident in a traceback."""

    secret: bytes = field(repr=False)


def token_key(environ: Mapping[str, str]) -> TokenKey | None:
    """Return the key derived from ``SMM_TOKEN_KEY``; None when there is none.

    Raises:
        SmmError: it is too short to keep anybody out.
    """
    text = environ.get(KEY, "").strip()
    if not text:
        return None
    if len(text) < SHORTEST:
        raise SmmError(
            f"{KEY} is too short.",
            f"It has fewer than {SHORTEST} characters, so it could be guessed, and with it every token be read.",
            "Make one with `openssl rand -hex 32` and keep it as a secret.",
        )
    return TokenKey(hashlib.blake2b(text.encode(), digest_size=32, person=_PERSON).digest())


def fingerprint(account: str, values: Mapping[str, str], key: TokenKey | None) -> str:
    """Return a digest that is equal when the credentials are; empty without any.

    Under the key nobody can try guesses. Without a key (tokens kept as secrets on GitHub) it is a plain digest: the
    tokens of all platforms that renew them are random and long.
    """
    held = {name: value for name, value in values.items() if value}
    if not held:
        return ""
    text = canonical([_PERSON.decode(), "print", account, held])
    return hashlib.blake2b(text, digest_size=32, key=key.secret if key else b"").hexdigest()
