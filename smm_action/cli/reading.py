"""Read of the ledger what a tick of this project needs."""

from __future__ import annotations

from smm_action.cli.app import App
from smm_action.ledger.selective import read_needed
from smm_action.model.entry import Ledger
from smm_action.plan.needs import needs
from smm_action.platformkit.cadence import COUNTED


def read_for_tick(app: App, head: str | None, since: Ledger | None = None) -> Ledger:
    """Return the ledger at ``head`` as far as the project's posts, quotas, counts and the dashboard ask for it.

    ``since`` is what was read at an earlier head.

    Raises:
        SmmError: unsafe; a line can not be read.
    """
    wanted = needs(app.project, app.cards, app.now, counted=COUNTED if app.counting() else COUNTED * 0)
    return read_needed(app.must_have_branch(), head, wanted, since=since)
