"""What a later revision does, account by account: every state of what came before, against every way of correcting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smm_action.ledger.revisions import REPLACED
from smm_action.model.card import Card
from smm_action.model.delivery import Receipt, State
from smm_action.model.entry import Record
from smm_action.model.plan import Plan
from smm_action.model.post import Correct, Variant
from tests.unit.plan.making import DAY, HOUR, NOW, at, card, claim, out, planned, post, record

ABLE = {"fake": replace(card(), features=frozenset({"publish", "edit", "reply", "delete"}))}
PART = (Receipt(part=0, id="one0", url="https://fake.example/one0", at="2026-12-01T08:00:00Z"),)


def revised(correct: str | None, *records: Record, cards: dict[str, Card] | None = None, **fields: Any) -> Plan:
    """Return the plan of a second revision whose time was yesterday."""
    when = fields.pop("time", at(NOW - DAY))
    return planned(
        post(time=when, **{"revision": 2, "correct": correct, **fields}), records=records, cards=cards or ABLE
    )


def verdict(plan: Plan) -> str:
    """Return where the one delivery stands, with what would be done or why not."""
    for name in ("due", "settle", "waiting", "blocked", "upcoming"):
        for item in getattr(plan, name):
            return f"{name} {item.correct}" if name == "due" else f"{name}: {item.reason}"
    return "nothing"


RETRACTED = record(State.RETRACTED, receipts=PART)


@pytest.mark.parametrize(
    ("correct", "before", "expected"),
    [
        ("edit", out(), "due edit"),
        ("reply", out(), "due reply"),
        ("replace", out(), "due replace"),
        ("leave", out(), "settle: left as it is"),
        (None, out(), "blocked: revision 1 is out on acme: write `correct: edit`, `reply`, `replace` or `leave` beside it"),
        ("edit", replace(out(), state=State.EDITED), "due edit"),
        ("replace", record(State.FAILED, receipts=PART), "due replace"),
        ("leave", record(State.FAILED, receipts=PART), "settle: left as it is"),
        ("edit", record(State.FAILED, receipts=PART), "blocked: only a part of revision 1 is out: write `correct: replace`, or `leave`"),
        ("reply", record(State.RETRY, receipts=PART), "blocked: only a part of revision 1 is out: write `correct: replace`, or `leave`"),
        ("edit", record(State.PUBLISHED), "blocked: nobody knows where revision 1 is"),
        ("replace", record(State.RETRACTING, receipts=PART), "due replace"),
        ("edit", record(State.RETRACTING, receipts=PART), "blocked: revision 1 is being taken back"),
        ("edit", record(State.UNKNOWN), "blocked: revision 1 may be out: it is unknown"),
        ("replace", record(State.CLAIMED), "blocked: revision 1 may be out: it is claimed"),
        ("leave", record(State.CLAIMED), "blocked: revision 1 may be out: it is claimed"),
        ("replace", replace(RETRACTED, code=REPLACED), "due replace"),
        ("replace", RETRACTED, "settle: revision 1 was taken back there"),
        ("edit", RETRACTED, "settle: revision 1 was taken back there"),
        ("reply", replace(RETRACTED, code=REPLACED), "settle: revision 1 was taken back there"),
        ("leave", RETRACTED, "settle: revision 1 was taken back there"),
    ],
)  # fmt: skip
def test_a_revision_is_judged_by_what_came_before(correct: str | None, before: Record, expected: str) -> None:
    assert verdict(revised(correct, before)) == expected


@pytest.mark.parametrize("correct", ["edit", "reply", "replace", "leave", None])
@pytest.mark.parametrize("state", [None, State.FAILED, State.MISSED, State.HELD, State.SKIPPED, State.SCHEDULED])
def test_where_nothing_is_out_it_is_a_publication(correct: str | None, state: State | None) -> None:
    records = () if state is None else (record(state),)
    assert verdict(revised(correct, *records, time=at(NOW))) == "due None"


def test_a_revision_without_correct_publishes_again_what_was_taken_back() -> None:
    assert verdict(revised(None, RETRACTED, time=at(NOW))) == "due None"


@pytest.mark.parametrize(("correct", "needs"), [("edit", "edit"), ("reply", "reply"), ("replace", "delete")])
def test_a_platform_must_be_able_to(correct: str, needs: str) -> None:
    features = ABLE["fake"].features - {needs}
    plan = revised(correct, out(), cards={"fake": replace(ABLE["fake"], features=features)})
    assert verdict(plan).startswith(f"blocked: Fake has no `{correct}`")


def test_a_correction_is_due_at_once_and_never_late() -> None:
    (item,) = revised("edit", out(when=NOW - 30 * DAY), time=at(NOW - 30 * DAY)).due
    assert (item.time, item.asap) == (NOW, False)


def test_a_correction_with_a_time_to_come_waits_for_it() -> None:
    assert verdict(revised("edit", out(), time=at(NOW + HOUR))).startswith("upcoming")


def test_a_correction_that_is_tried_again_counts_from_its_first_try() -> None:
    first = claim(NOW + timedelta(minutes=20), {"correct": "edit"})
    again = record(State.RETRY, revision=2, claim=first, due="2026-11-30T12:00:00Z")
    plan = revised("edit", out(), again)
    assert verdict(plan).startswith("settle: 1 d late")
    assert plan.settle[0].state is State.MISSED


@pytest.mark.parametrize("written", ["reply", "replace", "leave", None])
def test_a_claim_binds_whatever_is_written_since(written: str | None) -> None:
    first = claim(NOW + timedelta(minutes=20), {"correct": "edit"})
    again = record(State.RETRY, revision=2, claim=first, due="2026-12-01T11:55:00Z")
    assert verdict(revised(written, out(), again)) == "due edit"


def test_the_newest_revision_that_is_out_counts() -> None:
    left = record(State.SKIPPED, revision=2)
    assert verdict(revised("edit", out(), left, revision=3)) == "due edit"
    edited = record(State.EDITED, revision=2, receipts=out().receipts)
    assert verdict(revised("edit", out(), edited, revision=3)) == "due edit"


def test_an_edit_that_failed_half_way_can_be_edited_again() -> None:
    half = record(State.FAILED, revision=2, receipts=out(parts=2).receipts[:1])
    assert verdict(revised("edit", out(parts=2), half, revision=3)) == "due edit"


@pytest.mark.parametrize("correct", ["edit", "reply"])
@pytest.mark.parametrize("state", [State.FAILED, State.RETRY, State.HELD])
def test_a_first_comment_that_is_not_out_has_to_come_first(correct: str, state: State) -> None:
    claimed = claim(NOW, {"payload": {"parts": [{"text": "Hi"}, {"text": "More", "role": "comment"}]}})
    before = replace(record(state, receipts=PART), claim=claimed)
    said = verdict(revised(correct, before))
    assert said.startswith("blocked: the first comment of revision 1 is not out: bring it with `smm retry`")


def test_accounts_are_judged_one_by_one() -> None:
    held = post(time=at(NOW), accounts=("acme", "other"), revision=2, correct="leave")
    plan = planned(held, records=(out(),), cards=ABLE)
    assert [item.delivery.account for item in plan.settle] == ["acme"]
    assert [item.delivery.account for item in plan.due] == ["other"]


@pytest.mark.parametrize(
    ("of_post", "of_variants", "expected"),
    [
        ("edit", {"acme": "reply"}, "due reply"),
        ("edit", {"fake": "reply"}, "due reply"),
        ("edit", {"fake": "reply", "acme": "replace"}, "due replace"),
        ("edit", {"acme": "leave"}, "settle: left as it is"),
        (None, {"acme": "edit"}, "due edit"),
        ("leave", {"acme": "edit"}, "due edit"),
        ("edit", {"other": "leave"}, "due edit"),
        (None, {"other": "edit"}, "blocked: revision 1 is out on acme: write `correct: edit`, `reply`, `replace` or `leave` beside it"),
    ],
)  # fmt: skip
def test_an_account_may_have_a_word_of_its_own(
    of_post: str | None, of_variants: dict[str, Correct], expected: str
) -> None:
    variants = {name: Variant(correct=word) for name, word in of_variants.items()}
    assert verdict(revised(of_post, out(), variants=variants)) == expected
