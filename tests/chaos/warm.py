"""Runners: the warm process that they are forked from, and each of them as a process of its own."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.scenarios.conftest import CHECKOUT

PATIENCE = 60.0


class Warm:
    """The process that runners are forked from."""

    def __init__(self, home: Path) -> None:
        environ = {
            "PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("runner.py")), "--fork"],
            env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        self._ids = itertools.count()
        self._waiting: dict[int, Runner] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def fork(self, spec: Mapping[str, Any], pipes: Sequence[int] = ()) -> Runner:
        with self._lock:
            number = next(self._ids)
            runner = self._waiting[number] = Runner(
                Path(spec["out"]), Path(spec["err"]), Path(spec["trace"]), spec["how"], tuple(pipes)
            )
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps({**spec, "id": number}) + "\n")
        return runner

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            with self._lock:
                runner = self._waiting.pop(answer["id"])
            runner.returncode = answer["status"]
            runner.over.set()


@dataclass
class Runner:
    """A forked process, as far as ``tests.scenarios`` uses a Popen."""

    out: Path
    err: Path
    trace: Path
    how: str = "kill"
    pipes: tuple[int, ...] = ()
    """What the process says where its disk is full: a pipe takes what a file does not."""
    returncode: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def communicate(self, timeout: float = PATIENCE) -> tuple[str, str]:
        assert self.over.wait(timeout), f"the runner did not end: {self.err.read_text()}"
        for file, pipe in zip((self.out, self.err), self.pipes, strict=False):
            said = b"".join(iter(lambda pipe=pipe: _waiting(pipe), b""))
            os.close(pipe)
            file.unlink()
            file.write_bytes(said)
        self.pipes = ()
        return self.out.read_text(), self.err.read_text()

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.trace.read_text().splitlines()] if self.trace.exists() else []

    def points(self) -> list[str]:
        return [event["point"] for event in self.events() if "point" in event]

    def struck(self) -> bool:
        return any("struck" in event for event in self.events())

    def stopped(self) -> bool:
        """Wait until the process stands still or has ended, and return whether it stands still."""
        end = time.monotonic() + PATIENCE
        while not self.over.wait(0.005):
            groups = [event["group"] for event in self.events() if "struck" in event]
            if groups and _state(groups[0]).startswith("T"):
                return True
            assert time.monotonic() < end, "the runner neither ended nor stopped"
        return False

    def thaw(self) -> None:
        """Let the process go on, if it stands still."""
        if self.stopped():
            Path(f"{self.trace}.thawed").touch()
            os.killpg(next(event["group"] for event in self.events() if "struck" in event), signal.SIGCONT)


def _state(process: int) -> str:
    return subprocess.run(["ps", "-o", "state=", "-p", str(process)], capture_output=True, text=True).stdout.strip()


def pipe(path: str) -> int:
    os.mkfifo(path)
    return os.open(path, os.O_RDWR | os.O_NONBLOCK)


def _waiting(pipe: int) -> bytes:
    try:
        return os.read(pipe, 1 << 16)
    except BlockingIOError:
        return b""
