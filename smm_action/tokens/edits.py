"""Changes of a token's file: each holds only where the head being extended stands as it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from smm_action.core.clock import parse_instant
from smm_action.model.edit import Read
from smm_action.model.entry import Owner
from smm_action.tokens.record import Claim, Failure, Record, TokenFault, parse


def held_in(data: bytes | None) -> Record | None:
    """Return the record in ``data``; None when there is none that can be read."""
    try:
        return parse(data) if data is not None else None
    except TokenFault:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Claim the renewal, unless the token is another one by now or somebody else claimed it meanwhile."""

    path: str
    blank: Record
    """What to write where there is no file yet."""
    seen: Record | None
    claim: Claim

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the file with the claim in it, or nothing."""
        data = read(self.path)
        now = held_in(data)
        if now != self.seen or (data is not None and now is None):
            return {}
        return {self.path: replace(now or self.blank, claim=self.claim).to_bytes()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Put a new token in, unless a newer one is there. Whatever claim stands there is about the old one, and goes."""

    path: str
    record: Record
    anew: bool = False
    """A person says so: whatever stands there goes, also what is not ours."""

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the file, or nothing."""
        now = None if self.anew else held_in(read(self.path))
        return {} if now is not None and now.seq >= self.record.seq else {self.path: self.record.to_bytes()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail:
    """End a claim without a token."""

    path: str
    owner: Owner
    failure: Failure

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the file with the failure in place of our claim, or nothing when the claim is not ours any more."""
        now = held_in(read(self.path))
        if now is None or now.claim is None or now.claim.owner != self.owner:
            return {}
        return {self.path: replace(now, claim=None, failure=self.failure).to_bytes()}


def is_over(claim: Claim, now: datetime) -> bool:
    """Whether the lease of ``claim`` has passed."""
    return parse_instant(claim.lease_until) <= now
