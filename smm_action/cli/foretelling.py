"""What a run would hold, as far as it is known before anybody is asked: for dry runs and sealing without secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from smm_action.cli.app import App
from smm_action.cli.approving import payload_of, remembered
from smm_action.model.delivery import DeliveryId
from smm_action.model.digest import content_digest
from smm_action.model.entry import Ledger
from smm_action.model.plan import Plan, PlannedDelivery
from smm_action.model.post import Post
from smm_action.seal.sealer import binding_claim
from smm_action.seal.sealing import Sealing

ASKED_LATER = "needs an approval; asked when publishing"
"""Nothing is recorded of a review, and who could say more is not asked here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """What may keep due deliveries from going out, each with the reason."""

    refused: Mapping[DeliveryId, str]
    """These are held, unless they change."""
    unreviewed: Mapping[DeliveryId, str]
    """These are held, unless somebody has approved them."""

    def lines(self, held: str) -> Iterator[str]:
        """Yield a line for each; ``held`` says what happens to those that are refused."""
        for verb, told in ((held, self.refused), ("Held unless approved", self.unreviewed)):
            yield from (f"{verb}: {one.post} on {one.account}: {reason}" for one, reason in told.items())

    def marked(self, planned: Plan) -> Plan:
        """Return the plan with the reasons at what is due."""
        told = {**self.refused, **self.unreviewed}
        return replace(
            planned, due=tuple(replace(one, reason=told.get(one.delivery, one.reason)) for one in planned.due)
        )


def foretell(app: App, planned: Plan, sealing: Sealing, ledger: Ledger) -> Foretold:
    """Return what of ``planned`` would be held, of which ``sealing`` was made. Asks nobody."""
    refused = {item.delivery: item.reason for item in sealing.refused}
    posts = {post.path: post for post in app.project.posts}
    unreviewed = {
        item.delivery: reason
        for item in planned.due
        if item.delivery not in refused and (reason := _lacks(app, item, posts[item.path], ledger)) is not None
    }
    return Foretold(refused=refused, unreviewed=unreviewed)


def _lacks(app: App, item: PlannedDelivery, post: Post, ledger: Ledger) -> str | None:
    """Return what is missing of a review; None where none is asked for, or there is one."""
    if app.project.brands[item.delivery.brand].policy.approval != "required":
        return None
    if binding_claim(ledger, item.delivery) is not None:
        return None
    payload = payload_of(app, post, item.delivery)
    verdict = remembered(ledger.seals.get(item.delivery, ()), content_digest(payload)) if payload is not None else None
    if verdict is None:
        return ASKED_LATER
    return None if verdict.approved else f"{verdict.refusal(item.path)}; asked again when publishing"
