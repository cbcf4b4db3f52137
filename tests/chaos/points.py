"""The points of a tick, in the runner's process: each is written down, and at a chosen one the world ends.

Only edges are wrapped: HTTP requests (with httpcore's own trace events), ``os.fsync``, child processes. A point is
called ``KIND WHAT MOMENT #N``: ``http POST /api/v1/statuses sent #1``, ``git push during #2``, ``fsync before #3``.

What happens at the chosen point is ``how``: ``kill``; ``kill-git``, together with the git that is running; ``disk``,
which is full from then on; ``freeze``, until SIGCONT comes; ``suspend``, as freeze, but with a clock that stood still.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

if TYPE_CHECKING:
    import httpx

from tests.warm import clocks

EVENTS = {
    "connection.connect_tcp.complete": "connected",
    "http11.send_request_headers.complete": "headers",  # the server has no body yet
    "http11.send_request_body.complete": "sent",  # the bytes are out, nothing came back
    "http11.receive_response_headers.complete": "answered",
    "http11.receive_response_body.complete": "read",
}
LEAVING = "http11.send_request_body.started"
TOKENS = re.compile(r"oauth|token|refresh", re.IGNORECASE)
"""Paths of calls that happen at most once, as creates do, and publish nothing."""
UPLOADED = re.compile(r"(?<=/hosted/).+|(?<=/dms-uploads/).+")
"""Names that are drawn by lot in each run."""


class Points:
    """Appends each point to ``trace``; at ``at`` it does what ``how`` says. ``away``: seconds that a freeze lasts."""

    def __init__(self, trace: str, at: str = "", how: str = "kill", origin: str = "", away: float = 0.0) -> None:
        self._thawed = Path(f"{trace}.thawed")
        self._file = os.open(trace, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._at, self._how, self._origin, self._away = at, how, Path(origin), away
        self._seen: Counter[str] = Counter()
        self._lock = threading.RLock()
        self._calls = threading.local()
        self._running: list[int] = []
        self.nonce = ""

    def install(self) -> None:
        self._wrap_http()
        self._learn_nonce()
        self._wrap_fsync()
        self._wrap_processes()

    def reach(self, label: str) -> None:
        with self._lock:
            self._seen[label] += 1
            name = f"{label} #{self._seen[label]}"
            self.write({"point": name})
            if name == self._at:
                self._strike()

    def write(self, event: Mapping[str, Any]) -> None:
        with self._lock:
            limit = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit[1], limit[1]))  # the witness has a disk of its own
            os.write(self._file, json.dumps(event).encode() + b"\n")
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    def _strike(self) -> None:
        self.write({"struck": self._at, "group": os.getpgrp()})
        if self._how in {"freeze", "suspend"}:
            os.killpg(0, signal.SIGSTOP)  # the machine stands still: threads, and whatever git is running
            while not self._thawed.exists():  # a stop takes effect a moment after it was asked for
                time.sleep(0.001)
            if self._how == "freeze":
                clocks.miss(self._away)
            return
        if self._how == "disk":
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
            return
        if self._how == "kill-git":
            for pid in self._running:
                os.kill(pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    def _wrap_http(self) -> None:
        import httpx

        original = httpx.HTTPTransport.handle_request

        def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            what = f"http {request.method} {UPLOADED.sub('*', re.sub(r'[0-9]+', 'N', request.url.path))}"
            self.reach(f"{what} before")
            heard = request.extensions.get("trace", lambda *_: None)
            request.extensions = {**request.extensions, "trace": partial(self._event, what, request, heard)}
            return original(transport, request)

        httpx.HTTPTransport.handle_request = handle_request  # type: ignore[method-assign]
        self._wrap_creates()

    def _wrap_creates(self) -> None:
        """Learn which calls publish, whatever the platform: those that the tool itself makes at most once."""
        from smm_action.core.http import Http

        original, calls = Http.create, self._calls

        def create(http: Http, *arguments: Any, **keywords: Any) -> Any:
            outer, calls.creating = getattr(calls, "creating", False), True
            try:
                return original(http, *arguments, **keywords)
            finally:
                calls.creating = outer

        Http.create = create  # type: ignore[method-assign]

    def _event(
        self, what: str, request: httpx.Request, heard: Callable[..., None], name: str, details: Mapping[str, Any]
    ) -> None:
        creates = (
            getattr(self._calls, "creating", False) and request.method != "GET" and not TOKENS.search(request.url.path)
        )
        if creates and name == LEAVING:
            text = _text(request.read())
            # The last look at the clock and the witness of it are one step: a thread that strikes holds the lock until
            # the clock has been set, so that no other thread looks at the clock of a machine that stands still.
            with self._lock:
                heard(name, details)
                # beside each create call: what the remote's head was just before it left
                self.write({"create": request.url.path, "text": text, "head": self._head(), "nonce": self.nonce})
        else:
            heard(name, details)
        if creates and EVENTS.get(name) == "sent":
            said = {"url": str(request.url), "headers": dict(request.headers), "body": request.read().decode()}
            self.write({"request": said})
        if name in EVENTS:
            self.reach(f"{what} {EVENTS[name]}")

    def _learn_nonce(self) -> None:
        from smm_action.cli import run

        ourselves = run.ourselves

        def known(environ: Mapping[str, str]) -> Any:
            owner = ourselves(environ)
            self.nonce = owner.nonce
            return owner

        run.ourselves = known  # type: ignore[attr-defined]

    def _head(self) -> str | None:
        try:
            return (self._origin / "refs/heads/smm-state").read_text().strip()
        except OSError:
            return None

    def _wrap_fsync(self) -> None:
        original = os.fsync

        def fsync(descriptor: int) -> None:
            self.reach("fsync before")
            original(descriptor)
            self.reach("fsync after")

        os.fsync = fsync

    def _wrap_processes(self) -> None:
        points = self

        class Traced(subprocess.Popen):  # type: ignore[type-arg]
            def __init__(self, arguments: Any, *rest: Any, **keywords: Any) -> None:
                self.called = f"git {_verb(arguments)}"
                points.reach(f"{self.called} before")
                super().__init__(arguments, *rest, **keywords)
                points._running.append(self.pid)
                points.reach(f"{self.called} during")

            def wait(self, timeout: float | None = None) -> int:
                ended = super().wait(timeout)
                if self.pid in points._running:
                    points._running.remove(self.pid)
                    points.reach(f"{self.called} after")
                return ended

        subprocess.Popen = Traced  # type: ignore[misc]


def _text(body: bytes) -> str | None:
    """Return what a create says, in the words of whichever platform; None where it names what was said before."""
    try:
        said = json.loads(body)
    except ValueError:
        said = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    said = said.get("record", said)
    for name in ("status", "text", "commentary", "message", "caption"):
        if isinstance(said.get(name), str):
            return str(said[name])
    held = said.get("message")
    return str(held["text"]) if isinstance(held, dict) else None


def _verb(arguments: list[str]) -> str:
    """Return git's verb, behind its options."""
    words = iter(arguments[1:])
    for word in words:
        if word == "-c":
            next(words)
        elif not word.startswith("-"):
            return word
    return "?"
