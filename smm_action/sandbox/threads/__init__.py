"""Threads, simulated."""

from __future__ import annotations

from smm_action.sandbox.containers import Audience
from smm_action.sandbox.graph.answers import error_body
from smm_action.sandbox.simulation import Simulation
from smm_action.sandbox.store import Record
from smm_action.sandbox.threads.contract import Postman
from smm_action.sandbox.threads.message import message
from smm_action.sandbox.threads.routes import PAGES, TABLE, owns
from smm_action.sandbox.threads.site import POST, SITE


def _said(record: Record) -> str | None:
    return None if record.value.get("reposts") else str(record.value["text"])


SIMULATION = Simulation(
    name="threads",
    label="Threads",
    owns=owns,
    table=TABLE,
    pages=PAGES,
    error_body=error_body,
    collections=(POST,),
    said=_said,
    message=message,
    audience=Audience(SITE),
    checker=Postman.read,
)
