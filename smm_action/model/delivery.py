"""A delivery's identity and life, and what an attempt to send it came to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from smm_action.model.ids import AccountName, BrandName, IdempotencyKey, PostId
from smm_action.model.post import EMPTY


@dataclass(frozen=True, slots=True, order=True)
class DeliveryId:
    """Post × account × revision: the unit that is planned, claimed, sent and counted."""

    brand: BrandName
    post: PostId
    account: AccountName
    revision: int = 1

    def key(self) -> IdempotencyKey:
        """Return the idempotency key. Called once, when claiming; afterwards it is read from the claim."""
        text = "\x1f".join((self.brand, self.post, self.account, str(self.revision)))
        return IdempotencyKey(hashlib.sha256(text.encode()).hexdigest())


def part_key(key: str, part: int) -> str:
    """Return the idempotency key of one part of the delivery that has ``key``."""
    return hashlib.sha256(f"{key}\x1f{part}".encode()).hexdigest()


class State(StrEnum):
    """Where a delivery stands (design §4.4)."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    CLAIMED = "claimed"
    PUBLISHED = "published"
    RETRY = "retry"
    """Failed, and may be tried again."""
    FAILED = "failed"
    """Failed for good, until a person says ``smm retry``."""
    UNKNOWN = "unknown"
    HELD = "held"
    MISSED = "missed"
    SKIPPED = "skipped"
    EDITED = "edited"
    RETRACTING = "retracting"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What exists on the platform for one part."""

    part: int
    id: str
    """The platform's own id; Bluesky: the at-uri."""
    url: str
    at: str
    """RFC 3339 UTC instant of the answer."""
    extra: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """What later parts or edits need, e.g. Bluesky's ``cid``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The part (or the repost) exists; here is its receipt."""

    receipt: Receipt
    adopted: bool = False
    """It existed already and was found, not made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """The platform is still working (media, containers); ask again later with ``token``."""

    reason: str
    token: Mapping[str, Any] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Nothing was sent, on purpose."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """It surely did not go out, and the same call may work later."""

    reason: str
    after: float | None = None
    """Seconds the platform asked us to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """It surely did not go out, and the same call will not work."""

    reason: str
    code: str = ""
    """The platform's own error code or status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unauthorized:
    """It surely did not go out: the credential is missing, expired, revoked or too narrow."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody can say whether it went out: the answer was lost or made no sense."""

    reason: str


Outcome = Sent | Pending | Skipped | Retry | Rejected | Unauthorized | Unknown
