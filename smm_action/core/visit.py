"""Visit a page of strangers: https only, public addresses only, within one time and a number of bytes.

``core.http`` speaks to the servers that a team named; this goes wherever a link leads, and the page is hostile, and so
is its name:

* A name is looked up once. Every address it has must be public, and the connection goes to one of these very
  addresses: a name that says something else a moment later leads nowhere. The certificate is verified for the name.
* A redirect is looked at like the first address.
* One clock runs over everything: looking up, shaking hands, redirects, each byte of each answer.
* Bytes are counted as they come, before and after they are unpacked. Reading stops at the limit.
"""

from __future__ import annotations

import functools
import ipaddress
import queue
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from smm_action.core.http import USER_AGENT

if TYPE_CHECKING:
    import ssl

    import httpcore

REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,252}[a-z0-9])?|[0-9a-f:.]{2,45}")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';]+)", re.IGNORECASE)
_GZIP_OR_ZLIB = 47
"""``wbits`` of zlib: 15 and 32, "automatic header detection" (https://docs.python.org/3/library/zlib.html)."""
_UNICAST_6 = ipaddress.ip_network("2000::/3")
"""All global unicast addresses that IANA gives out (https://www.iana.org/assignments/ipv6-address-space, read
2026-11-24). What carries an IPv4 address inside (mapped, translated) lies outside."""
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",  # protocol assignments (RFC 6890); Oracle's clouds answer metadata on 192.0.0.192
        "168.63.129.16/32",  # the host below every Azure machine, so below GitHub's runners
        "192.88.99.0/24",  # relays to 6to4 (RFC 7526)
        "2002::/16",  # 6to4: any IPv4 address inside (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
)


class Unvisited(Exception):  # noqa: N818 an end of a visit, not an error of ours
    """There is nothing to be had, and why; the reason holds nothing that the page said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What lies at the end of the redirects."""

    url: str
    """Where it was found."""
    mime: str
    """In lower case, as the server says; empty when it says nothing."""
    charset: str
    """As the server says; empty when it says nothing."""
    body: bytes = field(repr=False)
    """Unpacked."""
    whole: bool
    """Whether there was no more to read."""


