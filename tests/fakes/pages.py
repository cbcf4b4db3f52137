"""Pages of strangers: a real HTTPS server on loopback that answers whatever a test wants, byte by byte.

The certificate below is valid for ``pages.example``, ``other.example`` and ``straße.example`` from 2000 to 2099. Its
key is public, like everything here, and nothing but these tests trusts it.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from smm_action.core.visit import Visitor

CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBnDCCAUOgAwIBAgIBATAKBggqhkjOPQQDAjAdMRswGQYDVQQDDBJwYWdlcyBv
ZiB0aGUgdGVzdHMwIBcNMDAwMTAxMDAwMDAwWhgPMjEwMDAxMDEwMDAwMDBaMB0x
GzAZBgNVBAMMEnBhZ2VzIG9mIHRoZSB0ZXN0czBZMBMGByqGSM49AgEGCCqGSM49
AwEHA0IABImd6FFk3rO2u/vP6wQKfR5ij/AhllaM9AI6yuFwAX0apyld/3PUQJ+v
kl1tTtyi6A0qRpVyhUyBLzp4D6NBmWCjcjBwMA8GA1UdEwEB/wQFMAMBAf8wPgYD
VR0RBDcwNYINcGFnZXMuZXhhbXBsZYINb3RoZXIuZXhhbXBsZYIVeG4tLXN0cmFl
LW9xYS5leGFtcGxlMB0GA1UdDgQWBBQkaZE/xI3zK317XDOkkla1vbkMmjAKBggq
hkjOPQQDAgNHADBEAiA7ajCUG29E3QMuehYx1cqU05GBorEPYbefjFA5v/5hpAIg
XXw+1i2hYhSxTnz2gyKzy9qH7TUjx1gHKormG6Bmi+Q=
-----END CERTIFICATE-----
"""
KEY = """\
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIGJp9A6/1V4d3jrVm5e6dYyQbdMbd5nFl+dXdbcojYeboAoGCCqGSM49
AwEHoUQDQgAEiZ3oUWTes7a7+8/rBAp9HmKP8CGWVoz0AjrK4XABfRqnKV3/c9RA
n6+SXW1O3KLoDSpGlXKFTIEvOngPo0GZYA==
-----END EC PRIVATE KEY-----
"""
LOOPBACK = "127.0.0.1"
Answer = bytes | Callable[[socket.socket], None]


def answer(body: bytes = b"", kind: str = "text/html", status: int = 200, **headers: str) -> bytes:
    """Return a whole HTTP answer; of header names the underscores are dashes."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def moved(to: str, status: int = 302) -> bytes:
    return answer(status=status, Location=to)


def drip(start: bytes, piece: bytes, pause: float = 0.05) -> Callable[[socket.socket], None]:
    """Return an answer that begins with ``start`` and then says ``piece`` for ever."""

    def tell(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return tell


@dataclass
class Pages:
    """Answers by path; what is not there is 404. A thread a connection."""

    address: str = LOOPBACK
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    """What the clients asked for in the TLS handshake (SNI)."""
    before_tls: Callable[[socket.socket], None] | None = None

    def __post_init__(self) -> None:
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            pem = Path(folder) / "pem"
            pem.write_text(CERTIFICATE + KEY)
            self._tls.load_cert_chain(pem)
        self._tls.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self._listener = socket.create_server((self.address, self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def paths(self) -> list[str]:
        """The targets that were asked for, in order."""
        return [request.split(b" ")[1].decode() for request in self.requests]

    def url(self, path: str = "/", host: str = "pages.example") -> str:
        return f"https://{host}:{self.port}{path}"

    def visitor(
        self, seconds: float = 5.0, *, names: Mapping[str, str] | None = None, open_to: tuple[str, ...] = (LOOPBACK,)
    ) -> Visitor:
        """Return a visitor to whom the names of the certificate are here, and who may reach ``open_to``."""
        known = {
            "pages.example": LOOPBACK,
            "other.example": LOOPBACK,
            "xn--strae-oqa.example": LOOPBACK,
            **(names or {}),
        }
        return Visitor(
            seconds,
            look_up=lambda host: (known.get(host, host),),
            may_reach=open_to.__contains__,
            trust=ssl.create_default_context(cadata=CERTIFICATE),
        )

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=partial(self._talk, connection), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(20)
            if self.before_tls is not None:
                self.before_tls(connection)
            with self._tls.wrap_socket(connection, server_side=True) as secure:
                self._answer(secure)

    def _answer(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536) or b"\r\n\r\n"
        self.requests.append(request)
        found = self.answers.get(self.paths[-1], answer(status=404))
        if isinstance(found, bytes):
            connection.sendall(found)
        else:
            found(connection)
