"""Every ending as the entry that records it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from smm_action.core.clock import format_instant
from smm_action.model.delivery import (
    Outcome,
    Pending,
    Receipt,
    Rejected,
    Retry,
    Sent,
    Skipped,
    State,
    Unauthorized,
    Unknown,
)
from smm_action.model.entry import Owner
from smm_action.model.ids import PlatformName
from smm_action.model.plan import PlannedDelivery
from smm_action.publish.outcomes import (
    BACKOFF,
    MAX_ATTEMPTS,
    Ending,
    Held,
    NotReached,
    entry_of,
    held_by_content,
    part_count,
    settled,
)
from tests.fakes.runner import START, delivery, sealed

OWNER = Owner(run="1", nonce="n")
RECEIPT = Receipt(part=0, id="p0", url="https://fake.example/p0", at="2026-12-01T08:00:00Z")
ENDINGS: list[tuple[Ending, str]] = [
    (Sent(receipt=RECEIPT), "published"),
    (Sent(receipt=RECEIPT, adopted=True), "published"),
    (Skipped(reason="r"), "skipped"),
    (Retry(reason="r"), "retry"),
    (Unauthorized(reason="r"), "retry"),
    (Rejected(reason="r", code="422"), "failed"),
    (Unknown(reason="r"), "unknown"),
    (Pending(reason="r"), "unknown"),
    (Held(reason="r"), "held"),
    (NotReached(reason="r"), "retry"),
]


def test_every_outcome_of_the_model_has_an_entry() -> None:
    assert {type(ending) for ending, _ in ENDINGS} >= set(Outcome.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("ending", "kind"), ENDINGS)
def test_an_ending_is_recorded_as_what_it_means_with_all_that_is_out(ending: Ending, kind: str) -> None:
    item = sealed("one")
    entry = entry_of(item, ending, [RECEIPT], owner=OWNER, attempt=1, at=START)
    assert entry.kind == kind
    assert entry.receipts == (RECEIPT,)
    assert entry.owner == OWNER
    assert (entry.key, entry.due, entry.content_digest) == (item.key, item.due, item.content_digest)


def test_pauses_grow_and_then_it_has_failed() -> None:
    kinds = []
    for attempt in range(1, MAX_ATTEMPTS + 3):
        entry = entry_of(sealed("one"), Retry(reason="503"), [], owner=OWNER, attempt=attempt, at=START)
        kinds.append(entry.kind)
        if attempt < MAX_ATTEMPTS:
            assert entry.retry_after == format_instant(START + BACKOFF[attempt - 1])
    assert kinds == ["retry"] * 4 + ["failed"] * 3
    assert list(BACKOFF) == sorted(BACKOFF)


def test_what_was_not_reached_is_due_at_once_however_often() -> None:
    entry = entry_of(sealed("one"), NotReached(reason="stopped"), [], owner=OWNER, attempt=99, at=START)
    assert (entry.kind, entry.retry_after) == ("retry", None)


@pytest.mark.parametrize(("parts", "count"), [(0, 1), (1, 1), (4, 4)])
def test_a_repost_without_parts_takes_one_create(parts: int, count: int) -> None:
    assert part_count(sealed("one", parts=parts).payload) == count


@pytest.mark.parametrize("state", [State.MISSED, State.HELD])
def test_what_the_plan_settles_keeps_the_schedule_it_was_settled_for(state: State) -> None:
    entry = settled(_item(state), START)
    assert (entry.kind, entry.reason, entry.schedule_digest) == (state.value, "7 h late", "d")


def test_a_hold_by_content_says_that_a_new_text_lifts_it() -> None:
    entry = held_by_content(_item(State.SCHEDULED), "text-too-long", START)
    assert (entry.kind, entry.code, entry.reason) == ("held", "content", "text-too-long")


def _item(state: State) -> PlannedDelivery:
    return PlannedDelivery(
        delivery=delivery("one"),
        platform=PlatformName("fake"),
        path="posts/one.md",
        time=START - timedelta(hours=7),
        state=state,
        reason="7 h late",
        schedule_digest="d",
    )
