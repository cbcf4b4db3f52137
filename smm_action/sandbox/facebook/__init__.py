"""Facebook Pages, simulated."""

from __future__ import annotations

from pathlib import Path

from smm_action.sandbox.facebook.answers import rates
from smm_action.sandbox.facebook.audience import Audience
from smm_action.sandbox.facebook.entities import POST
from smm_action.sandbox.facebook.message import message
from smm_action.sandbox.facebook.routes import FILES, PAGES, TABLE, owns, place
from smm_action.sandbox.graph.answers import error_body
from smm_action.sandbox.graph.contract import GraphContract
from smm_action.sandbox.simulation import Checker, Simulation


def _checker(folder: Path) -> Checker:
    return GraphContract.read(folder, place, FILES)


SIMULATION = Simulation(
    name="facebook",
    label="Facebook",
    owns=owns,
    table=TABLE,
    pages=PAGES,
    error_body=error_body,
    rates=rates,
    collections=(POST,),
    message=message,
    audience=Audience(),
    checker=_checker,
)
