"""Where the browser comes back to: one request on this machine (RFC 8252, section 7.3). Nothing of it is logged."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

from smm_action.core.errors import SmmError
from smm_action.tokens.oauth2 import GrantFault

PATH = "/callback"
PATIENCE = 300.0
"""Seconds for a person to sign in and say yes."""
_DONE = b"<!doctype html><title>smm</title><p>Done. You may close this page and go back to the terminal."


class Callback:
    """Waits for the browser."""

    def __init__(self, server: HTTPServer, told: list[dict[str, str]]) -> None:
        """Keep the server, which is listening already."""
        self._server, self._told = server, told

    @property
    def address(self) -> str:
        """Return the redirect address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"

    def wait(self, patience: float = PATIENCE) -> dict[str, str]:
        """Return the query of the request that came back.

        Raises:
            GrantFault: nobody came in time.
        """
        end = time.monotonic() + patience
        while not self._told and time.monotonic() < end:
            self._server.timeout = max(end - time.monotonic(), 0.01)
            self._server.handle_request()
        if not self._told:
            raise GrantFault("the browser did not come back in time")
        return self._told[0]


@contextmanager
def listening(port: int) -> Iterator[Callback]:
    """Listen on the loopback address of this machine alone; port 0 takes a free one.

    Raises:
        SmmError: the port is taken.
    """
    told: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        """Takes the one request that belongs here; a browser asks for its icon too."""

        timeout = 10.0
        """Seconds for a request: whoever connects and says nothing does not hold up the browser."""

        def do_GET(self) -> None:
            """Answer."""
            parts = urlsplit(self.path)
            ours = parts.path == PATH
            if ours:
                told.append(dict(parse_qsl(parts.query)))
            body = _DONE if ours else b""
            self.send_response(200 if ours else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.send_header("referrer-policy", "no-referrer")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the request line holds the code."""

    try:
        server = HTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        raise SmmError(
            f"Port {port} of this machine is taken.",
            f"{error.strerror or error}. The browser comes back to it after signing in.",
            "End what uses it, or register another address at the platform and name its port with --port.",
        ) from None
    with server:
        yield Callback(server, told)
