"""One account's thread: it signs in, waits for its claimed deliveries, and sends them in order."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from smm_action.model.delivery import Receipt
from smm_action.model.ids import AccountName
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Blobs
from smm_action.publish.access import Access, Open, Opened, open_safely
from smm_action.publish.fence import Fenced
from smm_action.publish.journal import Journal
from smm_action.publish.outcomes import Stopped
from smm_action.publish.sending import Attempt, Sender, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The account answered, one way or another."""

    account: AccountName
    opened: Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOut:
    """One more part of a thread is out, and more are to come."""

    task: Task
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A task ended."""

    task: Task
    attempt: Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The thread is at its end; ``error`` when something tore it down."""

    account: AccountName
    error: BaseException | None = None


Event = SignedIn | PartOut | Done | Finished


class Worker(threading.Thread):
    """Everything that touches one account's session happens in this thread."""

    def __init__(
        self,
        account: AccountName,
        *,
        opener: Open,
        events: queue.SimpleQueue[Event],
        journal: Journal,
        blobs: Blobs,
        sleep: Callable[[float], None],
        check: Callable[[Sealed], Stopped | None],
        is_over: Callable[[], bool],
    ) -> None:
        """Prepare; ``start`` signs in and ``assign`` hands over the work.

        ``check`` is asked before a send, ``is_over`` in its last moment: whether the claims' time is up.
        """
        super().__init__(name=f"account-{account}", daemon=True)
        self.account = account
        self._opener, self._events, self._journal = opener, events, journal
        self._blobs, self._sleep, self._check, self._is_over = blobs, sleep, check, is_over
        self._inbox: queue.SimpleQueue[tuple[Task, ...]] = queue.SimpleQueue()

    def assign(self, tasks: Sequence[Task]) -> None:
        """Hand over the tasks; an empty sequence ends the thread."""
        self._inbox.put(tuple(tasks))

    def run(self) -> None:
        """Work; whatever tears the thread down is told to the main thread, never swallowed."""
        error: BaseException | None = None
        try:
            opened = open_safely(self._opener, self.account)
            self._events.put(SignedIn(account=self.account, opened=opened))
            tasks = self._inbox.get()
            if isinstance(opened, Access):
                self._work(opened, tasks)
        except BaseException as torn:  # noqa: BLE001 re-raised by the main thread
            error = torn
        finally:
            self._events.put(Finished(account=self.account, error=error))

    def _work(self, access: Access, tasks: Sequence[Task]) -> None:
        access.session.http = Fenced(access.session.http, self._is_over)
        sender = Sender(access=access, journal=self._journal, blobs=self._blobs, sleep=self._sleep)
        for task in tasks:
            attempt = sender.deliver(task, partial(self._check, task.sealed), self._progress(task))
            self._events.put(Done(task=task, attempt=attempt))

    def _progress(self, task: Task) -> Callable[[tuple[Receipt, ...]], None]:
        return lambda receipts: self._events.put(PartOut(task=task, receipts=receipts))
