"""Bluesky session tokens: HS256 JSON Web Tokens that say whose they are and when they end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

SECRET = b"a sandbox has no secrets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a valid token says."""

    account: str
    scope: str
    ends: float
    """Seconds since 1970."""


def mint(account: str, did: str, scope: str, now: datetime, life: timedelta) -> str:
    """Return a token of ``account``: scope ``com.atproto.appPass`` or ``com.atproto.refresh``."""
    start = int(now.timestamp())
    claims = {"scope": scope, "sub": did, "acc": account, "iat": start, "exp": start + int(life.total_seconds())}
    signed = f"{_pack({'typ': 'at+jwt', 'alg': 'HS256'})}.{_pack(claims)}"
    return f"{signed}.{_signature(signed)}"


def read(token: str) -> Claims | None:
    """Return what a token of ours says, expired or not; None when it is not ours."""
    signed, _, signature = token.rpartition(".")
    if not signed or not hmac.compare_digest(signature.encode(), _signature(signed).encode()):
        return None
    body = signed.partition(".")[2]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return Claims(account=claims["acc"], scope=claims["scope"], ends=claims["exp"])


def _pack(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _signature(signed: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(SECRET, signed.encode(), hashlib.sha256)).rstrip(b"=").decode()
