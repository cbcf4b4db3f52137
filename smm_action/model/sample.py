"""Metrics of a receipt at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from smm_action.model.delivery import DeliveryId
from smm_action.model.ids import AccountName
from smm_action.model.post import EMPTY

Counter = Literal[
    "impressions", "reach", "likes", "reposts", "quotes", "replies", "saves", "clicks", "video_views", "followers"
]
"""The common vocabulary. A counter a platform does not give is absent, never zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Counters of one delivery (all its parts added up) at one instant."""

    delivery: DeliveryId
    at: str
    """RFC 3339 UTC."""
    counters: Mapping[str, int] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSample:
    """Counters and limits of one account at one instant: a line of ``accounts.jsonl``."""

    account: AccountName
    at: str
    counters: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    limits: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    """Limits the server itself states, e.g. Mastodon's ``characters``."""
