"""What a correction makes of a payload, and what no edit can make of a post."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from smm_action.model.codec import encode
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.entry import Entry, Ledger, Record
from smm_action.model.ids import AccountName, BrandName, Digest, PlatformName, PostId
from smm_action.model.payload import Correction, Part, Payload, Sealed
from smm_action.model.plan import PlannedDelivery
from smm_action.seal.bench import Refusal
from smm_action.seal.corrected import corrected

FIRST = DeliveryId(BrandName("acme"), PostId("one"), AccountName("acme"))
SECOND = DeliveryId(BrandName("acme"), PostId("one"), AccountName("acme"), 2)


def payload(*texts: str, revision: int = 2, **fields: Any) -> Payload:
    parts = tuple(Part(text=text, length=len(text), limit=500, unit="characters") for text in texts)
    names: dict[str, Any] = {"post": FIRST.post, "brand": FIRST.brand, "account": FIRST.account}
    return Payload(**names, platform=PlatformName("fake"), revision=revision, parts=parts, **fields)


def out(held: Payload, *, claimed: bool = True) -> Ledger:
    receipts = tuple(
        Receipt(part=n, id=f"{n}", url=f"https://fake.example/{n}", at="2026-12-01T08:00:00Z")
        for n in range(max(1, len(held.parts)))
    )
    digest = Digest("0" * 64)
    sealed = Sealed(payload=held, key="k", content_digest=digest, schedule_digest=digest, due="2026-12-01T08:00:00Z")
    claim = Entry(kind="claimed", delivery=FIRST, at="2026-12-01T08:00:00Z", payload=encode(sealed))
    record = Record(delivery=FIRST, state=State.PUBLISHED, receipts=receipts, claim=claim if claimed else None)
    return Ledger(records={FIRST: record})


def item(correct: Correction | None) -> PlannedDelivery:
    return PlannedDelivery(
        delivery=SECOND,
        platform=PlatformName("fake"),
        path="posts/one.md",
        time=datetime(2026, 12, 2, tzinfo=UTC),
        state=State.SCHEDULED,
        correct=correct,
    )


def test_a_reply_answers_the_last_part() -> None:
    fresh = corrected(payload("Sorry"), item("reply"), out(payload("a", "b", revision=1)))
    assert fresh == payload("Sorry", reply_to="https://fake.example/1")


@pytest.mark.parametrize("correct", ["edit", "replace", None])
def test_everything_else_says_what_the_author_wrote(correct: Correction | None) -> None:
    assert corrected(payload("b"), item(correct), out(payload("a", revision=1))) == payload("b")


@pytest.mark.parametrize(
    ("fresh", "why"),
    [
        (payload("a", "b"), "has 1 part and this one 2 parts"),
        (payload(repost="https://x.example/1"), "a repost has no text"),
        (payload("a", visibility="unlisted"), "`visibility:`"),
        (payload("a", reply_to="https://x.example/1"), "`reply_to:`"),
        (payload("a", quote="https://x.example/1"), "`quote:`"),
    ],
)
def test_what_no_edit_can_do_is_refused(fresh: Payload, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        corrected(fresh, item("edit"), out(payload("x", revision=1)))


def test_what_an_edit_keeps_may_be_kept() -> None:
    same = {"visibility": "unlisted", "reply_to": "https://x.example/1"}
    assert corrected(payload("b", **same), item("edit"), out(payload("a", revision=1, **same)))


def test_where_no_claim_tells_what_was_sent_the_author_is_believed() -> None:
    ledger = out(payload("a", revision=1), claimed=False)
    assert corrected(payload("b", visibility="unlisted"), item("edit"), ledger).visibility == "unlisted"
