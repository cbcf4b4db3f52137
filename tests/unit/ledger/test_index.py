"""What the last run tells the gate."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from smm_action.core.schema import is_valid
from smm_action.ledger.fold import fold
from smm_action.ledger.index import Index, build_index, parse_index
from smm_action.model.entry import Entry
from smm_action.runner import gate
from tests.unit.ledger.entries import claim, entry, receipt

FULL = Index(
    main_sha="a" * 40, content_tree="b" * 40, next_due="2026-12-01T09:00:00Z", next_metrics="2026-12-01T09:30:00.5Z",
    open=("acme/hello/acme-mastodon/1", "acme/grüße/x/2"),
)  # fmt: skip
QUIET = Index(main_sha="a" * 40, content_tree="b" * 40)


@pytest.mark.parametrize("index", [FULL, QUIET])
def test_it_comes_back_as_it_was(index: Index):
    assert parse_index(index.to_bytes()) == index


@pytest.mark.parametrize("index", [FULL, QUIET])
def test_it_satisfies_the_schema(index: Index):
    assert is_valid("artifacts/index/v1", json.loads(index.to_bytes()))


def test_it_has_one_form():
    assert QUIET.to_bytes().decode().splitlines() == [
        "{",
        f'  "main_sha": "{"a" * 40}",',
        f'  "content_tree": "{"b" * 40}",',
        '  "next_due": null,',
        '  "next_metrics": null,',
        '  "open": []',
        "}",
    ]


def test_the_gate_reads_a_quiet_one_and_opens_for_names_it_does_not_understand():
    assert gate.parsed(QUIET.to_bytes().decode()) is not None
    assert gate.parsed(FULL.to_bytes().decode()) is None


@pytest.mark.parametrize("data", [None, b"", b"{", b"[]", b"{}", b'{"main_sha": "x"}', b"\xff"])
def test_what_can_not_be_understood_is_no_index(data: bytes | None):
    assert parse_index(data) is None


def built(*entries: Entry) -> Index:
    due = datetime(2026, 12, 1, 9, tzinfo=UTC)
    return build_index(main_sha="a", content_tree="b", ledger=fold(entries), next_due=due, next_metrics=None)


def test_a_claim_without_an_outcome_is_open():
    assert built(claim(0, "a")).open == ("acme/hello/acme-mastodon/1",)
    assert built(claim(0, "a"), entry("part", 1, "a", receipts=(receipt(),))).open == ("acme/hello/acme-mastodon/1",)


@pytest.mark.parametrize("kind", ["retry", "unknown", "failed", "held", "missed", "skipped"])
def test_what_waits_for_its_time_or_for_a_person_is_not(kind):
    assert built(claim(0, "a"), entry(kind, 1, "a")).open == ()


def test_what_is_out_is_not():
    index = built(claim(0, "a"), entry("published", 1, "a", receipts=(receipt(),)))
    assert (index.open, index.next_due, index.next_metrics) == ((), "2026-12-01T09:00:00Z", None)
