"""Two runs claim two posts with the same words: whoever's claim is on the head first sends, the other one is held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smm_action.ledger.store import append
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.entry import Entry, EntryKind, Owner
from smm_action.model.ids import Digest
from smm_action.model.payload import Sealed
from smm_action.publish.publisher import Result, publish
from tests.fakes.branch import FakeBranch
from tests.fakes.platform import FakePlatform
from tests.fakes.runner import World, delivery, sealed

SAME, OTHER = Digest("a" * 64), Digest("b" * 64)
AT = "2026-12-01T08:00:00Z"
OUT = Receipt(part=0, id="1", url="https://fake.example/1", at=AT)
THEIRS = delivery("theirs")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(directory=tmp_path, platform_type=FakePlatform)


def saying(post: str, digest: Digest = SAME, account: str = "acme", *, repeats: bool = False) -> Sealed:
    return replace(sealed(post, account), content_digest=digest, repeats=repeats)


def say(world: World, *entries: Entry) -> None:
    FakeBranch(world.remote).commit(append(entries), "Say")


def at_the_claim(world: World, ours: Sealed, meanwhile: Callable[[], object]) -> Result:
    """Publish ``ours``; ``meanwhile`` happens after the ledger was read, before the claim is pushed."""
    runner = world.runner()
    ahead = [meanwhile]
    runner.branch.before_push = lambda: ahead.pop()() if ahead else None
    return runner.publish([ours])


def theirs(kind: EntryKind, whose: DeliveryId = THEIRS, digest: str = SAME, *, out: bool = False) -> Entry:
    return Entry(
        kind=kind,
        delivery=whose,
        at=AT,
        content_digest=digest,
        owner=Owner(run="them", nonce="t"),
        receipts=(OUT,) if out else (),
    )


@pytest.mark.parametrize("known", [True, False], ids=["ledger-before", "first-ledger"])
def test_the_second_is_held_and_not_sent(world: World, known: bool) -> None:
    if known:
        world.runner().publish([saying("earlier", OTHER)])
    sent = len(world.server.stored)
    result = at_the_claim(world, saying("mine"), lambda: world.runner().publish([saying("theirs")]))
    assert [post.text for post in world.server.stored[sent:]] == ["theirs 0"]
    assert (world.state("theirs"), world.state("mine")) == (State.PUBLISHED, State.HELD)
    assert [(entry.kind, entry.delivery.post, entry.code) for entry in result.entries] == [("held", "mine", "content")]
    assert str(result.entries[0].reason).startswith("duplicate-text: the post theirs says exactly this on acme; ")
    assert result.left == ()


@pytest.mark.parametrize(
    ("ours", "what"),
    [
        (saying("mine"), theirs("claimed", digest=OTHER)),
        (saying("mine"), theirs("claimed", delivery("theirs", "another"))),
        (saying("mine", repeats=True), theirs("claimed")),
        (saying("mine"), theirs("retry")),
        (saying("mine"), theirs("failed")),
        (saying("mine"), theirs("held")),
        (saying("mine"), theirs("retracted", out=True)),
        (saying("mine"), theirs("published", replace(delivery("mine"), revision=2))),
    ],
    ids=["other-words", "other-account", "meant", "will-look-itself", "failed", "held", "taken-back", "same-post"],
)
def test_what_is_no_twin_stops_nothing(world: World, ours: Sealed, what: Entry) -> None:
    world.runner().publish([saying("earlier", OTHER)])
    at_the_claim(world, ours, lambda: say(world, what))
    assert [post.text for post in world.server.stored] == ["earlier 0", "mine 0"]


@pytest.mark.parametrize("kind", ["claimed", "published", "unknown", "edited", "retracting"])
@pytest.mark.parametrize("when", ["before the ledger is read", "before the claim"])
def test_what_may_be_out_stops_it_since_whenever(world: World, kind: EntryKind, when: str) -> None:
    """What was sealed in an earlier job is compared with all that was said since."""
    world.runner().publish([saying("earlier", OTHER)])
    if when == "before the claim":
        at_the_claim(world, saying("mine"), lambda: say(world, theirs(kind)))
    else:
        say(world, theirs(kind))
        world.runner().publish([saying("mine")])
    assert world.state("mine") is State.HELD


def test_a_broken_thread_is_out_whatever_came_of_the_rest(world: World) -> None:
    at_the_claim(world, saying("mine"), lambda: say(world, theirs("failed", out=True)))
    assert world.state("mine") is State.HELD


def test_two_of_one_batch_are_decided_in_its_order(world: World) -> None:
    """Sealing finds them; two retries that were claimed before it could are found here."""
    runner = world.runner()
    runner.publish([saying("one"), saying("two"), saying("one", account="another"), saying("three", OTHER)])
    assert [world.state("one"), world.state("two"), world.state("three")] == [
        State.PUBLISHED,
        State.HELD,
        State.PUBLISHED,
    ]
    assert world.state("one", "another") is State.PUBLISHED


def test_a_push_that_is_refused_again_looks_again(world: World) -> None:
    """Of several heads the last one decides: the twin that was held back there before may be gone."""
    runner = world.runner()
    steps: list[Callable[[], object]] = [
        lambda: say(world, theirs("claimed")),
        lambda: say(world, replace(theirs("failed"), at="2026-12-01T08:00:01Z")),
    ]
    runner.branch.before_push = lambda: steps.pop(0)() if steps else None
    result = runner.publish([saying("mine")])
    assert world.state("mine") is State.PUBLISHED
    assert [entry.kind for entry in result.entries] == ["published"]


def test_nothing_more_is_read_where_nobody_was_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.runner().publish([saying("earlier", OTHER)])
    runner = world.runner()
    ledger = runner.ledger()
    for listing in ("paths", "changed"):
        monkeypatch.setattr(runner.branch, listing, lambda *_: pytest.fail("it looked for other files"))
    publish([saying("mine")], ledger, runner.desk())
    assert world.state("mine") is State.PUBLISHED
