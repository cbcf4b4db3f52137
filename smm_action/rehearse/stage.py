"""Runners that overlap take turns: one moves at a time, and a draw says who is next after every step.

True parallelism would be no harder on the protocol and could not be replayed. Each runner is a thread, because the
tick is ordinary code; a thread waits until it is given its turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from smm_action.rehearse.chance import Chance

Turn = Callable[[], None]
"""Offers the turn to the others; returns when it is ours again."""
Act = Callable[[Turn], None]


def play(acts: Sequence[Act], chance: Chance, scene: object) -> None:
    """Let the ``acts`` run to their ends. ``scene`` tells this call from others, for the draws.

    Raises:
        BaseException: whatever an act raised, the first one's.
    """
    _Stage(acts, chance, scene).run()


class _Stage:
    def __init__(self, acts: Sequence[Act], chance: Chance, scene: object) -> None:
        self._acts, self._chance, self._scene = acts, chance, scene
        self._turns = [threading.Semaphore(0) for _ in acts]
        self._on_stage = list(range(len(acts)))
        self._over = threading.Semaphore(0)
        self._draws = 0
        self._errors: list[BaseException] = []

    def run(self) -> None:
        # threads even for one: the main thread stays free for Ctrl-C
        for number in range(len(self._acts)):
            threading.Thread(target=self._perform, args=(number,), name=f"runner-{number}", daemon=True).start()
        self._turns[self._next()].release()
        self._over.acquire()
        if self._errors:
            raise self._errors[0]

    def _perform(self, number: int) -> None:
        self._turns[number].acquire()
        try:
            self._acts[number](lambda: self._offer(number))
        except BaseException as error:  # noqa: BLE001 raised again by ``run``
            self._errors.append(error)
        self._on_stage.remove(number)
        (self._turns[self._next()] if self._on_stage else self._over).release()

    def _offer(self, number: int) -> None:
        chosen = self._next()
        if chosen != number:
            self._turns[chosen].release()
            self._turns[number].acquire()

    def _next(self) -> int:
        if len(self._on_stage) == 1:
            return self._on_stage[0]
        self._draws += 1
        draw = self._chance.draw("turn", self._scene, self._draws)
        return self._on_stage[int(draw * len(self._on_stage))]
