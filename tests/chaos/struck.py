"""A runner: a forked process that is struck, stands still or goes on, and says what it did."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.warm.client import PATIENCE, Forked


@dataclass(kw_only=True)
class Runner(Forked):
    """A process under trace points."""

    trace: Path
    how: str = "kill"
    pipes: tuple[int, ...] = ()
    """What the process says where its disk is full: a pipe takes what a file does not."""

    def communicate(self, timeout: float = PATIENCE) -> tuple[str, str]:
        assert self.over.wait(timeout), f"the runner did not end: {self.err.read_text()}"
        for file, pipe in zip((self.out, self.err), self.pipes, strict=False):
            said = b"".join(iter(lambda pipe=pipe: _waiting(pipe), b""))
            os.close(pipe)
            file.unlink()
            file.write_bytes(said)
        self.pipes = ()
        return super().communicate(timeout)

    def events(self) -> list[dict[str, Any]]:
        """Return what it wrote so far; a line that is being written is none yet."""
        *lines, _ = self.trace.read_text().split("\n") if self.trace.exists() else [""]
        return [json.loads(line) for line in lines]

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
