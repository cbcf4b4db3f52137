"""What makes two deliveries twins: another post that says the same on one account (``duplicate-text``).

Equal means an equal content digest, so a revision that says something else is none, and neither is anything of the same
post.
"""

from __future__ import annotations

from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Record

RULE = "duplicate-text"
"""The lint rule that finds the same in a pull request; a post that ignores it may repeat another."""
_MAY_BE_OUT = frozenset({State.CLAIMED, State.PUBLISHED, State.UNKNOWN, State.EDITED, State.RETRACTING})


def may_be_out(record: Record) -> bool:
    """Whether readers may see the delivery, or may soon: of a broken thread some parts are out, whatever came then."""
    return record.state in _MAY_BE_OUT or (bool(record.receipts) and record.state is not State.RETRACTED)


def is_twin(one: DeliveryId, other: DeliveryId) -> bool:
    """Whether two deliveries with the same content are of different posts on one account."""
    return one.account == other.account and (one.brand, one.post) != (other.brand, other.post)


def refusal(twin: DeliveryId) -> str:
    """Return why a delivery that says what ``twin`` says is not sent."""
    return (
        f"{RULE}: the post {twin.post} says exactly this on {twin.account}; say it differently, remove one"
        f" of the two, or write `lint: {{ignore: [{RULE}]}}` when it is meant"
    )
