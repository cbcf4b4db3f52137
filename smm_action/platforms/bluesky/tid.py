"""Record keys: a TID made from when a part is due and from its idempotency key, so that a repeat hits the same key."""

from __future__ import annotations

import hashlib

from smm_action.core.clock import parse_instant

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
"""base32-sortable, https://atproto.com/specs/tid (read 2026-11-24)."""
_SECOND = 1_000_000


def tid(due: str, key: str) -> str:
    """Return the 13 characters of the TID for the RFC 3339 instant ``due`` and the part's idempotency key.

    53 bits of microseconds since 1970: the scheduled second, and within it a remainder of the key's hash; then
    10 bits of clock id, from the hash as well. The top bit is 0, so the first character is at most ``j``.

    Raises:
        ValueError: ``due`` is no instant.
    """
    digest = hashlib.sha256(key.encode()).digest()
    second = max(0, int(parse_instant(due).timestamp()))
    micros = second * _SECOND + int.from_bytes(digest[:8]) % _SECOND
    number = ((micros & (1 << 53) - 1) << 10) | int.from_bytes(digest[8:10]) % 1024
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))
