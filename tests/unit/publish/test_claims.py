"""What may be claimed, what is ours, and entries that are added only where nothing happened since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smm_action.ledger.store import append
from smm_action.model.delivery import State
from smm_action.model.entry import Entry, Owner, Record
from smm_action.publish.amend import Amendment, amend
from smm_action.publish.claims import Claimant, Recheck, claim, is_ours, obstacle, ours
from smm_action.publish.outcomes import Held, NotReached, TakenOver
from tests.fakes.branch import FakeBranch, FakeRemote
from tests.fakes.runner import START, World, delivery, sealed

US, THEM = Owner(run="us", nonce="u"), Owner(run="them", nonce="t")
AT = "2026-12-01T08:00:00Z"
LATER = "2026-12-01T09:00:00Z"


def record(state: State, **fields: object) -> Record:
    return Record(delivery=delivery("one"), state=state, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "standing",
    [
        None,
        record(State.SCHEDULED),
        record(State.RETRY),
        record(State.RETRY, retry_after=AT),
        record(State.HELD, schedule_digest="another"),
        record(State.MISSED, schedule_digest="another"),
        record(State.HELD, schedule_digest="5" * 64, code="content"),
    ],
)
def test_what_was_never_sent_and_may_be_sent_now_is_claimed(standing: Record | None) -> None:
    assert obstacle(standing, sealed("one"), START) is None


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (record(State.CLAIMED), "it is claimed already"),
        (record(State.PUBLISHED), "it is published already"),
        (record(State.UNKNOWN), "it is unknown already"),
        (record(State.FAILED), "it is failed already"),
        (record(State.SKIPPED), "it is skipped already"),
        (record(State.EDITED), "it is edited already"),
        (record(State.RETRACTING), "it is retracting already"),
        (record(State.RETRACTED), "it is retracted already"),
        (record(State.RETRY, retry_after=LATER), f"not before {LATER}"),
        (record(State.HELD, reason="legal"), "held: legal"),
        (record(State.HELD, schedule_digest="5" * 64), "held: no reason given"),
        (record(State.MISSED, schedule_digest="5" * 64, reason="7 h late"), "missed: 7 h late"),
    ],
)
def test_everything_else_is_left_and_says_why(standing: Record, why: str) -> None:
    assert obstacle(standing, sealed("one"), START) == why


def test_every_state_is_either_claimable_or_not() -> None:
    assert {state for state in State if obstacle(record(state), sealed("one"), START) is None} == {
        State.DRAFT,
        State.SCHEDULED,
        State.RETRY,
    }


def claimant(owner: Owner) -> Claimant:
    return Claimant(owner=owner, now=START, lease=timedelta(minutes=20))


def test_of_two_claims_the_one_that_is_pushed_first_is_the_only_one() -> None:
    remote = FakeRemote()
    mine, theirs = claim(sealed("one"), None, claimant(US)), claim(sealed("one"), None, claimant(THEM))
    FakeBranch(remote).commit(amend([theirs]), "Claim")
    head = FakeBranch(remote).commit(amend([mine]), "Claim")
    assert ours(FakeBranch(remote), head, [sealed("one")], US) == ()
    assert ours(FakeBranch(remote), head, [sealed("one")], THEM) == (sealed("one"),)
    assert len(b"".join(remote.files.values()).splitlines()) == 1


def test_two_claims_of_one_run_with_different_nonces_are_two_claims() -> None:
    again = replace(US, nonce="u2")
    remote = FakeRemote()
    head = FakeBranch(remote).commit(amend([claim(sealed("one"), None, claimant(US))]), "Claim")
    assert ours(FakeBranch(remote), head, [sealed("one")], again) == ()


def test_a_claim_pushed_twice_is_one_line() -> None:
    remote = FakeRemote()
    mine = claim(sealed("one"), None, claimant(US))
    for _ in range(2):
        head = FakeBranch(remote).commit(amend([mine]), "Claim")
    assert len(b"".join(remote.files.values()).splitlines()) == 1
    assert ours(FakeBranch(remote), head, [sealed("one")], US) == (sealed("one"),)


def test_accounts_of_one_post_share_a_file_and_are_decided_apart() -> None:
    remote = FakeRemote()
    FakeBranch(remote).commit(amend([claim(sealed("one", "other"), None, claimant(THEM))]), "Claim")
    batch = [sealed("one"), sealed("one", "other"), sealed("two")]
    edits = amend([claim(item, None, claimant(US)) for item in batch])
    assert len(edits) == 2
    head = FakeBranch(remote).commit(edits, "Claim")
    assert ours(FakeBranch(remote), head, batch, US) == (sealed("one"), sealed("two"))


def test_an_entry_is_added_only_where_the_delivery_stands_as_it_was_seen() -> None:
    remote = FakeRemote()
    branch = FakeBranch(remote)
    missed = Entry(kind="missed", delivery=delivery("one"), at=AT)
    branch.commit(append([Entry(kind="held", delivery=delivery("one"), at=AT, by="ada")]), "Hold")
    before = remote.head
    assert branch.commit(amend([Amendment(entry=missed, seen=None)]), "Miss") == before


@pytest.mark.parametrize("state", list(State))
def test_only_a_claim_in_force_with_our_nonce_is_ours(state: State) -> None:
    entry = claim(sealed("one"), None, claimant(US)).entry
    assert is_ours(record(state, claim=entry), US) is (state is State.CLAIMED)
    assert not is_ours(record(state, claim=entry), THEM)
    assert not is_ours(record(state), US)
    assert not is_ours(None, US)


class TestRecheck:
    def test_our_own_claim_may_be_sent(self, tmp_path: Path) -> None:
        world = World(directory=tmp_path)
        FakeBranch(world.remote).commit(amend([claim(sealed("one"), None, claimant(US))]), "Claim")
        assert Recheck(FakeBranch(world.remote), US)(sealed("one")) is None

    def test_no_claim_at_all_is_not_sent(self) -> None:
        assert isinstance(Recheck(FakeBranch(FakeRemote()), US)(sealed("one")), NotReached)

    def test_what_a_person_holds_is_held_with_their_reason(self) -> None:
        remote = FakeRemote()
        FakeBranch(remote).commit(append([Entry(kind="held", delivery=delivery("one"), at=AT, reason="legal")]), "Hold")
        assert Recheck(FakeBranch(remote), US)(sealed("one")) == Held(reason="legal")

    def test_another_runs_claim_is_theirs(self) -> None:
        remote = FakeRemote()
        FakeBranch(remote).commit(amend([claim(sealed("one"), None, claimant(THEM))]), "Claim")
        assert Recheck(FakeBranch(remote), US)(sealed("one")) == TakenOver(reason="it is claimed by another run")
