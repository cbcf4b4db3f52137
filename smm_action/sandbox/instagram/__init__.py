"""Instagram, simulated."""

from __future__ import annotations

from pathlib import Path

from smm_action.sandbox.containers import Audience
from smm_action.sandbox.graph.answers import error_body
from smm_action.sandbox.graph.contract import GraphContract
from smm_action.sandbox.instagram.message import message
from smm_action.sandbox.instagram.routes import PAGES, TABLE, owns, place
from smm_action.sandbox.instagram.site import MEDIA, SITE
from smm_action.sandbox.simulation import Checker, Simulation


def _checker(folder: Path) -> Checker:
    return GraphContract.read(folder, place, frozenset())


SIMULATION = Simulation(
    name="instagram",
    label="Instagram",
    owns=owns,
    table=TABLE,
    pages=PAGES,
    error_body=error_body,
    collections=(MEDIA,),
    message=message,
    audience=Audience(SITE),
    checker=_checker,
)
