"""Hand the sealer what it works with."""

from __future__ import annotations

from functools import partial

from smm_action.cli.app import App
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Entry, Ledger
from smm_action.model.plan import Plan
from smm_action.seal.linkcard import fetch_card
from smm_action.seal.sealer import Bench, seal
from smm_action.seal.sealing import Sealing


def seal_due(app: App, planned: Plan, ledger: Ledger) -> Sealing:
    """Return what is due, sealed; the blobs stay with the app, where the publisher finds them."""
    from smm_action.media.metadata import strip_location
    from smm_action.media.probe import probe

    bench = Bench(
        project=app.project,
        platform=app.platform,
        facts=app.facts,
        read=app.read_at,
        probe=probe,
        strip=strip_location,
        # a sandbox stands for the network: with one, nothing else is reached
        fetch_card=None if app.settings.sandbox else partial(fetch_card, probe=probe),
        claims=_claims(planned, ledger),
    )
    sealing = seal(planned.due, bench)
    app.blobs.update(sealing.blobs)
    return sealing


def _claims(planned: Plan, ledger: Ledger) -> dict[DeliveryId, Entry]:
    """Return the claims of earlier attempts that still bind: key and payload come from these."""
    found: dict[DeliveryId, Entry] = {}
    for item in planned.due:
        record = ledger.get(item.delivery)
        if record is not None and record.claim is not None and record.claim.payload and record.state is State.RETRY:
            found[item.delivery] = record.claim
    return found
