"""The status that a receipt names: by the server's own id, or by the address that a person gave (``smm resolve``)."""

from __future__ import annotations

from smm_action.model.delivery import Receipt
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal
from smm_action.platforms.mastodon.targets import status_id


def status_of(session: Session, receipt: Receipt) -> str | Refusal:
    """Return the id. Of an address it is looked up: no server knows a status by it, and all would say it is gone."""
    return status_id(session, receipt.url) if receipt.id == receipt.url else receipt.id
