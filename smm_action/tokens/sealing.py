"""Sealing a token: XChaCha20-Poly1305 (PyNaCl), with everything that stands readable beside it bound to it.

So a file can not be taken for another account's, platform's or server's, nor for a token with another number or end.
An old file as a whole stays genuine: ``tokens.memory`` knows the numbers.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace

from smm_action.model.codec import canonical
from smm_action.tokens.key import TokenKey, fingerprint
from smm_action.tokens.record import Record, TokenFault

_DOMAIN = "smm-action/token/1"


def seal(key: TokenKey, record: Record, values: Mapping[str, str]) -> Record:
    """Return ``record`` with ``values`` of its fields sealed in it.

    Raises:
        ValueError: ``values`` has another field than the record.
    """
    from nacl.secret import Aead

    if not values or not set(values) <= set(record.fields):
        raise ValueError(f"{sorted(values)} are not the fields {list(record.fields)}")
    fresh = replace(record, print=fingerprint(record.account, values, key))
    # the box draws a random nonce of 24 bytes: no two seals share one
    sealed = Aead(key.secret).encrypt(canonical(dict(values)), _bound(fresh))
    return replace(fresh, sealed=base64.b64encode(bytes(sealed)).decode())


def unseal(key: TokenKey, record: Record) -> Mapping[str, str]:
    """Return the credentials by field name.

    Raises:
        TokenFault: sealed under another key, for something else, or changed since.
    """
    from nacl.exceptions import CryptoError
    from nacl.secret import Aead

    try:
        opened = json.loads(Aead(key.secret).decrypt(base64.b64decode(record.sealed, validate=True), _bound(record)))
    except (CryptoError, ValueError):
        # nothing of the error is passed on: it may quote what it read
        raise TokenFault("it was sealed under another key, or for something else, or was changed") from None
    if not isinstance(opened, dict) or not set(opened) <= set(record.fields):
        raise TokenFault("it holds other credentials than it says")
    return {str(name): str(value) for name, value in opened.items()}


def is_genuine(key: TokenKey, record: Record) -> bool:
    """Whether ``record`` was sealed under ``key`` for what it says."""
    try:
        unseal(key, record)
    except TokenFault:
        return False
    return True


def _bound(record: Record) -> bytes:
    return canonical(
        [
            _DOMAIN,
            record.account,
            record.platform,
            record.server,
            list(record.fields),
            record.seq,
            record.renewed,
            record.expires,
            record.grew_from,
            record.print,
        ]
    )
