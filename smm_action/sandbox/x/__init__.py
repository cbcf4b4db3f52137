"""X, simulated."""

from __future__ import annotations

from smm_action.sandbox.simulation import Simulation
from smm_action.sandbox.store import Record
from smm_action.sandbox.x.answers import error_body, rates
from smm_action.sandbox.x.audience import Audience
from smm_action.sandbox.x.contract import Documents
from smm_action.sandbox.x.message import message
from smm_action.sandbox.x.routes import PAGES, TABLE
from smm_action.sandbox.x.tokens import account_of


def _said(record: Record) -> str | None:
    return None if record.value.get("repost_of") else str(record.value.get("text", ""))


SIMULATION = Simulation(
    name="x",
    label="X",
    owns=lambda path: path.startswith("/2/"),
    table=TABLE,
    pages=PAGES,
    error_body=error_body,
    rates=rates,
    account=account_of,
    collections=("post",),
    said=_said,
    message=message,
    audience=Audience(),
    checker=Documents.read,
)
