"""Never twice, never lost: runners killed at every step, answers lost, runners racing, and the harness proved to see."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.ledger.store import append
from smm_action.model.card import Idempotency
from smm_action.model.delivery import State, part_key
from smm_action.model.entry import Entry
from smm_action.model.payload import Sealed
from smm_action.publish import claims
from smm_action.publish.claims import Claimant, claim
from smm_action.publish.outcomes import delivery_of, part_count
from tests.fakes.platform import (
    FakePlatform,
    ForgetfulPlatform,
    KeyedPlatform,
    PagesPlatform,
    SearchablePlatform,
    card,
)
from tests.fakes.runner import Runner, World, delivery, sealed, survives
from tests.fakes.trap import Trap

BATCH = (sealed("one"), sealed("thread", parts=2), sealed("one", "other"))
Tick = Callable[[Runner, Sequence[Sealed]], object]


def product(runner: Runner, batch: Sequence[Sealed]) -> object:
    return runner.tick(batch, dead={f"r{n}" for n in range(1, int(runner.name[1:]))})


def faults_of(world: World, batch: Sequence[Sealed]) -> list[str]:
    """Return what must never be: doubles, records of what is not there, and what was forgotten."""
    found = [f"{count} copies of {key}" for key, count in world.server.copies().items() if count > 1]
    ledger = world.ledger()
    for item in batch:
        record = ledger.get(delivery_of(item.payload))
        name = f"{item.payload.post} on {item.payload.account}"
        if record is None or record.state not in {State.PUBLISHED, State.UNKNOWN}:
            found.append(f"{name} is lost: {record.state if record else 'no record'}")
        elif record.state is State.PUBLISHED:
            found += [f"{name}: {fault}" for fault in _untrue(world, item, [r.id for r in record.receipts])]
    return found


def _untrue(world: World, item: Sealed, ids: list[str]) -> list[str]:
    if world.platform_type is PagesPlatform:
        path = f"site/{item.payload.account}/{item.payload.post}.html"
        return [] if path in world.remote.files else [f"{path} is not there"]
    keys = [part_key(item.key, part) for part in range(part_count(item.payload))]
    held = {post.key: post.id for post in world.server.stored if post.account == item.payload.account}
    return [] if ids == [held.get(key) for key in keys] else [f"the receipts say {ids}, the server {held}"]


def sweep(
    directory: Path,
    platform: type[FakePlatform],
    *,
    tick: Tick = product,
    prepare: Callable[[World], None] = lambda _world: None,
    between: timedelta = timedelta(minutes=30),
    reads_journals: bool = False,
    batch: Sequence[Sealed] = BATCH,
) -> tuple[list[str], int, int]:
    """Kill a runner at every step of a tick, let others tick after it; return faults, doubts and kills."""
    faults: list[str] = []
    doubts = kills = step = 0
    while True:
        world = World(directory=directory / f"{step}", platform_type=platform)
        prepare(world)
        lived = survives(lambda w=world, n=step: tick(w.runner(Trap(n)), batch))  # type: ignore[misc]
        for _ in range(3):
            world.now += between
            # the same text is not sent late here: planning decides about lateness, and has tests of its own
            tick(world.runner(reads_journals=reads_journals), batch)
        faults += [f"killed at step {step}: {fault}" for fault in faults_of(world, batch)]
        doubts += sum(world.state(item.payload.post, item.payload.account) is State.UNKNOWN for item in batch)
        if lived:
            return faults, doubts, kills
        kills += 1
        step += 1


@pytest.mark.parametrize("platform", [SearchablePlatform, PagesPlatform])
def test_killed_at_every_step_each_delivery_is_out_once(tmp_path: Path, platform: type[FakePlatform]) -> None:
    faults, doubts, kills = sweep(tmp_path, platform)
    assert faults == []
    assert doubts == 0
    assert kills > 10


@pytest.mark.parametrize("fault", ["lose-before", "lose-after", "crash-after", "refuse"])
def test_killed_at_every_step_with_answers_lost_as_well(tmp_path: Path, fault: str) -> None:
    faults, doubts, _ = sweep(
        tmp_path, SearchablePlatform, prepare=lambda world: world.server.faults.extend([fault, None, fault])
    )
    assert faults == []
    assert doubts == 0


def test_killed_at_every_step_with_a_search_that_lags_behind(tmp_path: Path) -> None:
    def lagging(world: World) -> None:
        world.server.lag = 1

    faults, doubts, _ = sweep(tmp_path, SearchablePlatform, prepare=lagging)
    assert faults == []
    assert doubts == 0


def test_killed_at_every_step_where_a_repeat_under_the_same_key_makes_nothing_new(tmp_path: Path) -> None:
    def knowing(world: World) -> None:
        world.server.knows_keys = True

    faults, doubts, _ = sweep(tmp_path, KeyedPlatform, prepare=knowing)
    assert faults == []
    assert doubts == 0


def test_a_key_that_the_platform_has_forgotten_is_not_relied_upon(tmp_path: Path) -> None:
    faults, doubts, _ = sweep(tmp_path, ForgetfulPlatform, between=timedelta(hours=2))
    assert faults == []
    assert doubts > 0


def test_where_nothing_can_be_known_a_person_is_asked_and_nothing_is_sent_again(tmp_path: Path) -> None:
    faults, doubts, _ = sweep(tmp_path, FakePlatform)
    assert faults == []
    assert doubts > 0


def test_a_journal_at_hand_leaves_doubt_only_between_announcing_and_keeping(tmp_path: Path) -> None:
    faults, without, _ = sweep(tmp_path / "a", FakePlatform)
    told, doubts, kills = sweep(tmp_path / "b", FakePlatform, reads_journals=True)
    assert faults == told == []
    assert 0 < doubts < without
    assert doubts < kills


def test_an_unknown_is_said_once(tmp_path: Path) -> None:
    world = World(directory=tmp_path, platform_type=FakePlatform)
    world.server.faults = ["lose-after"]
    world.runner().tick([sealed("one")])
    for _ in range(3):
        world.now += timedelta(hours=1)
        found = world.runner().reconcile()
        assert found.amendments == ()
        assert [item.reason for item in found.undecided] == ["Fake cannot be searched"]
    assert len(world.server.stored) == 1


def test_a_doubt_settles_itself_once_the_search_works_again(tmp_path: Path) -> None:
    world = World(directory=tmp_path, platform_type=SearchablePlatform)
    world.server.faults, world.server.blind = ["lose-after"], True
    world.runner().tick([sealed("one")])
    assert world.state("one") is State.UNKNOWN
    world.now += timedelta(hours=1)
    world.runner().tick([sealed("one")])
    assert world.state("one") is State.UNKNOWN
    world.server.blind = False
    world.runner().tick([sealed("one")])
    assert world.state("one") is State.PUBLISHED
    assert len(world.server.stored) == 1


def test_a_claim_whose_owner_lives_is_left_alone_until_its_lease_has_passed(tmp_path: Path) -> None:
    world = World(directory=tmp_path)
    steps = _steps_until(world, "announced")
    world = World(directory=tmp_path / "again")
    assert not survives(lambda: world.runner(Trap(steps)).tick([sealed("one")]))
    assert world.runner().reconcile().amendments == ()
    world.runner().tick([sealed("one")])
    assert world.server.creates == 0
    world.now += timedelta(minutes=21)
    world.runner().tick([sealed("one")])
    assert world.state("one") is State.PUBLISHED
    assert len(world.server.stored) == 1


def _steps_until(world: World, name: str) -> int:
    runner = world.runner()
    runner.tick([sealed("one")])
    return runner.trap.steps.index(name) + 1


def test_a_runner_that_wakes_after_its_lease_sends_nothing(tmp_path: Path) -> None:
    world = World(directory=tmp_path)
    sleeper, other = world.runner(), world.runner()
    original = sleeper.platform.prepare

    def sleep_through(*call: Any) -> Any:
        answer = original(*call)
        world.now += timedelta(hours=1)
        other.tick([sealed("one")])
        return answer

    sleeper.platform.prepare = sleep_through  # type: ignore[method-assign]
    sleeper.tick([sealed("one")])
    assert len(world.server.stored) == 1
    assert world.state("one") is State.PUBLISHED


@pytest.mark.parametrize("count", [2, 4])
def test_runners_that_race_send_each_delivery_once(tmp_path: Path, count: int) -> None:
    for attempt in range(10):
        world = race(tmp_path / f"{attempt}", count)
        assert set(world.server.copies().values()) == {1}
        assert faults_of(world, BATCH) == []


def race(directory: Path, count: int) -> World:
    """Let ``count`` runners that planned on the same ledger claim at the same moment."""
    world = World(directory=directory)
    together = threading.Barrier(count)
    errors: list[BaseException] = []

    def run(runner: Runner) -> None:
        first = [True]

        def meet() -> None:
            if first:
                first.clear()
                together.wait(timeout=10)

        runner.branch.before_push = meet
        try:
            runner.publish(BATCH)
        except BaseException as error:  # noqa: BLE001
            errors.append(error)
            together.abort()

    threads = [threading.Thread(target=run, args=(world.runner(),)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []
    return world


def test_two_runs_that_settle_the_same_claim_say_it_once(tmp_path: Path) -> None:
    world = World(directory=tmp_path)
    steps = _steps_until(world, "answer")
    world = World(directory=tmp_path / "again")
    assert not survives(lambda: world.runner(Trap(steps)).tick([sealed("one")]))
    world.now += timedelta(hours=1)
    first, second = world.runner(), world.runner()
    second.branch.before_push = lambda: (setattr(second.branch, "before_push", lambda: None), first.reconcile())[0]
    second.reconcile()
    assert world.state("one") is State.PUBLISHED
    lines = b"".join(world.remote.files.values()).splitlines()
    assert sum(b'"published"' in line for line in lines) == 1


def test_a_push_whose_answer_is_lost_is_not_taken_for_another_runs_claim(tmp_path: Path) -> None:
    world = World(directory=tmp_path)
    runner = world.runner()
    push = world.remote.push

    def lost(commit: Any) -> Any:
        world.remote.push = push  # type: ignore[method-assign]
        push(commit)

    world.remote.push = lost  # type: ignore[method-assign]
    runner.publish([sealed("one")])
    assert world.state("one") is State.PUBLISHED
    assert len(world.server.stored) == 1


def test_every_recovery_may_be_killed_as_well(tmp_path: Path) -> None:
    for first in range(2, 40, 3):
        for second in range(0, 30, 4):
            world = World(directory=tmp_path / f"{first}-{second}")
            survives(lambda w=world, n=first: product(w.runner(Trap(n)), BATCH))  # type: ignore[misc]
            world.now += timedelta(minutes=30)
            survives(lambda w=world, n=second: product(w.runner(Trap(n)), BATCH))  # type: ignore[misc]
            for _ in range(3):
                world.now += timedelta(minutes=30)
                product(world.runner(), BATCH)
            assert faults_of(world, BATCH) == []


def test_nothing_is_ever_sent_that_the_pushed_head_does_not_show_as_ours(tmp_path: Path) -> None:
    world = World(directory=tmp_path)
    runner = world.runner()
    original = world.server.create
    owners: list[object] = []

    def create(account: Any, key: Any, *rest: Any) -> Any:
        records = [r for r in world.ledger().records.values() if r.claim and part_key(r.claim.key or "", 0) == key]
        owners.extend((record.state, record.claim.owner) for record in records if record.claim)
        return original(account, key, *rest)

    world.server.create = create  # type: ignore[method-assign]
    runner.publish([sealed("one"), sealed("two"), sealed("one", "other")])
    assert owners == [(State.CLAIMED, runner.owner)] * 3


class TestTheHarnessSees:
    """Protocols that are wrong on purpose must be caught, or a green run above says nothing."""

    def test_claiming_after_sending(self, tmp_path: Path) -> None:
        def careless(runner: Runner, batch: Sequence[Sealed]) -> None:
            ledger = runner.ledger()
            claimant = Claimant(owner=runner.owner, now=runner.world.clock(), lease=timedelta(minutes=20))
            for item in batch:
                if ledger.get(delivery_of(item.payload)) is not None:
                    continue
                receipts = []
                for part in range(part_count(item.payload)):
                    runner.trap.step("send")
                    text = item.payload.parts[part].text
                    runner.world.server.create(item.payload.account, part_key(item.key, part), text, None)
                    receipts.append(part)
                said: Entry = replace(claim(item, None, claimant).entry, kind="published")
                runner.branch.commit(append([said]), "Record")

        faults, _, kills = sweep(tmp_path, FakePlatform, tick=careless)
        assert kills > 0
        assert any("2 copies" in fault for fault in faults)

    def test_repeating_blindly_what_was_claimed(self, tmp_path: Path) -> None:
        class Boastful(FakePlatform):
            """Its card says that keys are known for ever; its server never heard of keys."""

            card = card(Idempotency(policy="same-key"))

        faults, _, _ = sweep(tmp_path, Boastful)
        assert any("2 copies" in fault for fault in faults)

    def test_never_settling_what_was_claimed(self, tmp_path: Path) -> None:
        faults, _, _ = sweep(tmp_path, SearchablePlatform, tick=lambda runner, batch: runner.publish(batch))
        assert any("is lost: claimed" in fault for fault in faults)

    def test_sending_what_is_not_ours(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(claims, "is_ours", lambda _record, _owner: True)
        doubles = [max(race(tmp_path / f"{n}", 3).server.copies().values()) for n in range(5)]
        assert max(doubles) > 1

    def test_recording_what_is_not_there(self, tmp_path: Path) -> None:
        world = World(directory=tmp_path)
        world.runner().publish(BATCH)
        world.server.stored.pop()
        assert faults_of(world, BATCH) != []


def test_a_branch_that_moved_backwards_sends_nothing(tmp_path: Path) -> None:
    world = World(directory=tmp_path)
    runner = world.runner()
    runner.branch.unreadable = True
    with pytest.raises(SmmError) as raised:
        runner.publish([sealed("one")])
    assert raised.value.exit_code == 3
    assert world.server.creates == 0


def test_what_a_person_resolved_is_not_asked_again(tmp_path: Path) -> None:
    world = World(directory=tmp_path, platform_type=FakePlatform)
    world.server.faults = ["lose-before"]
    world.runner().tick([sealed("one")])
    assert world.state("one") is State.UNKNOWN
    world.now += timedelta(minutes=1)
    again = Entry(
        kind="resolved", delivery=delivery("one"), at=format_instant(world.clock()), by="ada", reason="resend"
    )
    world.runner().branch.commit(append([again]), "Resolve")
    assert world.state("one") is State.SCHEDULED
    world.runner().tick([sealed("one")])
    assert world.state("one") is State.PUBLISHED
    assert len(world.server.stored) == 1
