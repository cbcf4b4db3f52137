"""What a delivery's entries add up to, whoever wrote them, in whatever order they are read."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smm_action.ledger.fold import OUT, TAKES_OVER, fold
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Entry, EntryKind, Record
from smm_action.model.ids import AccountName, BrandName, PostId
from tests.unit.ledger.entries import HELLO, at, claim, entry, receipt, record_of


def state(*entries: Entry) -> Record:
    return record_of(fold(entries))


def test_nothing_adds_up_to_nothing():
    assert fold([]).records == {}
    assert fold([], "abc").head == "abc"


def test_a_claim_is_claimed():
    record = state(claim(0, "a"))
    assert (record.state, record.attempts, record.claim) == (State.CLAIMED, 1, claim(0, "a"))
    assert (record.due, record.sent_at, record.url) == (at(0), None, None)


def test_a_published_delivery_has_its_receipt():
    record = state(claim(0, "a"), entry("published", 1, "a", receipts=(receipt(),)))
    assert (record.state, record.url) == (State.PUBLISHED, "https://example.social/@acme/1")
    assert (record.sent_at, record.claim) == (at(1), claim(0, "a"))


ENDS: list[tuple[EntryKind, State]] = [
    ("retry", State.RETRY),
    ("failed", State.FAILED),
    ("unknown", State.UNKNOWN),
    ("held", State.HELD),
    ("missed", State.MISSED),
    ("skipped", State.SKIPPED),
]


@pytest.mark.parametrize(("kind", "expected"), ENDS)
def test_an_end_of_the_claim_is_the_state(kind: EntryKind, expected: State):
    record = state(claim(0, "a"), entry(kind, 0, "a", reason="because", code="422"))
    assert (record.state, record.reason, record.code, record.updated) == (expected, "because", "422", at(0))


def test_a_retry_says_when():
    record = state(claim(0, "a"), entry("retry", 1, "a", retry_after=at(9)))
    assert record.retry_after == at(9)


def test_a_retry_that_is_over_says_nothing_more():
    record = state(claim(0, "a"), entry("retry", 1, "a", retry_after=at(9)), entry("released", 2, by="ada"))
    assert (record.state, record.retry_after) == (State.SCHEDULED, None)


def test_attempts_count_claims_and_not_renewals():
    entries = [claim(0, "a"), claim(5, "a", lease_until=at(40)), entry("retry", 6, "a"), claim(7, "b")]
    assert state(*entries).attempts == 2


def test_a_renewed_lease_is_the_lease():
    assert state(claim(0, "a"), claim(5, "a", lease_until=at(40))).claim == claim(5, "a", lease_until=at(40))


class TestPublished:
    @pytest.mark.parametrize("kind", [kind for kind, _ in ENDS])
    def test_a_late_end_of_an_older_claim_cannot_undo_it(self, kind: EntryKind):
        entries = [
            claim(0, "a"),
            claim(20, "b", data={TAKES_OVER: "a"}),
            entry("published", 21, "b", receipts=(receipt(),)),
            entry(kind, 25, "a"),
        ]
        assert state(*entries).state is State.PUBLISHED

    def test_a_dead_runner_that_was_alive_after_all_is_believed(self):
        entries = [
            claim(0, "a"),
            entry("retry", 20, "a", reason="surely absent"),
            claim(20, "b"),
            entry("published", 22, "a", receipts=(receipt(),)),
        ]
        assert state(*entries).state is State.PUBLISHED

    def test_a_claim_after_it_does_not_open_it_again(self):
        record = state(entry("published", 1, "a", receipts=(receipt(),)), claim(2, "b"))
        assert record.state is State.PUBLISHED

    def test_of_two_copies_of_a_part_the_first_is_kept(self):
        first, second = receipt(minute=1, name="1"), receipt(minute=2, name="2")
        record = state(entry("published", 3, "b", receipts=(second,)), entry("published", 4, "a", receipts=(first,)))
        assert record.receipts == (first,)

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [("edited", State.EDITED), ("retracting", State.RETRACTING), ("retracted", State.RETRACTED)],
    )
    def test_only_people_change_it(self, kind: EntryKind, expected: State):
        out = entry("published", 1, "a", receipts=(receipt(),))
        assert state(claim(0, "a"), out, entry(kind, 2)).state is expected

    def test_taking_back_is_not_undone_by_an_edit(self):
        out = entry("published", 1, "a", receipts=(receipt(),))
        assert state(out, entry("retracted", 2), entry("edited", 3)).state is State.RETRACTED

    def test_an_edit_brings_new_receipts(self):
        edited = replace(receipt(), extra={"cid": "new"})
        record = state(entry("published", 1, "a", receipts=(receipt(),)), entry("edited", 2, receipts=(edited,)))
        assert record.receipts == (edited,)


class TestParts:
    def test_receipts_add_up_over_claims(self):
        record = state(
            claim(0, "a"),
            entry("part", 1, "a", receipts=(receipt(0),)),
            entry("retry", 2, "a"),
            claim(3, "b"),
            entry("part", 4, "b", receipts=(receipt(1, 4, "2"),)),
        )
        assert record.state is State.CLAIMED
        assert [found.part for found in record.receipts] == [0, 1]
        assert record.sent_at is None

    def test_a_part_does_not_end_the_claim(self):
        assert state(claim(0, "a"), entry("part", 1, "a", receipts=(receipt(0),))).state is State.CLAIMED

    def test_a_broken_thread_keeps_what_is_out(self):
        record = state(claim(0, "a"), entry("part", 1, "a", receipts=(receipt(0),)), entry("retry", 2, "a"))
        assert (record.state, record.url) == (State.RETRY, receipt(0).url)


class TestOpenClaims:
    def test_the_one_pushed_first_is_in_force_whatever_the_clocks_say(self):
        assert state(claim(5, "a"), claim(0, "b")).claim == claim(5, "a")

    def test_a_claim_takes_over_a_dead_one(self):
        taking = claim(20, "b", data={TAKES_OVER: "a"})
        assert state(claim(0, "a"), taking).claim == taking

    def test_an_open_claim_hides_the_end_of_another(self):
        record = state(claim(0, "a"), claim(1, "b"), entry("failed", 9, "b"))
        assert (record.state, record.claim) == (State.CLAIMED, claim(0, "a"))

    def test_a_clock_that_is_behind_hides_no_claim(self):
        record = state(claim(5, "a"), entry("retry", 6, "a"), claim(2, "b"))
        assert (record.state, record.claim) == (State.CLAIMED, claim(2, "b"))

    def test_a_hold_does_not_end_what_is_being_sent(self):
        assert state(claim(0, "a"), entry("held", 1, by="ada")).state is State.CLAIMED

    def test_it_counts_once_the_claim_has_ended(self):
        assert state(claim(0, "a"), entry("retry", 1, "a"), entry("held", 2, by="ada")).state is State.HELD

    def test_a_person_may_end_a_claim_that_nobody_ends(self):
        assert state(claim(0, "a"), entry("resolved", 90 / 2, by="ada")).state is State.SCHEDULED

    def test_an_answer_before_the_claim_does_not_end_it(self):
        entries = [claim(0, "a"), entry("unknown", 1, "a"), entry("resolved", 5, by="ada"), claim(6, "b")]
        assert state(*entries).claim == claim(6, "b")


class TestDoubt:
    def test_it_outlasts_ends_of_other_claims(self):
        entries = [claim(0, "a"), entry("unknown", 1, "a"), claim(2, "b"), entry("failed", 3, "b")]
        assert state(*entries).state is State.UNKNOWN

    def test_it_is_not_lifted_by_a_release(self):
        assert state(claim(0, "a"), entry("unknown", 1, "a"), entry("released", 2, by="ada")).state is State.UNKNOWN

    def test_its_own_claim_may_say_better(self):
        assert state(claim(0, "a"), entry("unknown", 1, "a"), entry("retry", 9, "a")).state is State.RETRY

    def test_a_person_says_send_again(self):
        record = state(claim(0, "a"), entry("unknown", 1, "a"), entry("resolved", 9, by="ada"))
        assert (record.state, record.updated) == (State.SCHEDULED, at(9))

    def test_a_person_says_where_it_is(self):
        record = state(claim(0, "a"), entry("unknown", 1, "a"), entry("resolved", 9, by="ada", receipts=(receipt(),)))
        assert (record.state, record.url) == (State.PUBLISHED, receipt().url)

    def test_a_person_says_it_is_out_somewhere(self):
        record = state(claim(0, "a"), entry("unknown", 1, "a"), entry("resolved", 9, by="ada", code=OUT))
        assert (record.state, record.url) == (State.PUBLISHED, None)

    def test_an_older_answer_does_not_settle_a_newer_doubt(self):
        entries = [
            claim(0, "a"), entry("unknown", 1, "a"), entry("resolved", 2, by="ada"), claim(3, "b"), entry("unknown", 4, "b"),
        ]  # fmt: skip
        assert state(*entries).state is State.UNKNOWN


class TestPeopleAndPlans:
    @pytest.mark.parametrize("kind", ["held", "missed"])
    def test_they_speak_without_a_claim(self, kind: EntryKind):
        record = state(entry(kind, 0, reason="7 h late", schedule_digest="b" * 64))
        assert (record.attempts, record.reason, record.schedule_digest) == (0, "7 h late", "b" * 64)

    def test_the_last_word_counts(self):
        entries = [entry("held", 0), entry("released", 1, by="ada"), entry("held", 2)]
        assert state(*entries).state is State.HELD
        assert state(*entries[:2]).state is State.SCHEDULED

    def test_a_release_in_the_same_second_as_the_hold_wins(self):
        assert state(entry("released", 1, by="ada"), entry("held", 1)).state is State.SCHEDULED

    def test_fractions_of_a_second_are_compared_as_times(self):
        early = replace(entry("released"), at="2026-12-01T08:00:00Z")
        late = replace(entry("held"), at="2026-12-01T08:00:00.5Z")
        assert state(late, early).state is State.HELD


def test_what_was_sent_keeps_its_digest_when_later_entries_say_another():
    record = state(
        claim(0, "a", content_digest="c" * 64),
        entry("published", 1, "a", receipts=(receipt(),)),
        entry("held", 2, content_digest="d" * 64),
    )
    assert record.content_digest == "c" * 64


KINDS: list[EntryKind] = [
    "claimed", "part", "published", "retry", "failed", "unknown", "held", "missed", "skipped", "released", "resolved",
    "edited", "retracting", "retracted",
]  # fmt: skip


@st.composite
def any_entry(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(KINDS))
    minute = draw(st.integers(0, 5))
    nonce = draw(st.sampled_from(["a", "b", "c"]) if kind == "claimed" else st.sampled_from([None, "a", "b", "c"]))
    if kind == "claimed":
        taken = draw(st.sampled_from([None, "a", "b"]))
        return claim(minute, str(nonce), data={TAKES_OVER: taken} if taken and taken != nonce else {})
    receipts = (
        (receipt(draw(st.integers(0, 1)), minute, str(minute)),) if kind in {"part", "published", "edited"} else ()
    )
    return entry(kind, minute, nonce, receipts=receipts, reason=draw(st.sampled_from([None, "x", "y"])))


def open_claims(entries: list[Entry]) -> int:
    """Count claims that are open one by one: alone with everything that is no claim."""
    nonces = {item.owner.nonce for item in entries if item.kind == "claimed" and item.owner}
    rest = [item for item in entries if item.kind != "claimed"]
    taken = {item.data.get(TAKES_OVER) for item in entries if item.kind == "claimed"}
    alone = (
        [*rest, *(i for i in entries if i.kind == "claimed" and i.owner and i.owner.nonce == n)] for n in nonces - taken
    )
    return sum(state(*held).state is State.CLAIMED for held in alone)


@given(st.lists(any_entry(), min_size=1, max_size=8), st.randoms())
def test_the_state_is_the_same_in_any_order(entries: list[Entry], chance: random.Random):
    shuffled = chance.sample(entries, len(entries))
    assert state(*shuffled).state is state(*entries).state
    assert state(*shuffled).receipts == state(*entries).receipts
    assert state(*shuffled).attempts == state(*entries).attempts


@given(st.lists(any_entry(), min_size=1, max_size=8), st.randoms())
def test_all_of_the_record_is_the_same_while_one_claim_is_open_at_most(entries: list[Entry], chance: random.Random):
    assume(open_claims(entries) <= 1)
    assert state(*chance.sample(entries, len(entries))) == state(*entries)


@given(st.lists(any_entry(), min_size=1, max_size=8))
def test_what_is_out_never_goes_out_again(entries: list[Entry]):
    out = {State.PUBLISHED, State.EDITED, State.RETRACTING, State.RETRACTED}
    assert state(*entries, entry("published", 0, "z", receipts=(receipt(),))).state in out


@given(st.lists(any_entry(), max_size=8))
def test_an_open_claim_is_never_hidden(entries: list[Entry]):
    quiet = {"published", "edited", "retracting", "retracted"}
    others = [item for item in entries if item.kind not in quiet and item.kind != "resolved"]
    assert state(*others, claim(0, "z")).state is State.CLAIMED


@given(st.lists(any_entry(), max_size=6), st.lists(any_entry(), max_size=6), st.booleans())
def test_files_are_read_in_any_order(first: list[Entry], second: list[Entry], swap: bool):
    other = DeliveryId(BrandName("acme"), PostId("other"), AccountName("acme-mastodon"))
    files = [first, [replace(item, delivery=other) for item in second]]
    together = fold(item for held in (reversed(files) if swap else files) for item in held)
    assert together == fold([*files[0], *files[1]])
    assert together.get(HELLO) == (record_of(fold(first)) if first else None)
    assert list(together.records) == sorted(together.records)
