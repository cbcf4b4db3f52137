"""The one door to the network, on real loopback sockets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest

from smm_action.core.errors import SmmError
from smm_action.core.http import MAX_ANSWER, Answer, Http, Lost, NotSent, checked_origin, is_loopback

Handler = Callable[[socket.socket, int], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Accepts connections one after the other and hands each to ``handler`` with its number."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.requests: list[bytes] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                connection.settimeout(5)
                try:
                    self.requests.append(read_request(connection))
                    self.handler(connection, self.connections)
                except OSError:
                    continue


def read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return data
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def reset(connection: socket.socket) -> None:
    """Close with a TCP reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Handler], Server]]:
    servers: list[Server] = []

    def start(handler: Handler) -> Server:
        servers.append(Server(handler))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def http(server: Server, **options: object) -> Http:
    return Http(server.origin, timeout=2.0, sleep=lambda seconds: None, **options)  # type: ignore[arg-type]


def test_an_answer_comes_with_status_lowered_headers_and_body(serve: Callable[[Handler], Server]) -> None:
    server = serve(lambda c, n: c.sendall(OK))
    answer = http(server).create("POST", "/create", json={"a": 1})
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {}
    assert server.requests[0].startswith(b"POST /create HTTP/1.1\r\n")
    assert server.requests[0].endswith(b'{"a":1}')


def test_every_call_says_who_we_are(serve: Callable[[Handler], Server]) -> None:
    server = serve(lambda c, n: c.sendall(OK))
    http(server).create("POST", "/x")
    assert b"user-agent: smm-action" in server.requests[0].lower()


def test_a_create_to_a_port_nobody_listens_on_was_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotSent):
        Http(f"http://127.0.0.1:{port}", timeout=2.0).create("POST", "/x")


def test_a_create_that_is_dropped_before_the_answer_is_lost_and_never_sent_again(
    serve: Callable[[Handler], Server],
) -> None:
    server = serve(lambda c, n: reset(c))
    with pytest.raises(Lost):
        http(server).create("POST", "/x", json={"status": "Hi"})
    assert server.connections == 1


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    ],
)
def test_a_create_whose_answer_is_not_whole_is_lost(serve: Callable[[Handler], Server], sent: bytes) -> None:
    server = serve(lambda c, n: c.sendall(sent))
    with pytest.raises(Lost):
        http(server).create("POST", "/x")
    assert server.connections == 1


def test_a_create_that_is_not_answered_in_time_is_lost(serve: Callable[[Handler], Server]) -> None:
    waiting = threading.Event()

    def hang(connection: socket.socket, number: int) -> None:
        waiting.wait(5)

    server = serve(hang)
    with pytest.raises(Lost):
        Http(server.origin, timeout=0.2).create("POST", "/x")
    waiting.set()
    assert server.connections == 1


def test_a_create_dropped_after_the_whole_answer_is_an_answer(serve: Callable[[Handler], Server]) -> None:
    def answer_and_reset(connection: socket.socket, number: int) -> None:
        connection.sendall(OK)
        connection.shutdown(socket.SHUT_WR)

    assert http(serve(answer_and_reset)).create("POST", "/x").status == 200


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_create_that_is_refused_is_never_sent_again(serve: Callable[[Handler], Server], status: int) -> None:
    server = serve(lambda c, n: c.sendall(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % status))
    assert http(server).create("POST", "/x").status == status
    assert server.connections == 1


def test_a_create_uses_a_fresh_connection_even_after_reads(serve: Callable[[Handler], Server]) -> None:
    def two(connection: socket.socket, number: int) -> None:
        connection.sendall(OK)
        if number == 1:
            connection.settimeout(0.3)
            read_request(connection)

    server = serve(two)
    client = http(server)
    client.read("GET", "/read")
    client.create("POST", "/create")
    assert server.connections == 2
    assert b"connection: close" in server.requests[1].lower()
    client.close()


def test_a_read_is_repeated_until_it_is_answered(serve: Callable[[Handler], Server]) -> None:
    server = serve(lambda c, n: reset(c) if n < 3 else c.sendall(OK))
    assert http(server).read("GET", "/x").status == 200
    assert server.connections == 3


def test_a_read_gives_up_after_three_attempts(serve: Callable[[Handler], Server]) -> None:
    server = serve(lambda c, n: reset(c))
    with pytest.raises(Lost):
        http(server).read("GET", "/x")
    assert server.connections == 3


