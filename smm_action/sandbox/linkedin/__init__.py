"""LinkedIn, simulated."""

from __future__ import annotations

from smm_action.sandbox.linkedin.answers import error_body
from smm_action.sandbox.linkedin.audience import Audience
from smm_action.sandbox.linkedin.contract import Samples
from smm_action.sandbox.linkedin.members import by_form
from smm_action.sandbox.linkedin.message import message
from smm_action.sandbox.linkedin.routes import PAGES, TABLE
from smm_action.sandbox.simulation import Simulation
from smm_action.sandbox.store import Record


def _said(record: Record) -> str | None:
    """A reshare that says nothing of its own is a repost."""
    return None if record.value.get("parent") and not record.value["text"] else str(record.value["text"])


SIMULATION = Simulation(
    name="linkedin",
    label="LinkedIn",
    owns=lambda path: path.startswith(("/rest/", "/v2/userinfo", "/oauth/v2/", "/dms-uploads/")),
    table=TABLE,
    pages=PAGES,
    error_body=error_body,
    account=by_form,
    collections=("post",),
    said=_said,
    message=message,
    audience=Audience(),
    checker=Samples.read,
)
