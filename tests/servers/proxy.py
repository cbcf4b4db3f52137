"""A proxy on loopback in front of a real server: it obeys, and then keeps or loses the answer to a create."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

import httpx

Fault = Literal["", "hold", "drop", "error"]
CREATES = ("/api/v1/statuses", "/xrpc/com.atproto.repo.putRecord", "/xrpc/com.atproto.repo.createRecord")
_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive", "server", "date"}
PATIENCE = 60.0


@dataclass(kw_only=True)
class Proxy:
    """Where it answers, what it does with the answers to creates, and which creates the server has obeyed."""

    url: str
    target: str
    fault: Fault = ""
    """``hold`` keeps the answer back, ``drop`` closes the connection, ``error`` says 500; all after the server obeyed."""
    times: int = 1_000
    """How many creates the fault strikes."""
    obeyed: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def heal(self) -> None:
        """Let everything through from now on."""
        self.fault = ""
        self.released.set()

    def struck(self, path: str) -> Fault:
        """Note a create that the server has obeyed and return what happens to its answer."""
        with self._lock:
            self.obeyed.append(path)
            if not self.fault or self.times <= 0:
                return ""
            self.times -= 1
            return self.fault


@contextmanager
def in_front_of(target: str) -> Iterator[Proxy]:
    """Run a proxy in front of the server at ``target`` while the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    proxy = Proxy(url=f"http://127.0.0.1:{server.server_port}", target=target)
    server.RequestHandlerClass = _handler(proxy)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.heal()
        server.shutdown()
        server.server_close()


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Keep quiet: what is worth knowing is in ``obeyed``."""

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {
                name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP | {"host"}
            }
            # a connection each: snac closes every one of them
            answer = httpx.request(
                self.command,
                proxy.target + self.path,
                content=body,
                headers={**headers, "connection": "close"},
                timeout=PATIENCE,
            )
            is_create = self.command == "POST" and self.path.split("?")[0] in CREATES and answer.is_success
            fault = proxy.struck(self.path) if is_create else ""
            if fault == "hold":
                proxy.released.wait(PATIENCE)
            if fault in {"hold", "drop"}:
                self.close_connection = True
                self.connection.close()
                return
            self._answer(500, {}, b"<h1>Internal Server Error</h1>") if fault else self._answer(
                answer.status_code, answer.headers, answer.content
            )

        def _answer(self, status: int, headers: httpx.Headers | dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in _HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _pass_on  # noqa: N815 http.server's own names

    return Handler
