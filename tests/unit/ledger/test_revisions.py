"""What of the revisions before a delivery is there, and which of them a later one stands on."""

from __future__ import annotations

import pytest

from smm_action.ledger.revisions import before, out_before, overwritten, standing
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import AccountName, BrandName, PostId


def delivery(revision: int = 1, account: str = "acme") -> DeliveryId:
    return DeliveryId(BrandName("acme"), PostId("one"), AccountName(account), revision)


def record(state: State, revision: int = 1, *places: str, account: str = "acme") -> Record:
    receipts = tuple(
        Receipt(part=n, id=f"{place}-{revision}", url=f"https://x.example/{place}", at="2026-12-01T08:00:00Z")
        for n, place in enumerate(places)
    )
    return Record(delivery=delivery(revision, account), state=state, receipts=receipts)


def ledger(*records: Record) -> Ledger:
    return Ledger(records={held.delivery: held for held in records})


def test_the_revisions_before_come_newest_first_and_of_this_account_alone() -> None:
    held = ledger(record(State.PUBLISHED, 1), record(State.SKIPPED, 3), record(State.PUBLISHED, 2, account="other"))
    assert [r.delivery.revision for r in before(held, delivery(4))] == [3, 1]
    assert before(held, delivery(1)) == ()


def test_what_is_corrected_is_the_newest_that_is_out_and_known() -> None:
    held = ledger(record(State.EDITED, 1, "a"), record(State.PUBLISHED, 2), record(State.FAILED, 3, "b"))
    assert out_before(held, delivery(4)) == held.get(delivery(1))
    assert out_before(held, delivery(1)) is None


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("places", [(), ("a",)])
def test_something_is_there_when_it_is_out_or_a_part_is(state: State, places: tuple[str, ...]) -> None:
    out = state in {State.PUBLISHED, State.EDITED}
    sure = state not in {State.CLAIMED, State.UNKNOWN, State.RETRACTED}
    assert standing(record(state, 1, *places)) is (out or (bool(places) and sure))


def test_an_edit_stands_where_it_edited_and_an_answer_somewhere_else() -> None:
    held = ledger(
        record(State.PUBLISHED, 1, "a"),
        record(State.EDITED, 2, "a"),
        record(State.PUBLISHED, 3, "b"),
        record(State.PUBLISHED, 1, "a", account="other"),
    )
    assert overwritten(held) == {delivery(1)}
