"""Mastodon, simulated."""

from __future__ import annotations

from smm_action.sandbox.mastodon.answers import error_body, rates
from smm_action.sandbox.mastodon.audience import Audience
from smm_action.sandbox.mastodon.contract import Bodies
from smm_action.sandbox.mastodon.message import message
from smm_action.sandbox.mastodon.routes import PAGES, TABLE
from smm_action.sandbox.simulation import Simulation
from smm_action.sandbox.store import Record


def _said(record: Record) -> str | None:
    return None if record.value.get("reblog_of") else str(record.value.get("text", ""))


SIMULATION = Simulation(
    name="mastodon",
    label="Mastodon",
    owns=lambda path: path.startswith(("/api/", "/oauth/")),
    table=TABLE,
    pages=PAGES,
    error_body=error_body,
    rates=rates,
    collections=("status",),
    said=_said,
    message=message,
    audience=Audience(),
    checker=Bodies.read,
)
