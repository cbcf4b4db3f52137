"""Lines of the ledger and of the samples."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.core.schema import faults, is_valid, schema
from smm_action.ledger.codec import (
    LedgerFault,
    account_from_line,
    from_line,
    sample_from_line,
    sample_to_line,
    to_line,
)
from smm_action.ledger.fold import fold
from smm_action.model.codec import decode
from smm_action.model.entry import Entry
from smm_action.model.ids import AccountName
from smm_action.model.sample import AccountSample, Sample
from tests.unit.ledger.entries import HELLO, at, claim, entry, receipt

ENTRIES = [
    claim(0, "a", content_digest="b" * 64, main_sha="c" * 40, payload={"payload": {"parts": [{"text": "Grüße\n🎉"}]}}),
    entry("part", 1, "a", receipts=(receipt(0), receipt(1, name="2"))),
    entry("published", 1, "a", receipts=(replace(receipt(), extra={"cid": "bafy"}),)),
    entry("retry", 1, "a", reason="503", retry_after=at(5)),
    entry("failed", 1, "a", reason="too long", code="422"),
    entry("unknown", 1, "a", reason="the answer was lost"),
    entry("held", 1, reason="late", schedule_digest="d" * 64, due=at(0)),
    entry("resolved", 1, by="ada", receipts=(receipt(),)),
    entry("released", 1, by="ada", data={"why": ["x", 1, None]}),
    *(entry(kind, 1) for kind in ("missed", "skipped", "edited", "retracting", "retracted")),  # type: ignore[arg-type]
    entry(
        "sealed",
        0,
        content_digest="b" * 64,
        schedule_digest="d" * 64,
        main_sha="c" * 40,
        data={"approved": True, "approved_by": ["ada"], "pr": 7},
    ),
]


@pytest.mark.parametrize("held", ENTRIES, ids=lambda held: held.kind)
def test_an_entry_comes_back_as_it_was(held):
    assert from_line(to_line(held)) == held


@pytest.mark.parametrize("held", ENTRIES, ids=lambda held: held.kind)
def test_the_quick_way_reads_what_the_general_one_does(held):
    assert from_line(to_line(held)) == decode(Entry, json.loads(to_line(held)))


@pytest.mark.parametrize("held", ENTRIES, ids=lambda held: held.kind)
def test_its_line_satisfies_the_schema(held):
    assert list(faults("artifacts/entry/v1", json.loads(to_line(held)))) == []


def test_every_kind_of_the_schema_is_one_of_ours():
    kinds = {held.kind for held in ENTRIES}
    assert kinds == set(schema("artifacts/entry/v1")["properties"]["kind"]["enum"])


def test_a_line_is_one_line_of_canonical_json():
    line = to_line(ENTRIES[0])
    assert b"\n" not in line
    assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_what_holds_its_default_is_left_out():
    assert json.loads(to_line(entry("missed", 1))) == {
        "at": at(1),
        "delivery": {"account": "acme-mastodon", "brand": "acme", "post": "hello"},
        "kind": "missed",
    }


def test_a_field_that_a_newer_version_added_is_no_fault():
    line = to_line(ENTRIES[2])[:-1] + b',"new":{"x":1}}'
    assert from_line(line) == ENTRIES[2]


GOOD = to_line(ENTRIES[0])


def damaged(**changes: object) -> bytes:
    document = json.loads(GOOD)
    return json.dumps({key: value for key, value in {**document, **changes}.items() if value is not ...}).encode()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b"{" * 100_000,
        b"<<<<<<< HEAD",
        damaged(kind="vanished"),
        damaged(kind=...),
        damaged(kind=["claimed"]),
        damaged(at=...),
        damaged(at="yesterday"),
        damaged(at="2026-12-01T08:00:00+01:00"),
        damaged(at="2026-12-01T08:00:00Z\n"),
        damaged(at=5),
        damaged(at=None),
        damaged(lease_until="later"),
        damaged(due=0),
        damaged(owner=...),
        damaged(owner={}),
        damaged(owner={"run": "1"}),
        damaged(owner={"run": "1", "nonce": ""}),
        damaged(owner={"run": "1", "nonce": 7}),
        damaged(delivery=...),
        damaged(delivery=[]),
        damaged(delivery={"brand": "acme", "post": "hello"}),
        damaged(delivery={"brand": "acme", "post": "", "account": "x"}),
        damaged(delivery={"brand": "acme", "post": "hello", "account": "x", "revision": 0}),
        damaged(delivery={"brand": "acme", "post": "hello", "account": "x", "revision": True}),
        damaged(receipts=[{"part": 0}]),
        damaged(receipts=5),
        damaged(receipts={"a": 1}),
        damaged(receipts=[{"part": "0", "id": "1", "url": "", "at": ""}]),
        damaged(receipts=[{"part": 0, "id": 1, "url": "", "at": ""}]),
        damaged(reason=5),
        damaged(code=422),
        damaged(key=["a"]),
        damaged(payload=[]),
        damaged(data=[]),
    ],
)
def test_a_line_that_is_none_of_ours_is_a_fault(line: bytes):
    with pytest.raises(LedgerFault):
        from_line(line)


@given(st.integers(0, len(GOOD) - 1))
def test_a_torn_line_is_a_fault_wherever_it_is_torn(length: int):
    with pytest.raises(LedgerFault):
        from_line(GOOD[:length])


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(data: bytes):
    with pytest.raises(LedgerFault):
        from_line(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(json.loads(GOOD))), json_values)
def test_a_field_of_another_shape_is_a_fault_or_harmless(field: str, value: object):
    line = damaged(**{field: value})
    try:
        held = from_line(line)
    except LedgerFault:
        return
    assert from_line(to_line(held)) == held
    assert len(fold([held, *ENTRIES]).records) in {1, 2}


SAMPLE = Sample(delivery=HELLO, at=at(1), counters={"likes": 3, "replies": 0})
ACCOUNT = AccountSample(account=AccountName("acme"), at=at(1), counters={"followers": 9}, limits={"characters": 500})


def test_samples_come_back_and_satisfy_the_schema():
    assert sample_from_line(sample_to_line(SAMPLE)) == SAMPLE
    assert account_from_line(sample_to_line(ACCOUNT)) == ACCOUNT
    for held in (SAMPLE, ACCOUNT):
        assert is_valid("artifacts/sample/v1", json.loads(sample_to_line(held)))


def test_a_sample_of_nothing_satisfies_no_schema():
    assert not is_valid("artifacts/sample/v1", {"at": at(1)})


@pytest.mark.parametrize("line", [b"", b"{}", sample_to_line(SAMPLE)[:-1], b'{"at":"x","delivery":{}}'])
def test_a_torn_sample_is_a_fault(line: bytes):
    with pytest.raises(LedgerFault):
        sample_from_line(line)
    with pytest.raises(LedgerFault):
        account_from_line(line)
