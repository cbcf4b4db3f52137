"""What sealing gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smm_action.model.delivery import DeliveryId
from smm_action.model.payload import Sealed
from smm_action.model.post import EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A delivery that can not be sent as it is, and why."""

    delivery: DeliveryId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """Sealed deliveries in order of sending, and the bytes they name."""

    sealed: tuple[Sealed, ...] = ()
    blobs: Mapping[str, bytes] = field(default_factory=lambda: EMPTY)
    """sha256 → bytes."""
    refused: tuple[Refused, ...] = ()
