"""Edits through claims: the same address, no doubt whatever is lost, and once wherever the runner is killed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smm_action.model.delivery import Rejected, State, Unauthorized
from smm_action.publish.corrections import edited, unfounded
from tests.fakes.platform import FakePlatform, SearchablePlatform
from tests.fakes.runner import World, delivery, sealed, survives
from tests.fakes.trap import Trap
from tests.unit.publish.correcting import Server, WholePages, WholePlatform, revised, state, taken_back

THREAD = sealed("thread", parts=2)
EDIT = revised(THREAD, "edit")


def world(directory: Path, platform: type[FakePlatform] = WholePlatform) -> World:
    made = World(directory=directory, platform_type=platform, server=Server())
    made.runner().tick((THREAD,))
    return made


def server(held: World) -> Server:
    assert isinstance(held.server, Server)
    return held.server


def texts(held: World) -> list[str]:
    return [post.text for post in held.server.stored]


def test_an_edit_changes_every_part_where_it_stands(tmp_path: Path) -> None:
    held = world(tmp_path)
    before, creates = [post.id for post in held.server.stored], held.server.creates
    result = held.runner().publish((EDIT,))
    assert [entry.kind for entry in result.entries][-1] == "edited"
    assert texts(held) == ["thread 0, corrected", "thread 1, corrected"]
    assert [post.id for post in held.server.stored] == before
    assert held.server.creates == creates
    ledger = held.ledger()
    one = ledger.get(delivery("thread"))
    two = ledger.get(replace(delivery("thread"), revision=2))
    assert one is not None
    assert two is not None
    assert (one.state, two.state) == (State.PUBLISHED, State.EDITED)
    assert (one.receipts, one.sent_at) == (two.receipts, two.sent_at)


@pytest.mark.parametrize("fault", ["lose", "refuse", "crash"])
@pytest.mark.parametrize("part", [0, 1])
def test_a_lost_answer_is_tried_again_and_never_doubted(tmp_path: Path, fault: str, part: int) -> None:
    held = world(tmp_path)
    server(held).edits = [None] * part + [fault]
    result = held.runner().publish((EDIT,))
    assert result.entries[-1].kind == "retry"
    assert "secret" not in (result.entries[-1].reason or "")
    held.now = held.now.replace(hour=9)
    held.runner().publish((EDIT,))
    assert state(held, EDIT) is State.EDITED
    assert texts(held) == ["thread 0, corrected", "thread 1, corrected"]


@pytest.mark.parametrize(
    ("answer", "kind"), [(Rejected(reason="gone", code="404"), "failed"), (Unauthorized(reason="revoked"), "retry")]
)
def test_a_refusal_is_one(tmp_path: Path, answer: Any, kind: str) -> None:
    held = world(tmp_path)
    server(held).edits = [answer]
    assert held.runner().publish((EDIT,)).entries[-1].kind == kind
    assert texts(held) == ["thread 0", "thread 1"]


@pytest.mark.parametrize("platform", [WholePlatform, WholePages])
@pytest.mark.parametrize("reads_journals", [False, True])
def test_killed_at_every_step_it_is_edited_and_nothing_is_made(
    tmp_path: Path, platform: type[FakePlatform], reads_journals: bool
) -> None:
    step = 0
    while True:
        held = world(tmp_path / f"{step}", platform)
        creates = held.server.creates
        lived = survives(lambda w=held, n=step: w.runner(Trap(n)).tick((EDIT,)))  # type: ignore[misc]
        for hour in (9, 10):
            held.now = held.now.replace(hour=hour)
            held.runner(reads_journals=reads_journals).tick((EDIT,), dead={"r2"})
        assert state(held, EDIT) is State.EDITED, step
        assert held.server.creates == creates, step
        if platform is WholePlatform:
            assert texts(held) == ["thread 0, corrected", "thread 1, corrected"], step
        else:
            assert held.remote.files["site/acme/thread.html"] == b"thread 0, corrected", step
        if lived:
            break
        step += 1
    assert step > 10


def test_a_platform_without_edits_fails_and_makes_nothing(tmp_path: Path) -> None:
    held = World(directory=tmp_path, platform_type=SearchablePlatform, server=Server())
    held.runner().tick((THREAD,))
    assert held.runner().publish((EDIT,)).entries[-1].kind == "failed"
    assert held.server.creates == 2


class TestUnfounded:
    @pytest.mark.parametrize(
        ("item", "expected"),
        [
            (EDIT, None),
            (revised(THREAD, "reply"), None),
            (revised(THREAD, "replace"), "revision 1 is published"),
            (revised(THREAD, None), "revision 1 is published"),
            (revised(THREAD, "edit", parts=3), "what it edits is not out any more"),
        ],
    )
    def test_while_the_earlier_one_is_out(self, tmp_path: Path, item: Any, expected: str | None) -> None:
        assert unfounded(world(tmp_path).ledger(), item) == expected

    @pytest.mark.parametrize(
        ("item", "expected"),
        [
            (EDIT, "what it edits is not out any more"),
            (revised(THREAD, "reply"), "what it answers is not out any more"),
            (revised(THREAD, "replace"), None),
            (revised(THREAD, None), None),
        ],
    )
    def test_once_it_was_taken_back(self, tmp_path: Path, item: Any, expected: str | None) -> None:
        held = world(tmp_path)
        taken_back(held.runner(), THREAD)
        assert unfounded(held.ledger(), item) == expected
        assert edited(held.ledger(), item) == ()

    def test_what_has_no_ground_is_left_and_nothing_is_sent(self, tmp_path: Path) -> None:
        held = world(tmp_path)
        result = held.runner().publish((revised(THREAD, "replace"),))
        assert [left.reason for left in result.left] == ["revision 1 is published"]
        assert held.server.creates == 2


def test_an_edit_whose_run_died_is_not_searched_for_but_made_again(tmp_path: Path) -> None:
    held = world(tmp_path)
    step = 0
    while state(held, EDIT) is not State.CLAIMED:
        held = world(tmp_path / f"{step}")
        survives(lambda w=held, n=step: w.runner(Trap(n)).tick((EDIT,)))  # type: ignore[misc]
        step += 1
    held.server.blind = True
    held.now = held.now.replace(hour=9)
    found = held.runner().reconcile(dead={"r2"})
    assert [amendment.entry.kind for amendment in found.amendments] == ["retry"]
    assert found.undecided == ()
