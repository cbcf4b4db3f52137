"""Who approved what a delivery says, as a seal of the ledger keeps it."""

from __future__ import annotations

from dataclasses import dataclass

from smm_action.model.delivery import DeliveryId
from smm_action.model.entry import Entry, Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The pull request that brought a commit, and who approved it."""

    pr: int | None = None
    """None: it was pushed without one, or nobody knows."""
    approved_by: tuple[str, ...] = ()
    """Logins of people other than its author, whose last word on what was merged is an approval."""

    @property
    def told(self) -> str:
        """Return it in a few words, nothing when nothing is known."""
        by = f"approved by {', '.join(self.approved_by)}" if self.approved_by else ""
        return " ".join(piece for piece in (by, f"in pull request #{self.pr}" if self.pr else "") if piece)


def review_of(seal: Entry) -> Review:
    """Return what a seal says of its review; of a line that people edited only what can be used."""
    pr, names = seal.data.get("pr"), seal.data.get("approved_by")
    return Review(
        pr=pr if isinstance(pr, int) else None,
        approved_by=tuple(str(name) for name in names) if isinstance(names, list) else (),
    )


def review_for(ledger: Ledger, delivery: DeliveryId) -> Review:
    """Return the review of what was claimed, else of what is sealed last."""
    record = ledger.get(delivery)
    digest = record.content_digest if record is not None else None
    found = [seal for seal in ledger.seals.get(delivery, ()) if digest in {None, seal.content_digest}]
    return review_of(found[-1]) if found else Review()
