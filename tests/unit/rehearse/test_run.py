"""Runs: who moves, how time passes, and where a runner dies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from smm_action.rehearse.chance import Chance
from smm_action.rehearse.clock import Clock
from smm_action.rehearse.run import Killed, Run
from smm_action.rehearse.stage import Turn, play

START = datetime(2026, 12, 1, tzinfo=UTC)


def run(number: int = 1, seed: int = 1, turn: Turn = lambda: None) -> Run:
    return Run(number, Clock(START), Chance(seed), turn)


def steps(one: Run) -> int:
    """Return how many steps a run takes before it dies."""
    for count in range(100_000):
        try:
            one.step(f"step {count}")
        except Killed:
            return count
    pytest.fail("it lives for ever")


class TestRun:
    def test_the_seed_and_its_number_decide_where_it_dies(self) -> None:
        assert steps(run(1)) == steps(run(1))
        assert len({steps(run(number)) for number in range(1, 9)}) > 5
        assert steps(run(1, seed=1)) != steps(run(1, seed=2))

    def test_about_one_in_six_dies_within_forty_five_steps(self) -> None:
        dead = sum(steps(run(number)) < 45 for number in range(600))

        assert 0.10 < dead / 600 < 0.24

    def test_a_dead_one_touches_nothing_any_more(self) -> None:
        one = run()
        count = steps(one)

        with pytest.raises(Killed):
            one.step("after death")
        assert one.killed_at == f"step {count}"

    def test_each_step_takes_time(self) -> None:
        one = run()
        one.step("here")

        assert one.clock() > START

    def test_others_move_before_a_step(self) -> None:
        moved: list[str] = []
        run(turn=lambda: moved.append("other")).step("here")

        assert moved == ["other"]


class TestClock:
    def test_it_moves_when_somebody_sleeps_and_never_back(self) -> None:
        clock = Clock(START)
        clock.sleep(5)
        clock.reach(START)

        assert clock() == START + timedelta(seconds=5)
        assert clock.monotonic() == 5
        clock.reach(START + timedelta(hours=1))
        assert clock.monotonic() == 3600


class TestStage:
    def story(self, seed: int, acts: int = 3, scene: int = 1) -> list[str]:
        told: list[str] = []

        def act(name: int, turn: Turn) -> None:
            for line in range(4):
                told.append(f"{name}.{line}")
                turn()

        play([partial(act, name) for name in range(acts)], Chance(seed), scene)
        return told

    def test_everybody_comes_to_the_end_in_their_own_order(self) -> None:
        told = self.story(1)

        assert len(told) == 12
        for name in range(3):
            assert [line for line in told if line.startswith(f"{name}.")] == [f"{name}.{n}" for n in range(4)]

    def test_they_overlap_and_the_seed_says_how(self) -> None:
        assert self.story(1) == self.story(1)
        assert self.story(1) != sorted(self.story(1))
        assert len({tuple(self.story(seed)) for seed in range(6)}) > 3
        assert self.story(1, scene=1) != self.story(1, scene=2)

    def test_one_that_breaks_does_not_keep_the_others_and_is_told(self) -> None:
        told: list[str] = []

        def breaks(_turn: Turn) -> None:
            raise KeyError("broken")

        def goes_on(turn: Turn) -> None:
            turn()
            told.append("done")

        acts: list[Callable[[Turn], None]] = [breaks, goes_on]
        with pytest.raises(KeyError, match="broken"):
            play(acts, Chance(1), 1)
        assert told == ["done"]
