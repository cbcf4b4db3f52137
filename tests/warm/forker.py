"""A process that has imported everything and forks: its children are as real as any process, and start at once."""

from __future__ import annotations

import ctypes
import json
import os
import pkgutil
import select
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

PR_SET_CHILD_SUBREAPER = 36
CRASHED = 70
ROOMS = {"core", "model", "content", "media", "platformkit", "platforms", "seal", "plan", "ledger", "publish"}
"""The rooms a tick walks through."""


def become(spec: Mapping[str, Any]) -> None:
    """Make this process the one that ``spec`` describes: directory, environment, output files, arguments."""
    os.chdir(spec["cwd"])
    os.environ.clear()
    os.environ.update(spec["environ"])
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(spec[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.argv = ["smm", *spec["arguments"]]


def status_of(main: Callable[[], object]) -> int:
    """Run ``main`` to its end and return the exit status that the interpreter would have."""
    try:
        main()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 1
    except BaseException:  # noqa: BLE001 a crash must be told apart from a failed delivery
        traceback.print_exc()
        return CRASHED
    return 0


def flushed(status: int) -> int:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return status or CRASHED
    return status


def load(rooms: Iterable[str] = ROOMS) -> None:
    """Import what a tick needs, so that a fork finds it there."""
    import smm_action

    for info in pkgutil.walk_packages(smm_action.__path__, "smm_action."):
        if info.name.split(".")[1] in rooms:
            import_module(info.name)
    for name in ("smm_action.cli.commands.publish", "httpx", "PIL.Image", "PIL.PngImagePlugin"):
        import_module(name)


class Forker:
    """Forks a child for each line of its input, reaps everything, and answers when a child's whole session is empty.

    A line is JSON with an ``id`` and whatever ``play`` wants; the answer is ``{"id", "status"}``.
    """

    def __init__(self, play: Callable[[dict[str, Any]], int]) -> None:
        self.play = play
        if sys.platform == "linux":  # elsewhere orphans are reaped by the system's first process
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.running: dict[int, int] = {}
        self.ended: dict[int, int] = {}
        self.wake, notify = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(notify, False)
        signal.set_wakeup_fd(notify)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def loop(self) -> None:
        rest = b""
        while True:
            ready, _, _ = select.select([0, self.wake], [], [], 0.02 if self.ended else 1.0)
            if self.wake in ready:
                os.read(self.wake, 512)
            if 0 in ready:
                read = os.read(0, 1 << 16)
                if not read:
                    return
                *lines, rest = (rest + read).split(b"\n")
                for line in lines:
                    self.fork(json.loads(line))
            self.reap()

    def fork(self, spec: dict[str, Any]) -> None:
        pid = os.fork()
        if pid:
            self.running[pid] = spec["id"]
            return
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os._exit(flushed(self.play(spec)))

    def reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if pid in self.running:
                self.ended[pid] = os.waitstatus_to_exitcode(status)
        for pid in [pid for pid in self.ended if _is_empty(pid)]:
            answer = {"id": self.running.pop(pid), "status": self.ended.pop(pid)}
            os.write(1, json.dumps(answer).encode() + b"\n")


def _is_empty(session: int) -> bool:
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return True
    return False
