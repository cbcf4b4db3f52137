"""Content identifiers as Bluesky computes them: sha256 of a record's DAG-CBOR, or of a blob's bytes."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Mapping
from typing import Any

RAW, DAG_CBOR = 0x55, 0x71
"""Multicodec numbers (github.com/multiformats/multicodec, table.csv)."""


def of_record(value: Any) -> str:
    """Return the CID of a record in its JSON form (``{"$link": …}`` is a link, ``{"$bytes": …}`` bytes)."""
    return _cid(DAG_CBOR, encode(value))


def of_blob(data: bytes) -> str:
    """Return the CID of a blob."""
    return _cid(RAW, data)


def is_cid(text: str) -> bool:
    """Whether ``text`` is a CIDv1 of a sha256, in base32."""
    try:
        _decode(text)
    except ValueError:
        return False
    return True


def encode(value: Any) -> bytes:
    """Return DAG-CBOR: definite lengths, map keys ordered by length, then by bytes.

    Raises:
        TypeError: a value that JSON does not have, or a float, which atproto forbids.
    """
    match value:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case bytes():
            return _head(2, len(value)) + value
        case {"$link": str(text), **rest} if not rest:
            return _head(6, 42) + encode(b"\0" + _decode(text))
        case {"$bytes": str(text), **rest} if not rest:
            return encode(base64.b64decode(text + "=" * (-len(text) % 4)))
        case Mapping():
            keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
            return _head(5, len(keys)) + b"".join(encode(key) + encode(value[key]) for key in keys)
        case list() | tuple():
            return _head(4, len(value)) + b"".join(encode(item) for item in value)
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a record")


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for code, kind, top in ((24, ">B", 1 << 8), (25, ">H", 1 << 16), (26, ">I", 1 << 32), (27, ">Q", 1 << 64)):
        if number < top:
            return bytes([major << 5 | code]) + struct.pack(kind, number)
    raise TypeError("an integer of a record has 64 bits at most")


def _cid(codec: int, data: bytes) -> str:
    binary = bytes([1, codec, 0x12, 32]) + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(binary).decode().lower().rstrip("=")


def _decode(text: str) -> bytes:
    if not text.startswith("b") or text != text.lower():
        raise ValueError("a CID is written in lower-case base32 after a b")
    body = text[1:].upper()
    binary = base64.b32decode(body + "=" * (-len(body) % 8))
    if len(binary) != 36 or binary[0] != 1 or binary[2:4] != b"\x12\x20":
        raise ValueError("no version 1 CID of a sha256")
    return binary
