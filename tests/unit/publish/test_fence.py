"""A create that nobody has time for any more does not leave, wherever its process stood still."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from smm_action.core.http import Http, Lost, NotSent
from smm_action.publish.fence import Fenced


class Server(ThreadingHTTPServer):
    """Keeps what it was asked, whole requests only."""

    def __init__(self) -> None:
        self.obeyed: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Answering)


class Answering(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) == length:
            self.server.obeyed.append(body)
            self.send_response(200)
            self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as found:
        threading.Thread(target=found.serve_forever, args=(0.01,), daemon=True).start()
        yield found
        found.shutdown()


def fenced(server: Server, *over: bool) -> Fenced:
    """Return calls whose time is up as ``over`` says, look after look."""
    return Fenced(Http(f"http://127.0.0.1:{server.server_port}"), iter(over).__next__)


def test_a_create_looks_twice_and_leaves(server: Server) -> None:
    http = fenced(server, False, False)
    assert http.create("POST", "/post", json={"a": 1}).status == 200
    assert server.obeyed == [b'{"a":1}']


@pytest.mark.parametrize(
    ("over", "end"),
    [
        pytest.param((True,), NotSent, id="before anything left"),
        pytest.param((False, True), Lost, id="after the headers"),
    ],
)
def test_what_is_too_late_is_not_obeyed(server: Server, over: tuple[bool, ...], end: type[Exception]) -> None:
    with pytest.raises(end, match="time was up"):
        fenced(server, *over).create("POST", "/post", json={"a": 1})
    assert fenced(server, False, False).create("POST", "/post", json={"b": 2}).status == 200
    assert server.obeyed == [b'{"b":2}']


def test_reading_needs_no_time(server: Server) -> None:
    http = fenced(server)
    assert http.read("GET", "/posts", headers={"content-length": "0"}).status == 200
    assert http.at(http.origin).read("GET", "/posts", headers={"content-length": "0"}).status == 200
    http.close()
