"""Taking back: killed at any step it is finished by whoever comes next, and no answer leaves a doubt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smm_action.core.errors import SmmError
from smm_action.ledger.paths import ledger_path
from smm_action.ledger.revisions import BY_HAND, REPLACED
from smm_action.ledger.store import entries
from smm_action.model.delivery import Rejected, Retry, State, Unauthorized
from smm_action.model.entry import Record
from smm_action.publish.access import NoCredentials
from smm_action.publish.retract import Wanted, replaced, take_back, unfinished
from tests.fakes.platform import FakePlatform
from tests.fakes.runner import World, delivery, sealed, survives
from tests.fakes.trap import Trap
from tests.unit.publish.correcting import Server, WholePages, WholePlatform, eraser, revised, state, taken_back

ONE, THREAD, OTHER = sealed("one"), sealed("thread", parts=3), sealed("one", "other")


def world(directory: Path, platform: type[FakePlatform] = WholePlatform) -> World:
    """Return a world in which everything is out."""
    made = World(directory=directory, platform_type=platform, server=Server())
    made.runner().tick((ONE, THREAD, OTHER))
    return made


def record(held: World, item: Any) -> Record:
    found = held.ledger().get(delivery(item.payload.post, item.payload.account))
    assert found is not None
    return found


def kinds(held: World, item: Any) -> list[str]:
    place = delivery(item.payload.post, item.payload.account)
    path = ledger_path(place)
    return [entry.kind for entry in entries(path, held.remote.files[path]) if entry.delivery == place]


@pytest.mark.parametrize("platform", [WholePlatform, WholePages])
def test_killed_at_every_step_the_next_one_finishes(tmp_path: Path, platform: type[FakePlatform]) -> None:
    step = 0
    while True:
        held = world(tmp_path / f"{step}", platform)
        lived = survives(lambda w=held, n=step: taken_back(w.runner(Trap(n)), ONE, THREAD, OTHER))  # type: ignore[misc]
        mate = held.runner()
        taken_back(mate, *(item for item in (ONE, THREAD, OTHER) if state(held, item) is not State.RETRACTED))
        assert {state(held, item) for item in (ONE, THREAD, OTHER)} == {State.RETRACTED}, step
        assert held.server.stored == [], step
        assert [path for path in held.remote.files if path.startswith("site/")] == [], step
        if lived:
            break
        step += 1
    assert step > 6


def test_the_intent_is_pushed_before_anything_is_deleted(tmp_path: Path) -> None:
    held = world(tmp_path)
    held.remote.refuse = lambda _message: "no"
    with pytest.raises(SmmError):
        taken_back(held.runner(), ONE)
    assert len(held.server.stored) == 5


def test_a_thread_goes_from_its_end(tmp_path: Path) -> None:
    held = world(tmp_path)
    ids = [receipt.id for receipt in record(held, THREAD).receipts]
    taken_back(held.runner(), THREAD)
    assert isinstance(held.server, Server)
    assert held.server.deleted == ids[::-1]


def test_when_the_outcome_is_not_taken_the_next_attempt_finds_it_gone(tmp_path: Path) -> None:
    held = world(tmp_path)
    held.remote.refuse = lambda message: "no" if message.startswith("Retract") else None
    with pytest.raises(SmmError):
        taken_back(held.runner(), ONE)
    assert state(held, ONE) is State.RETRACTING
    held.remote.refuse = lambda _message: None
    take_back(unfinished(held.ledger()), eraser(held.runner()))
    assert state(held, ONE) is State.RETRACTED


@pytest.mark.parametrize(
    ("answer", "by_hand"),
    [
        (Retry(reason="busy"), False),
        (Unauthorized(reason="the token was revoked"), False),
        (Rejected(reason="not for apps"), True),
        ("lose", False),
        ("refuse", False),
        ("crash", False),
    ],
)
def test_what_is_not_gone_says_why_and_who_is_to_act(tmp_path: Path, answer: Any, by_hand: bool) -> None:
    held = world(tmp_path)
    assert isinstance(held.server, Server)
    held.server.deletions = [answer]
    done = taken_back(held.runner(), ONE)
    (kept,) = done.kept
    assert kept.by_hand is by_hand
    assert "secret" not in kept.reason
    found = record(held, ONE)
    assert (found.state, found.reason, found.code) == (State.RETRACTING, kept.reason, BY_HAND if by_hand else None)
    assert bool(unfinished(held.ledger())) is not by_hand
    taken_back(held.runner(), ONE)
    assert state(held, ONE) is State.RETRACTED


def test_the_same_failure_is_said_once(tmp_path: Path) -> None:
    held = world(tmp_path)
    assert isinstance(held.server, Server)
    for _ in range(3):
        held.server.deletions = [Retry(reason="busy")]
        take_back(unfinished(held.ledger()) or [Wanted(record=record(held, ONE))], eraser(held.runner()))
    assert kinds(held, ONE) == ["claimed", "published", "retracting", "retracting"]


def test_a_platform_without_deletion_is_not_even_asked(tmp_path: Path) -> None:
    class Closed(WholePlatform):
        card = replace(WholePlatform.card, features=WholePlatform.card.features - {"delete"})

    held = world(tmp_path, Closed)
    runner = held.runner()
    runner.closed = {"acme": RuntimeError("must not be opened")}
    (kept,) = taken_back(runner, ONE).kept
    assert (kept.by_hand, kept.reason) == (True, "Fake lets no program delete a post")
    assert len(held.server.stored) == 5


@pytest.mark.parametrize("closed", [NoCredentials(reason="no secret"), Unauthorized(reason="revoked"), OSError("x")])
def test_an_account_that_does_not_open_keeps_its_word_for_later(tmp_path: Path, closed: Any) -> None:
    held = world(tmp_path)
    runner = held.runner()
    runner.closed = {"acme": closed}
    done = taken_back(runner, ONE, OTHER)
    assert [kept.delivery.account for kept in done.kept] == ["acme"]
    assert (state(held, ONE), state(held, OTHER)) == (State.RETRACTING, State.RETRACTED)
    take_back(unfinished(held.ledger()), eraser(held.runner()))
    assert state(held, ONE) is State.RETRACTED


def test_an_account_that_moved_is_left_to_a_person(tmp_path: Path) -> None:
    made = World(directory=tmp_path, platform_type=WholePlatform, server=Server())
    away = replace(ONE, server="https://elsewhere.example")
    made.runner().publish((away,))
    (kept,) = taken_back(made.runner(), away).kept
    assert kept.by_hand
    assert "elsewhere.example" in kept.reason
    assert len(made.server.stored) == 1


def test_what_changed_meanwhile_is_left(tmp_path: Path) -> None:
    held = world(tmp_path)
    assert isinstance(held.server, Server)
    held.server.faults = [Retry(reason="busy", after=1.0)]
    item = sealed("two")
    held.runner().publish((item,))
    seen = record(held, item)
    held.now = held.now.replace(hour=9)
    held.runner().publish((item,))
    done = take_back([Wanted(record=seen, by="ada")], eraser(held.runner()))
    assert [kept.reason for kept in done.kept] == ["it changed meanwhile: look again"]
    assert state(held, item) is State.PUBLISHED
    assert held.server.deleted == []


def test_pages_that_can_not_be_written_keep_nobody_else(tmp_path: Path) -> None:
    class Broken(WholePages):
        def removed(self, account: str, receipts: Any, read: object) -> Any:
            if account == "acme":
                raise RuntimeError("a page can not be made")
            return super().removed(account, receipts, read)

    held = world(tmp_path, Broken)
    done = taken_back(held.runner(), ONE, OTHER)
    assert [kept.delivery.account for kept in done.kept] == ["acme"]
    assert (state(held, ONE), state(held, OTHER)) == (State.RETRACTING, State.RETRACTED)
    assert "site/acme/one.html" in held.remote.files
    assert "site/other/one.html" not in held.remote.files


def test_a_persons_word_outlives_the_reason_of_a_machine(tmp_path: Path) -> None:
    held = world(tmp_path)
    assert isinstance(held.server, Server)
    held.server.deletions = [Retry(reason="busy")]
    taken_back(held.runner(), ONE, by=None, code=REPLACED)
    assert record(held, ONE).code == REPLACED
    taken_back(held.runner(), ONE)
    assert (record(held, ONE).state, record(held, ONE).code) == (State.RETRACTED, None)


def test_what_is_replaced_is_every_revision_that_is_there_the_newest_first(tmp_path: Path) -> None:
    held = world(tmp_path)
    held.runner().publish((revised(ONE, "reply"),))
    batch = (revised(ONE, "replace", revision=3), revised(THREAD, "edit"), OTHER)
    found = replaced(batch, held.ledger())
    assert [(item.record.delivery.post, item.record.delivery.revision) for item in found] == [("one", 2), ("one", 1)]
    assert {item.code for item in found} == {REPLACED}
