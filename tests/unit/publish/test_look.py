"""A look is shared by those who asked before it began, and by nobody else."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from smm_action.publish.look import Look


class Slow:
    """A look that is under way until it is let go; it says how many were begun."""

    def __init__(self) -> None:
        self.begun = 0
        self.entered, self.go = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self) -> int:
        self.begun += 1
        mine = self.begun
        self.entered.release()
        assert self.go.acquire(timeout=10)
        if mine == 3:
            raise OSError("the remote is away")
        return mine


def waiting(look: Look[int], asked: int) -> None:
    """Wait until ``asked`` threads wait for a look that is not theirs."""
    while len(look._turn._waiters) < asked:  # type: ignore[attr-defined]
        threading.Event().wait(0.001)


def test_whoever_asks_while_a_look_is_under_way_shares_the_next_one() -> None:
    slow = Slow()
    look = Look(slow)
    with ThreadPoolExecutor(12) as pool:
        first = pool.submit(look)
        assert slow.entered.acquire(timeout=10)
        later = [pool.submit(look) for _ in range(10)]
        waiting(look, 10)
        slow.go.release()
        assert first.result(10) == 1
        assert slow.entered.acquire(timeout=10)
        assert not any(asked.done() for asked in later), "what began before they asked is not for them"
        slow.go.release()
        assert [asked.result(10) for asked in later] == [2] * 10
    assert slow.begun == 2


def test_a_look_that_fails_fails_for_all_who_share_it_and_for_nobody_after() -> None:
    slow = Slow()
    look = Look(slow)
    slow.go.release(2)
    assert [look(), look()] == [1, 2]
    for _ in range(3):
        slow.entered.acquire(blocking=False)
    with ThreadPoolExecutor(2) as pool:
        failing = pool.submit(look)
        slow.entered.acquire(timeout=10)
        after = pool.submit(look)
        waiting(look, 1)
        slow.go.release(2)
        with pytest.raises(OSError, match="away"):
            failing.result(10)
        assert after.result(10) == 4
