"""One look at something slow for everybody who asks at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


class Look(Generic[T]):
    """Answers what a look says that began after it was asked for, so nobody is told what is older than the question.

    While one look is under way, whoever asks waits for the next one, and shares it. Accounts that send at the same time
    so look as often as one of them alone would.
    """

    def __init__(self, look: Callable[[], T]) -> None:
        """Look by calling ``look``, never twice at once."""
        self._look = look
        self._turn = threading.Condition()
        self._begun = self._ended = 0
        self._answer: Callable[[], T] | None = None

    def __call__(self) -> T:
        """Return what the look says; what it raises is raised for everybody who shares it."""
        with self._turn:
            wanted = self._begun + 1
            while self._ended < wanted and self._begun > self._ended:
                self._turn.wait()
            if self._ended >= wanted:
                assert self._answer is not None
                return self._answer()
            self._begun += 1
        answer = self._looked()
        with self._turn:
            self._answer, self._ended = answer, self._begun
            self._turn.notify_all()
        return answer()

    def _looked(self) -> Callable[[], T]:
        try:
            found = self._look()
        except BaseException as error:  # noqa: BLE001 raised again, by everybody who waits for it
            return partial(_again, error)
        return lambda: found


def _again(error: BaseException) -> NoReturn:
    raise error
