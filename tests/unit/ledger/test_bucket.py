"""Six pushes a minute, and the urgent ones at once."""

from __future__ import annotations

from smm_action.ledger.bucket import REFILL, SIZE, Bucket


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds

    def bucket(self) -> Bucket:
        return Bucket(self.clock, self.sleep)


def test_the_first_six_do_not_wait():
    time = Time()
    bucket = time.bucket()
    for _ in range(SIZE):
        bucket.take(urgent=False)
    assert time.slept == []


def test_the_seventh_waits_ten_seconds_and_so_does_each_after_it():
    time = Time()
    bucket = time.bucket()
    for _ in range(SIZE + 3):
        bucket.take(urgent=False)
    assert time.slept == [REFILL] * 3


def test_waiting_elsewhere_counts():
    time = Time()
    bucket = time.bucket()
    for _ in range(SIZE):
        bucket.take(urgent=False)
    time.now += 4
    bucket.take(urgent=False)
    assert time.slept == [6]


def test_the_last_one_never_waits_but_is_counted():
    time = Time()
    bucket = time.bucket()
    for _ in range(SIZE + 1):
        bucket.take(urgent=True)
    assert time.slept == []
    bucket.take(urgent=False)
    assert time.slept == [20]


def test_a_long_run_of_urgent_ones_blocks_nobody_for_more_than_a_window_and_its_own_turn():
    time = Time()
    bucket = time.bucket()
    for _ in range(100):
        bucket.take(urgent=True)
    bucket.take(urgent=False)
    assert time.slept == [70]


def test_a_clock_that_goes_back_gives_nothing():
    time = Time()
    bucket = time.bucket()
    for _ in range(SIZE):
        bucket.take(urgent=False)
    time.now -= 3600
    bucket.take(urgent=False)
    assert time.slept == [REFILL]
