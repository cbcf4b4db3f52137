"""A PDS and the Bluesky AppView, simulated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.sandbox.bluesky import tokens, views
from smm_action.sandbox.bluesky.answers import error_body, rates
from smm_action.sandbox.bluesky.audience import COLLECTION_OF, Audience
from smm_action.sandbox.bluesky.contract import Lexicons
from smm_action.sandbox.bluesky.message import message
from smm_action.sandbox.bluesky.routes import PAGES, TABLE
from smm_action.sandbox.call import CREDENTIAL
from smm_action.sandbox.simulation import Simulation
from smm_action.sandbox.store import Record

REPOST = COLLECTION_OF["repost"]


def _account(headers: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    """Return whose session token or app password it is."""
    token = headers.get("authorization", "").removeprefix("Bearer ").strip()
    claims = tokens.read(token) if token.count(".") == 2 else None
    if claims is not None:
        return claims.account
    password = str(fields.get("password") or "")
    return password.removeprefix(CREDENTIAL) if password.startswith(CREDENTIAL) else ""


def _said(record: Record) -> str | None:
    return None if record.collection == REPOST else str(record.value.get("text", ""))


SIMULATION = Simulation(
    name="bluesky",
    label="Bluesky",
    owns=lambda path: path.startswith("/xrpc/"),
    table=TABLE,
    pages=PAGES,
    error_body=error_body,
    nowhere=501,
    rates=rates,
    account=_account,
    collections=(views.POST, REPOST),
    said=_said,
    message=message,
    audience=Audience(),
    checker=Lexicons.read,
)
