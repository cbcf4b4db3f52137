"""What posts cost, and what is left of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from smm_action.model.card import Prices
from smm_action.model.codec import encode
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.entry import Entry, Owner, Record
from smm_action.model.payload import Facet, Part
from smm_action.platformkit.budget import Budget
from smm_action.platformkit.cadence import days_counted
from smm_action.platformkit.prices import claimed_cost, cost
from tests.contract.payloads import part, payload

PRICES = Prices(post=0.01, post_with_link=0.2, source="https://docs.example", read="2026-11-24")
NOW = datetime(2026, 12, 15, tzinfo=UTC)
LINK = Facet(kind="link", start=0, end=4, value="https://acme.example")


def linked(text: str = "Read https://acme.example") -> Part:
    return replace(part(text), facets=(LINK,))


@pytest.mark.parametrize(
    ("parts", "dollars"),
    [((part("Hello"),), 0.01), ((linked(),), 0.2), ((part("One"), linked(), part("Three")), 0.22), ((), 0.01)],
)
def test_each_part_costs_and_a_link_costs_more(parts: tuple[Part, ...], dollars: float) -> None:
    held = payload(*parts, platform="x")
    assert cost(PRICES, held) == pytest.approx(dollars)
    assert claimed_cost(PRICES, encode(held)) == pytest.approx(dollars)


def test_a_compacted_claim_still_tells_a_link_by_its_text() -> None:
    assert claimed_cost(PRICES, {"parts": [{"text": "Read https://acme.example"}, {"text": "Hi"}]}) == pytest.approx(
        0.21
    )


@pytest.mark.parametrize("held", [None, {}, {"parts": "nonsense"}, {"parts": [5]}])
def test_what_can_not_be_read_is_taken_for_the_dearest(held: dict[str, object] | None) -> None:
    assert claimed_cost(PRICES, held) == 0.2


def record(state: State, at: str, *, text: str = "Hello") -> Record:
    delivery = DeliveryId("acme", f"p-{at}-{state}", "acme-x", 1)  # type: ignore[arg-type]
    claim = Entry(
        kind="claimed",
        delivery=delivery,
        at=at,
        owner=Owner(run="1", nonce="n"),
        payload={"payload": encode(payload(part(text), platform="x"))},
    )
    receipts = (Receipt(part=0, id="1", url="https://x.com/a/status/1", at=at),) if state is State.PUBLISHED else ()
    return Record(
        delivery=delivery, state=state, claim=claim, receipts=receipts, sent_at=at if receipts else None, updated=at
    )


@pytest.mark.parametrize(
    ("held", "spent"),
    [
        (record(State.PUBLISHED, "2026-12-01T00:00:00Z"), 0.01),
        (record(State.PUBLISHED, "2026-11-30T23:59:59Z"), 0.0),
        (record(State.PUBLISHED, "2026-12-01T00:00:00Z", text="https://acme.example"), 0.2),
        (record(State.UNKNOWN, "2026-12-02T00:00:00Z"), 0.01),
        (record(State.CLAIMED, "2026-12-02T00:00:00Z"), 0.01),
        (record(State.RETRACTED, "2026-12-02T00:00:00Z"), 0.01),
        (record(State.FAILED, "2026-12-02T00:00:00Z"), 0.0),
        (record(State.RETRY, "2026-12-02T00:00:00Z"), 0.0),
        (replace(record(State.PUBLISHED, "2026-12-02T00:00:00Z"), claim=None), 0.0),
        (replace(record(State.PUBLISHED, "2026-12-02T00:00:00Z"), sent_at="nonsense"), 0.0),
    ],
)
def test_what_was_sent_this_month_or_may_have_been_is_spent(held: Record, spent: float) -> None:
    assert Budget(PRICES, 1, [held], NOW, 1).spent == pytest.approx(spent)


def test_posts_fit_until_the_budget_is_used_up() -> None:
    budget = Budget(PRICES, 0.4, [record(State.PUBLISHED, "2026-12-01T00:00:00Z")], NOW, 1)
    assert budget.take(0.2) is None
    told = budget.take(0.2)
    assert told == (
        "the budget of 0.40 USD for 2026-12 is used up: 0.21 USD go into what is out and into"
        " counting it, and this costs 0.200"
    )
    # a cheaper one still fits
    assert budget.take(0.01) is None


def test_a_budget_that_is_met_to_the_cent_is_not_exceeded() -> None:
    budget = Budget(PRICES, 0.3, [], NOW, 1)
    assert [budget.take(0.1) for _ in range(3)] == [None, None, None]
    assert budget.take(0.01) is not None


READ = replace(PRICES, read_back=0.005, account=0.01)


def test_counting_is_paid_once_a_day_and_for_each_part() -> None:
    noon = datetime(2026, 12, 15, 12, tzinfo=UTC)
    budget = Budget(READ, 1, [], noon, accounts=2)
    assert budget.spent == pytest.approx(2 * 31 * 0.01), "signing in and counting followers, every day"
    days = [day.day for day in sorted(days_counted(noon)) if day.month == 12]
    assert days[:4] == [15, 16, 17, 18]
    one, two = payload(part("One"), platform="x"), payload(part("One"), part("Two"), platform="x")
    assert budget.price(one, noon) == pytest.approx(0.01 + 0.005 * len(days))
    assert budget.price(two, noon) == pytest.approx(0.02 + 0.01 * len(days))


def test_a_post_of_last_month_is_counted_in_this_one() -> None:
    held = record(State.PUBLISHED, "2026-11-30T12:00:00Z")
    days = days_counted(datetime(2026, 11, 30, 12, tzinfo=UTC))
    this_month = sum(day.month == 12 for day in days)
    assert 5 < this_month < len(days)
    assert Budget(READ, 1, [held], NOW, accounts=0).spent == pytest.approx(0.005 * this_month)
    assert Budget(READ, 1, [record(State.RETRACTED, "2026-11-30T12:00:00Z")], NOW, accounts=0).spent == 0
