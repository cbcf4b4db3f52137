"""Hand the sealer what it works with."""

from __future__ import annotations

import functools

from smm_action.cli.app import App
from smm_action.model.entry import Ledger
from smm_action.model.plan import Plan
from smm_action.seal.bench import Bench
from smm_action.seal.linkcard import FetchedCard, fetch_card
from smm_action.seal.sealer import seal
from smm_action.seal.sealing import Sealing


def seal_due(app: App, planned: Plan, ledger: Ledger) -> Sealing:
    """Return what is due, sealed; the blobs stay with the app, where the publisher finds them."""
    from smm_action.media.metadata import strip_location
    from smm_action.media.probe import probe

    @functools.cache
    def card(url: str) -> FetchedCard:
        """Fetch a card once, however many accounts show it."""
        return fetch_card(url, probe)

    bench = Bench(
        project=app.project,
        platform=app.platform,
        facts=app.facts,
        read=app.read_at,
        probe=probe,
        strip=strip_location,
        # a sandbox stands for the network: with one, nothing else is reached
        fetch_card=None if app.settings.sandbox else card,
        now=app.now,
        ledger=ledger,
    )
    sealing = seal(planned.due, bench)
    app.blobs.update(sealing.blobs)
    return sealing