def test_a_read_waits_longer_each_time(serve: Callable[[Handler], Server]) -> None:
    pauses: list[float] = []
    server = serve(lambda c, n: reset(c))
    with pytest.raises(Lost):
        Http(server.origin, timeout=2.0, sleep=pauses.append).read("GET", "/x")
    assert len(pauses) == 2
    assert 0 < pauses[0] < pauses[1]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_read_through_a_proxy_that_is_down_is_repeated_and_then_believed(
    serve: Callable[[Handler], Server], status: int
) -> None:
    server = serve(lambda c, n: c.sendall(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status))
    assert http(server).read("GET", "/x").status == status
    assert server.connections == 3


def test_a_read_that_is_refused_is_not_repeated(serve: Callable[[Handler], Server]) -> None:
    server = serve(lambda c, n: c.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"))
    assert http(server).read("GET", "/x").status == 404
    assert server.connections == 1


def test_a_server_that_closes_without_saying_so_is_read_again(serve: Callable[[Handler], Server]) -> None:
    # snac closes each connection and does not announce it.
    server = serve(lambda c, n: c.sendall(OK))
    client = http(server)
    assert [client.read("GET", "/x").status for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("kind", ["read", "create"])
def test_a_redirect_is_an_answer_and_is_not_followed(
    serve: Callable[[Handler], Server], status: int, kind: str
) -> None:
    elsewhere = serve(lambda c, n: c.sendall(OK))
    location = f"{elsewhere.origin}/steal".encode()
    server = serve(
        lambda c, n: c.sendall(b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, location))
    )
    client = http(server, headers={"authorization": "Bearer secret"})
    answer = client.read("GET", "/x") if kind == "read" else client.create("POST", "/x")
    assert answer.status == status
    assert elsewhere.connections == 0


def test_an_answer_without_end_is_cut_off_and_lost() -> None:
    sent = 0

    def endless(request: httpx.Request) -> httpx.Response:
        def chunks() -> Iterator[bytes]:
            nonlocal sent
            while True:
                sent += 65536
                yield b"x" * 65536

        return httpx.Response(200, content=chunks())

    client = Http("https://big.example", transport=httpx.MockTransport(endless))
    with pytest.raises(Lost):
        client.create("POST", "/x")
    assert sent <= MAX_ANSWER + 2 * 65536


def test_the_largest_answer_that_is_read_is_read_whole() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=b"x" * MAX_ANSWER))
    assert len(Http("https://big.example", transport=transport).create("POST", "/x").body) == MAX_ANSWER


def test_no_exception_and_no_repr_holds_what_was_sent(serve: Callable[[Handler], Server]) -> None:
    server = serve(lambda c, n: reset(c))
    client = http(server, headers={"authorization": "Bearer s3cret"})
    with pytest.raises(Lost) as caught:
        client.create("POST", "/x?token=s3cret", json={"text": "s3cret"})
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "s3cret" not in repr(Answer(status=200, headers={"x": "s3cret"}, body=b"s3cret"))


@pytest.mark.parametrize("path", ["https://evil.example/x", "//evil.example/x", "x"])
def test_a_call_can_not_leave_its_origin(path: str) -> None:
    reached: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        reached.append(request.url.host)
        return httpx.Response(200)

    client = Http("https://good.example", transport=httpx.MockTransport(answer))
    try:
        client.create("POST", path)
    except ValueError:
        assert not path.startswith("/")
    assert set(reached) <= {"good.example"}


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://social.example", "https://social.example"),
        ("https://social.example:8443/path?q", "https://social.example:8443"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("http://localhost", "http://localhost"),
        ("http://pds.localhost:2583", "http://pds.localhost:2583"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_https_anywhere_and_http_on_this_machine_are_fine(url: str, origin: str) -> None:
    assert checked_origin(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "http://social.example",
        "http://10.0.0.1",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "ftp://social.example",
        "social.example",
        "",
        "https://user:secret@social.example",
        "http://127.0.0.1@evil.example",
    ],
)
def test_anything_else_is_no_safe_server_and_the_error_keeps_the_secret(url: str) -> None:
    with pytest.raises(SmmError) as caught:
        Http(url)
    assert "secret" not in str(caught.value)
    assert caught.value.exit_code == 2
    assert caught.value.do


def test_this_machine_is_known_by_its_very_name() -> None:
    assert is_loopback("127.8.8.8")
    assert is_loopback("::1")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("localhost.example")


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    serve: Callable[[Handler], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(lambda c, n: c.sendall(OK))
    server = serve(lambda c, n: c.sendall(OK))
    monkeypatch.setenv("HTTP_PROXY", proxy.origin)
    monkeypatch.setenv("ALL_PROXY", proxy.origin)
    assert http(server).create("POST", "/x").status == 200
    assert (proxy.connections, server.connections) == (0, 1)


def test_an_answer_that_is_no_json_reads_as_nothing() -> None:
    assert Answer(status=200, headers={}, body=b"<h1>").json() is None
    assert Answer(status=200, headers={}, body=b"\xff\xfe").json() is None
