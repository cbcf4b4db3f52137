"""The first comment has a state of its own: what is out is out, whatever became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smm_action.ledger.dashboard import Dashboard
from smm_action.ledger.fold import fold
from smm_action.ledger.share import share
from smm_action.model.delivery import State
from smm_action.model.entry import Entry, EntryKind, Record
from tests.unit.ledger.entries import HELLO, at, claim, entry, receipt

PARTS = [{"text": "Hello"}, {"text": "More", "role": "comment"}]
CLAIM = replace(claim(0, "a"), payload={"payload": {"parts": PARTS}})
POST_OUT = entry("part", 1, "a", receipts=(receipt(),))


def ended(kind: EntryKind, **said: object) -> list[Entry]:
    """Return a delivery whose post is out, and what came of its comment."""
    return [CLAIM, POST_OUT, replace(entry(kind, 2, "a", receipts=(receipt(),), reason="no"), **said)]


def record(*entries: Entry) -> Record:
    return fold(entries).records[HELLO]


@pytest.mark.parametrize("kind", ["retry", "failed", "unknown", "held", "missed", "skipped"])
def test_a_comment_that_did_not_follow_leaves_the_post_published(kind: EntryKind):
    found = record(*ended(kind))
    assert (found.post_state, found.comment, found.is_out) == (State.PUBLISHED, State(kind), True)
    assert found.sent_at == receipt().at


def test_while_the_comment_is_sent_the_post_is_out():
    found = record(CLAIM, POST_OUT)
    assert (found.state, found.post_state, found.comment) == (State.CLAIMED, State.PUBLISHED, State.CLAIMED)


def test_a_post_that_is_not_out_has_no_comment_yet():
    found = record(CLAIM, replace(ended("failed")[-1], receipts=()))
    assert (found.post_state, found.comment, found.is_out) == (State.FAILED, None, False)


def test_both_are_out():
    found = record(CLAIM, entry("published", 2, "a", receipts=(receipt(), replace(receipt(), part=1))))
    assert (found.post_state, found.comment) == (State.PUBLISHED, State.PUBLISHED)


def test_of_a_thread_without_comment_a_part_is_not_the_post():
    threads = replace(CLAIM, payload={"payload": {"parts": [{"text": "One"}, {"text": "Two"}]}})
    found = record(threads, *ended("failed")[1:])
    assert (found.post_state, found.comment, found.is_out, found.sent_at) == (State.FAILED, None, False, None)


def test_an_edit_whose_comment_failed_is_an_edit():
    edit = replace(CLAIM, payload={"correct": "edit", **(CLAIM.payload or {})})
    assert record(edit, *ended("failed")[1:]).post_state is State.EDITED


@pytest.mark.parametrize("kind", ["retracting", "retracted"])
def test_what_is_taken_back_has_none(kind: EntryKind):
    found = record(*ended("failed"), replace(entry(kind, 3), at=at(9), owner=None))
    assert (found.post_state, found.comment) == (State(kind), None)


@pytest.mark.parametrize("payload", [{}, {"payload": None}, {"payload": {"parts": 7}}, {"payload": {"parts": [3]}}])
def test_a_payload_of_another_shape_has_none(payload: dict[str, object]):
    assert record(replace(CLAIM, payload=payload), *ended("failed")[1:]).comment is None


def test_it_counts_as_published_and_waits_in_a_place_of_its_own():
    totals = share(fold(ended("failed"))).totals
    assert totals.published == {"acme-mastodon": 1}
    assert totals.places == {"failed/comment": 1}


def test_the_dashboard_shows_it_apart():
    page = Dashboard(ledger=fold(ended("failed"))).page().decode()
    assert "| queued | published | failed | unknown | held | missed | first comments open |" in page
    assert "| 0 | 1 | 0 | 0 | 0 | 0 | 1 |" in page
    assert "## First comments that are not out" in page
    assert "| [hello](https://example.social/@acme/1) | `acme-mastodon` | failed | no |" in page
    assert "## Failed" not in page
