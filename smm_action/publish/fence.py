"""The last look at the clock, when a create call's connection stands and nothing of it has left.

Between a send's check and its first byte lie a line on disk, a name server and a handshake; and a machine can stand
still anywhere: a laptop that was closed, a virtual machine that was moved, a process that was stopped. What goes on
after that must not send what others have taken over meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from smm_action.core.http import Answer, Http, Lost, NotSent

HEADERS, BODY = "http11.send_request_headers.started", "http11.send_request_body.started"
"""Names of httpcore's trace extension (https://www.encode.io/httpcore/extensions/#trace, read 2026-11-24), which httpx
takes with a request. What the function raises ends the call there."""


class Fenced(Http):
    """Another ``Http``'s calls, of which no create leaves once time is up."""

    def __init__(self, http: Http, is_over: Callable[[], bool]) -> None:
        """Make the calls of ``http``; ``is_over`` says whether time is up."""
        super().__init__(http.origin)
        self._http, self._is_over = http, is_over

    def read(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> Answer:
        """Make a call that may be repeated, at any time."""
        return self._http.read(method, path, headers=headers, **content)

    def create(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> Answer:
        """Make a call that must happen at most once, if there is time.

        Raises:
            NotSent: time was up before anything left.
            Lost: time was up when the headers had left. A call without a body may be obeyed.
        """
        return self._http.create(method, path, headers=headers, extensions={"trace": self._watch}, **content)

    def at(self, origin: str) -> Http:
        """Return calls to another origin, where media go: nothing there is seen by anyone."""
        return self._http.at(origin)

    def close(self) -> None:
        """Close the kept connections."""
        self._http.close()

    def _watch(self, event: str, details: Mapping[str, Any]) -> None:
        del details
        if event == HEADERS and self._is_over():
            raise NotSent("the run's time was up before this left")
        if event == BODY and self._is_over():
            raise Lost("the run's time was up while this left")
