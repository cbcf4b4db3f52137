"""Hand taking back what it works with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from smm_action.cli.app import App
from smm_action.model.card import Card
from smm_action.model.ids import AccountName
from smm_action.publish.access import Open
from smm_action.publish.retract import Eraser


def eraser(run: App, opened: Open, clock: Callable[[], datetime]) -> Eraser:
    """Return an eraser of ``run``'s accounts."""
    return Eraser(branch=run.must_have_branch(), open=opened, card=lambda account: card_of(run, account), clock=clock)


def card_of(run: App, name: AccountName) -> Card | None:
    """Return the card of an account's platform; None when it is not declared, or not built."""
    account = run.project.account(name)
    return run.cards.get(account.platform) if account is not None else None
