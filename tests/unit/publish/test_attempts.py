"""How many attempts a delivery has: a set of five, again when a person says so, none for a door that is closed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from smm_action.core.clock import format_instant, parse_instant
from smm_action.ledger.store import append
from smm_action.model.delivery import Outcome, Rejected, Retry, Sent, State, Unauthorized
from smm_action.model.entry import Entry, EntryKind, Record
from smm_action.publish.access import NoCredentials, Opened
from smm_action.publish.claims import ATTEMPT, attempt_of
from smm_action.publish.outcomes import MAX_ATTEMPTS
from smm_action.publish.publisher import Result
from tests.fakes.branch import FakeBranch
from tests.fakes.platform import FakePlatform
from tests.fakes.runner import START, World, delivery, sealed


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(directory=tmp_path, platform_type=FakePlatform)


def record(world: World) -> Record:
    found = world.ledger().get(delivery("one"))
    assert found is not None
    return found


def fail(world: World, times: int, fault: Outcome | None = None) -> None:
    """Try the delivery ``times`` times, a day apart, against a server that answers ``fault``."""
    for _ in range(times):
        world.server.faults = [fault or Retry(reason="503")]
        world.runner().publish([sealed("one")])
        world.now += timedelta(days=1)


def say(world: World, kind: EntryKind) -> None:
    entry = Entry(kind=kind, delivery=delivery("one"), at=format_instant(world.clock()), by="ada")
    FakeBranch(world.remote).commit(append([entry]), "Say")


def attempts(world: World) -> list[int]:
    """Return the number that each claim of the ledger says it is."""
    (file,) = [data for path, data in world.remote.files.items() if path.startswith("ledger/")]
    from smm_action.ledger.codec import from_line

    told = [from_line(line) for line in file.splitlines() if line]
    return [int(entry.data[ATTEMPT]) for entry in told if entry.kind == "claimed"]


def test_after_a_persons_word_there_is_a_full_set_again(world: World) -> None:
    fail(world, MAX_ATTEMPTS)
    assert record(world).state is State.FAILED
    say(world, "released")
    fail(world, MAX_ATTEMPTS - 1)
    assert record(world).state is State.RETRY
    fail(world, 1)
    assert (record(world).state, record(world).reason) == (State.FAILED, f"given up after {MAX_ATTEMPTS} attempts: 503")
    assert attempts(world) == [1, 2, 3, 4, 5] * 2
    assert record(world).attempts == 2 * MAX_ATTEMPTS


def test_the_pauses_begin_anew_too(world: World) -> None:
    fail(world, 4)
    fail(world, 1, Rejected(reason="422"))
    say(world, "released")
    world.server.faults = [Retry(reason="503")]
    before = world.now
    world.runner().publish([sealed("one")])
    again = record(world).retry_after
    assert again is not None
    assert parse_instant(again) - before < timedelta(minutes=2)


def test_a_persons_answer_to_a_doubt_begins_a_new_set(world: World) -> None:
    fail(world, 4)
    fail(world, 1, Sent(receipt=None))  # type: ignore[arg-type]  # no receipt: nobody knows
    say(world, "resolved")
    fail(world, 1)
    assert record(world).state is State.RETRY
    assert attempts(world)[-1] == 1


def test_what_was_never_reached_has_used_no_attempt(world: World) -> None:
    for _ in range(2 * MAX_ATTEMPTS):
        run = world.runner()
        run.stop.set()
        run.publish([sealed("one")])
    assert world.server.creates == 0
    fail(world, 1)
    assert record(world).state is State.RETRY
    assert set(attempts(world)) == {1}


@pytest.mark.parametrize(
    ("state", "code", "said", "following"),
    [
        (State.RETRY, None, {ATTEMPT: 3}, 4),
        (State.RETRY, "taken-over", {ATTEMPT: 3}, 4),
        (State.RETRY, "not-reached", {ATTEMPT: 3}, 3),
        (State.RETRY, "not-reached", {}, 2),
        # claims of versions that did not count sets
        (State.RETRY, None, {}, 3),
        (State.SCHEDULED, None, {ATTEMPT: 3}, 1),
        (State.MISSED, None, {ATTEMPT: 3}, 1),
        (State.HELD, "content", {ATTEMPT: 3}, 1),
    ],
)
def test_only_a_retry_goes_on_with_a_set(state: State, code: str | None, said: dict[str, int], following: int) -> None:
    claim = Entry(kind="claimed", delivery=delivery("one"), at=format_instant(START), data=said)
    assert attempt_of(Record(delivery=delivery("one"), state=state, code=code, claim=claim, attempts=2)) == following


def test_what_was_never_claimed_begins_with_one() -> None:
    assert attempt_of(None) == 1
    assert attempt_of(Record(delivery=delivery("one"), state=State.RETRY)) == 1


class TestClosedDoor:
    def closed(self, world: World, answer: Opened) -> Result:
        return world.runner(closed={"acme": answer}).publish([sealed("one")])

    def test_it_uses_no_attempt_and_never_gives_up(self, world: World) -> None:
        for _ in range(3 * MAX_ATTEMPTS):
            self.closed(world, Unauthorized(reason="expired"))
            world.now += timedelta(days=2)
        assert (record(world).state, record(world).attempts, record(world).code) == (State.RETRY, 0, "unauthorized")
        fail(world, 1)
        assert attempts(world) == [1]

    @pytest.mark.parametrize(
        ("late", "answer", "pause"),
        [
            (timedelta(0), Unauthorized(reason="x"), timedelta(minutes=1)),
            (timedelta(hours=4), Unauthorized(reason="x"), timedelta(hours=2)),
            (timedelta(hours=4), Retry(reason="x"), timedelta(hours=2)),
            (timedelta(hours=4), Retry(reason="x", after=3 * 3600.0), timedelta(hours=3)),
            (timedelta(days=9), Retry(reason="x"), timedelta(days=1)),
        ],
    )
    def test_its_pauses_grow_with_the_lateness(
        self, world: World, late: timedelta, answer: Opened, pause: timedelta
    ) -> None:
        world.now += late
        self.closed(world, answer)
        again = record(world).retry_after
        assert again is not None
        assert timedelta(0) <= parse_instant(again) - START - late - pause < timedelta(seconds=1)

    def test_what_a_person_let_go_again_is_left_so_that_it_is_not_bound_to_its_old_text(self, world: World) -> None:
        fail(world, 1, Rejected(reason="422"))
        say(world, "released")
        result = self.closed(world, Unauthorized(reason="expired"))
        assert record(world).state is State.SCHEDULED
        assert [(left.reason, left.locked) for left in result.left] == [("expired", True)]

    def test_without_credentials_it_is_locked_and_nothing_is_said(self, world: World) -> None:
        assert [left.locked for left in self.closed(world, NoCredentials(reason="x")).left] == [True]
        assert world.remote.head is None


def test_a_clock_behind_the_ledgers_claims_and_ends_after_the_last_word(world: World) -> None:
    world.now = START + timedelta(hours=3)
    say(world, "released")
    world.now = START
    fail(world, 1, Rejected(reason="422"))
    assert (record(world).state, record(world).reason) == (State.FAILED, "422")
    assert world.server.creates == 1
