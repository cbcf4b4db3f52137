"""Authorization servers, simulated: what a person goes through to obtain a token, the same for every platform.

Under paths of its own (``/sandbox/oauth/…``), because the real ones lie on hosts of their own and would collide here.
"""

from __future__ import annotations

from smm_action.sandbox.call import Call
from smm_action.sandbox.message import Message
from smm_action.sandbox.oauth.answers import error_body
from smm_action.sandbox.oauth.routes import BASE, PAGES, TABLE
from smm_action.sandbox.simulation import Simulation
from smm_action.sandbox.store import Record


def _message(call: Call, record: Record) -> Message:
    raise AssertionError(f"nobody publishes here: {call.origin} {record.key}")


SIMULATION = Simulation(
    name="oauth",
    label="OAuth",
    owns=lambda path: path.startswith(f"{BASE}/"),
    table=TABLE,
    pages=PAGES,
    error_body=error_body,
    collections=("nothing",),
    message=_message,
)
