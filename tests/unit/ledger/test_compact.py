"""Compacting: smaller files that say the same, of what is settled and old and of nothing else."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.core.clock import parse_instant
from smm_action.ledger.check import check
from smm_action.ledger.codec import to_line
from smm_action.ledger.compact import SETTLED, Compact, compacted, is_same, payload_of
from smm_action.ledger.fold import fold
from smm_action.ledger.paths import ledger_path
from smm_action.ledger.store import entries
from smm_action.lint.rules.edited_after_publishing import _authored
from smm_action.model.codec import encode
from smm_action.model.digest import content_digest
from smm_action.model.entry import Entry, Ledger, Record
from tests.unit.ledger.entries import HELLO, at, entry, receipt, record_of
from tests.unit.ledger.sealed import payload, sealed_claim

PATH = ledger_path(HELLO)
LATER = parse_instant("2027-03-01T00:00:00Z")
TEXTS = ("one", "two")
OUT = [
    sealed_claim(0, "a", TEXTS),
    entry("part", 1, "a", receipts=(receipt(0),)),
    entry("retry", 2, "a", receipts=(receipt(0),), reason="busy"),
    sealed_claim(3, "b", TEXTS),
    entry("part", 4, "b", receipts=(receipt(0),)),
    entry("published", 5, "b", receipts=(receipt(0), receipt(1, 5, "2"))),
]


def file_of(held: list[Entry]) -> bytes:
    return b"".join(to_line(item) + b"\n" for item in held)


def small(held: list[Entry], before: Any = LATER) -> list[Entry]:
    return list(entries(PATH, compacted(PATH, file_of(held), before)))


def test_claims_and_endings_stay_and_the_last_payload_keeps_what_a_reader_sees():
    kept = small(OUT)
    assert [(item.kind, item.owner.nonce if item.owner else "") for item in kept] == [
        ("claimed", "a"), ("retry", "a"), ("claimed", "b"), ("published", "b"),
    ]  # fmt: skip
    first, last = kept[0], kept[2]
    assert (first.payload, first.data["compacted"]) == (None, True)
    assert last.payload is not None
    assert set(last.payload) == {"payload", "server"}
    assert last.payload["payload"]["parts"][0] == {
        "text": "one",
        "media": [{"sha256": "c" * 64, "rule": "strip-location/1", "alt": "A red square", "focus": [0.5, 0.25]}],
    }
    assert content_digest(payload_of(last)) == last.content_digest == content_digest(payload(TEXTS))


def test_a_file_is_much_smaller_and_still_clean():
    data = file_of(OUT)
    fresh = compacted(PATH, data, LATER)
    assert len(fresh) < len(data) * 0.6
    assert list(check({PATH: fresh})) == list(check({PATH: data})) == []


def test_the_state_is_the_same_and_so_is_a_second_time():
    assert is_same(fold(small(OUT)), fold(OUT))
    fresh = compacted(PATH, file_of(OUT), LATER)
    assert compacted(PATH, fresh, LATER) == fresh


def test_a_changed_file_is_compared_as_before():
    claim = record_of(fold(small(OUT))).claim
    assert claim is not None
    assert claim.payload is not None
    assert _authored(claim.payload["payload"]) == _authored(encode(payload(TEXTS)))


SECOND = replace(HELLO, revision=2)
OTHER = replace(HELLO, account="acme-bluesky")


@pytest.mark.parametrize(
    "more",
    [
        [entry("unknown", 9, "z")],
        [entry("retry", 8, "z"), entry("held", 9, reason="wait")],
        [entry("retry", 9, "z")],
        [entry("failed", 9, "z")],
        [sealed_claim(9, "z")],
    ],
    ids=lambda more: more[-1].kind,
)
def test_what_is_not_settled_and_every_revision_beside_it_is_left_alone(more: list[Entry]):
    alone = [sealed_claim(0, "z"), *more]
    assert small(alone) == alone
    beside = [*OUT, replace(sealed_claim(8, "z"), delivery=SECOND), *(replace(item, delivery=SECOND) for item in more)]
    assert small(beside) == beside


def test_another_account_of_the_post_is_another_matter():
    open_there = replace(sealed_claim(8, "z"), delivery=OTHER)
    kept = small([*OUT, open_there])
    assert kept[-1] == open_there
    assert len(kept) == 5


@pytest.mark.parametrize(("before", "changed"), [("2026-12-01T08:05:00Z", False), ("2026-12-01T08:05:01Z", True)])
def test_what_is_younger_is_left_alone(before: str, changed: bool):
    assert (small(OUT, parse_instant(before)) != OUT) is changed


def test_what_may_still_be_sent_is_not_settled():
    assert {state.value for state in SETTLED} == {"published", "edited", "retracted", "missed", "skipped"}


def test_a_part_that_only_the_part_line_tells_is_kept():
    history = [sealed_claim(0, "a", TEXTS), entry("part", 1, "a", receipts=(receipt(0),)), entry("skipped", 2, "a")]
    assert [item.kind for item in small(history)] == ["claimed", "part", "skipped"]


def test_a_payload_that_is_none_is_left_to_be_found():
    odd = [replace(OUT[3], payload={"payload": {"parts": 3}}), OUT[5]]
    assert small(odd) == odd


def test_the_edit_writes_nothing_where_nothing_is_left_out():
    held = {PATH: file_of(OUT)}
    edit = Compact(path=PATH, before=LATER)
    written = edit.apply(held.get)
    assert set(written) == {PATH}
    assert edit.apply({**held, **written}.get) == edit.apply({}.get) == {}


KINDS = st.sampled_from(
    ["claimed", "part", "published", "retry", "failed", "unknown", "held", "missed", "skipped", "released", "resolved",
     "edited", "retracting", "retracted"]
)  # fmt: skip


@st.composite
def lives(draw: st.DrawFn) -> list[Entry]:
    """Return any entries in any order: also what no protocol would write."""
    found = []
    for _ in range(draw(st.integers(1, 9))):
        kind, minute, nonce = draw(KINDS), draw(st.integers(0, 30)), draw(st.sampled_from(["a", "b", "c"]))
        delivery = draw(st.sampled_from([HELLO, SECOND, OTHER]))
        if kind == "claimed":
            data: dict[str, Any] = draw(st.sampled_from([{}, {"takes_over": "a"}, {"attempt": 2}]))
            item = sealed_claim(minute, nonce, TEXTS, data=data)
        else:
            parts = draw(st.lists(st.integers(0, 2), unique=True, max_size=3))
            receipts = tuple(receipt(part, draw(st.integers(0, 30))) for part in parts)
            owner = nonce if draw(st.booleans()) else None
            code = draw(st.sampled_from([None, "published", "content"]))
            item = entry(kind, minute, owner, receipts=receipts, code=code)
        found.append(replace(item, delivery=delivery))
    return found


def told(record: Record) -> tuple[object, ...]:
    """Return everything that is said of a delivery but the payload."""
    claim = record.claim
    said = tuple(getattr(record, item.name) for item in fields(Record) if item.name != "claim")
    return said, claim and (claim.at, claim.owner, claim.key, claim.lease_until, claim.data.get("attempt"))


@given(lives(), st.integers(0, 40))
def test_whatever_happened_the_ledger_says_the_same_afterwards(history: list[Entry], minute: int):
    fresh = small(history, parse_instant(at(minute)))
    before, after = fold(history), fold(fresh)
    assert {d: told(record) for d, record in before.records.items()} == {
        d: told(record) for d, record in after.records.items()
    }
    for delivery, record in before.records.items():
        if record.state not in SETTLED:
            assert [item for item in fresh if item.delivery == delivery] == [
                item for item in history if item.delivery == delivery
            ]
    assert len(json.dumps([encode(item) for item in fresh])) <= len(json.dumps([encode(item) for item in history])) + 30


def test_ledgers_that_differ_are_not_the_same():
    assert not is_same(fold(OUT), fold(OUT[:-1]))
    assert not is_same(fold(OUT), Ledger())