class Visitor:
    """Visits pages within ``seconds`` from now, all of them together."""

    def __init__(
        self,
        seconds: float,
        *,
        look_up: Callable[[str], Sequence[str]] | None = None,
        may_reach: Callable[[str], bool] | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Start the clock. The rest is for tests: name → addresses, address → may it be reached, whom TLS trusts."""
        self._ends = time.monotonic() + seconds
        self._look_up = look_up or addresses_of
        self._may_reach = may_reach or is_public
        self._trust = trust

    def get(self, url: str, *, most: int, kinds: frozenset[str] | None = None, base: str = "") -> Page:
        """Return what ``url`` (relative to ``base``) leads to, at most ``most`` bytes of it.

        ``kinds`` are the MIME types that are read; None reads everything.

        Raises:
            Unvisited: it can not be had, or may not.
        """
        found = base
        for _ in range(REDIRECTS + 1):
            found = _joined(found, url)
            answer = self._answer(found, most, kinds)
            if isinstance(answer, Page):
                return answer
            url = answer
        raise Unvisited("it is redirected too often")

    def _answer(self, url: str, most: int, kinds: frozenset[str] | None) -> Page | str:
        """Return the page, or where it has moved."""
        import httpcore

        from smm_action.core.pinned import Pinned

        host, port, target = _parts(url)
        shown = f"[{host}]" if ":" in host else host
        headers: Mapping[bytes | str, bytes | str] = {
            "host": shown if port == 443 else f"{shown}:{port}",
            "user-agent": USER_AGENT,
            "accept": "text/html, image/*;q=0.9, */*;q=0.1",
            "accept-encoding": "gzip",
            "connection": "close",
        }
        where = httpcore.URL(scheme=b"https", host=host.encode(), port=port, target=target.encode())
        backend = Pinned(self._addresses(host), self._left)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._trust or _trusted(), network_backend=backend) as pool,
                pool.stream("GET", where, headers=headers) as response,
            ):
                return _read(url, response, most, kinds)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, zlib.error) as error:
            raise Unvisited(f"it gives no answer ({type(error).__name__})") from None

    def _addresses(self, host: str) -> Sequence[str]:
        """Return the addresses of ``host``, all of them public."""
        answers: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._look_up(host))
            except (OSError, UnicodeError):
                answers.put(())

        # the system's resolver knows no timeout, and who owns the name decides how long it takes
        threading.Thread(target=ask, daemon=True).start()
        try:
            found = answers.get(timeout=self._left())
        except queue.Empty:
            found = ()
        if not found:
            raise Unvisited("its name has no address")
        if not all(self._may_reach(address) for address in found):
            raise Unvisited("its address is not public")
        return found

    def _left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Unvisited("it takes too long")
        return left


def addresses_of(host: str) -> tuple[str, ...]:
    """Return the addresses the system finds for ``host``. OSError when it finds none."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(item[4][0]) for item in found))


def is_public(address: str) -> bool:
    """Whether ``address`` is an IP address of the public network: no private, local, shared or reserved one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if not found.is_global or found.is_multicast or (found.version == 6 and found not in _UNICAST_6):
        return False
    return not any(found in network for network in _NOT_PUBLIC)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Return whom httpx trusts too. Made once: reading the certificates takes tens of milliseconds."""
    import httpcore

    return httpcore.default_ssl_context()


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        raise Unvisited("its address is none") from None


def _parts(url: str) -> tuple[str, int, str]:
    """Return host (in ASCII, no brackets), port and request target (in ASCII) of an https URL."""
    try:
        parts = urlsplit(url)
        host, port = _ascii(parts.hostname or ""), parts.port or 443
    except ValueError:
        raise Unvisited("its address is none") from None
    if parts.scheme != "https":
        raise Unvisited("it is not https")
    if parts.username is not None or parts.password is not None:
        raise Unvisited("its address holds a user name")
    if not _HOST.fullmatch(host):
        raise Unvisited("its address is none")
    safe = "/%:@!$&'()*+,;=~?"
    return (
        host,
        port,
        quote(parts.path or "/", safe=safe) + (f"?{quote(parts.query, safe=safe)}" if parts.query else ""),
    )


def _ascii(host: str) -> str:
    """Return an international name as the network knows it, by the rules browsers use. ValueError when it is none."""
    if host.isascii():
        return host.rstrip(".")
    import idna

    return idna.encode(host, uts46=True).decode("ascii").rstrip(".")


def _read(url: str, response: httpcore.Response, most: int, kinds: frozenset[str] | None) -> Page | str:
    headers: Mapping[str, str] = {
        name.decode("latin-1").lower(): value.decode("utf-8", "replace") for name, value in response.headers
    }
    location = headers.get("location")
    if response.status in _MOVED and location:
        return location
    if response.status != 200:
        raise Unvisited(f"it answers {response.status}")
    kind = headers.get("content-type", "")
    mime = kind.partition(";")[0].strip().lower()
    if kinds is not None and mime not in kinds:
        raise Unvisited("it is of another kind")
    charset = _CHARSET.search(kind)
    body, whole = _unpacked(response.iter_stream(), headers.get("content-encoding", "").strip().lower(), most)
    return Page(url=url, mime=mime, charset=charset[1] if charset else "", body=body, whole=whole)


def _unpacked(chunks: Iterable[bytes], encoding: str, most: int) -> tuple[bytes, bool]:
    """Return at most ``most`` bytes, and whether that is all there was."""
    if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise Unvisited("it is packed in a way that nobody asked for")
    unpack = None if encoding in {"", "identity"} else zlib.decompressobj(_GZIP_OR_ZLIB)
    taken, wire = bytearray(), 0
    for chunk in chunks:
        wire += len(chunk)
        # never more than one byte above the limit, however much a few bytes unpack to
        taken += chunk if unpack is None else unpack.decompress(chunk, most + 1 - len(taken))
        if len(taken) > most or wire > most:
            return bytes(taken[:most]), False
    return bytes(taken), unpack is None or unpack.eof
