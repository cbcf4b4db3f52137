"""A warm process as its owner sees it, and what it forked."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 60.0


@dataclass(kw_only=True)
class Forked:
    """A forked process, as far as tests use a Popen. It can be waited for, and nothing else."""

    out: Path
    err: Path
    returncode: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def communicate(self, timeout: float = PATIENCE) -> tuple[str, str]:
        assert self.over.wait(timeout), f"the process did not end: {self.err.read_text()}"
        return self.out.read_text(), self.err.read_text()


class Warm:
    """The process that others are forked from."""

    def __init__(self, home: Path, script: Path, *arguments: str) -> None:
        environ = {
            "PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1",
            "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, str(script), *arguments],
            env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        self._ids = itertools.count()
        self._waiting: dict[int, Forked] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def fork(self, spec: Mapping[str, Any], forked: Forked) -> None:
        """Start what ``spec`` describes; ``forked`` is told when it is over."""
        with self._lock:
            number = next(self._ids)
            self._waiting[number] = forked
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps({**spec, "id": number}) + "\n")

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            with self._lock:
                forked = self._waiting.pop(answer["id"])
            forked.returncode = answer["status"]
            forked.over.set()
