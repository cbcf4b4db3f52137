"""The one door to the servers a team names (``core.visit`` goes to strangers), and the only importer of httpx.

Two kinds of calls. ``read`` may be repeated and is. ``create`` changes the world: a fresh connection, one
attempt, and three possible ends: an answer, ``NotSent`` (it provably did not leave), ``Lost`` (nobody knows).
"""

from __future__ import annotations

import functools
import ipaddress
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smm_action.core.errors import SmmError

if TYPE_CHECKING:
    import ssl

    import httpx

USER_AGENT = "smm-action (+https://github.com/smm-action/smm-action)"
MAX_ANSWER = 8 * 1024 * 1024
"""Bytes of an answer that are read; more is a fault of the server. No API answer we use comes near it."""
READ_ATTEMPTS = 3


class NotSent(Exception):  # noqa: N818 an end of a call, not an error of ours
    """The request provably did not reach the server: the connection was never made."""


class Lost(Exception):  # noqa: N818 an end of a call, not an error of ours
    """The request left and no whole answer came back: whether it was obeyed is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """Return the parsed body, or None when it is no JSON: servers answer HTML from proxies."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine by its very name."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_origin(url: str) -> str:
    """Return ``scheme://host[:port]`` of ``url``.

    Raises:
        SmmError: neither https nor http to loopback, or credentials inside the URL.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.username or parts.password:
        raise SmmError("The server URL holds a user name.", "URLs end up in logs.", "Remove it from `server:`.")
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)):
        port = f":{parts.port}" if parts.port else ""
        shown = f"[{host}]" if ":" in host else host
        return f"{parts.scheme}://{shown}{port}"
    raise SmmError(
        f"{parts.scheme or 'no scheme'}://{host} is not a safe server address.",
        "Secrets travel over https only; http is accepted for this machine (loopback) alone.",
        "Write `server: https://…`.",
    )


class Http:
    """Calls to one origin. Redirects are never followed, so credentials never leave it."""

    def __init__(
        self,
        origin: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """Bind to ``origin``; ``transport`` and ``sleep`` are for tests."""
        self.origin = checked_origin(origin)
        self._headers = {"user-agent": USER_AGENT, **(headers or {})}
        self._timeout = timeout
        self._transport = transport
        self._sleep = sleep
        self._pool: httpx.Client | None = None

    def read(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> Answer:
        """Make a call that may be repeated; it is, on connection faults and 502/503/504, up to three times.

        ``content`` is httpx's ``json``, ``data``, ``files``, ``content`` or ``params``.

        Raises:
            NotSent: the server can not be reached.
            Lost: it was reached and did not answer whole.
        """
        last: Exception | None = None
        for attempt in range(READ_ATTEMPTS):
            if attempt:
                self._pause(0.2 * 4**attempt)
            try:
                answer = self._exchange(self._pooled(), method, path, headers, content)
            except (NotSent, Lost) as error:
                last = error
                self.close()
                continue
            if answer.status not in {502, 503, 504} or attempt == READ_ATTEMPTS - 1:
                return answer
        assert last is not None
        raise last

    def create(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> Answer:
        """Make a call that must happen at most once: a fresh connection, one attempt.

        Raises:
            NotSent: the connection could not be made.
            Lost: the request may have been obeyed.
        """
        with self._client() as client:
            return self._exchange(client, method, path, {"connection": "close", **(headers or {})}, content)

    def at(self, origin: str) -> Http:
        """Return calls to another origin of the same platform, such as its upload host; nothing of ours goes along.

        Raises:
            SmmError: ``origin`` is no safe address.
        """
        return Http(origin, timeout=self._timeout, transport=self._transport, sleep=self._sleep)

    def close(self) -> None:
        """Close the kept connections."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _client(self) -> httpx.Client:
        import httpx

        return httpx.Client(
            base_url=self.origin,
            headers=self._headers,
            timeout=self._timeout,
            follow_redirects=False,
            # nothing is encrypted on this machine, and trust costs 15 ms to load
            verify=self.origin.startswith("https:") and _trusted(),
            trust_env=not is_loopback(urlsplit(self.origin).hostname or ""),
            transport=self._transport,
        )

    def _pooled(self) -> httpx.Client:
        if self._pool is None:
            self._pool = self._client()
        return self._pool

    def _pause(self, seconds: float) -> None:
        if self._sleep is None:
            import time

            time.sleep(seconds)
        else:
            self._sleep(seconds)

    def _exchange(
        self,
        client: httpx.Client,
        method: str,
        path: str,
        headers: Mapping[str, str] | None,
        content: Mapping[str, Any],
    ) -> Answer:
        import httpx

        if not path.startswith("/"):
            raise ValueError("a path of this origin must start with /")
        try:
            with client.stream(method, path, headers=dict(headers or {}), **content) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > MAX_ANSWER:
                        raise Lost(f"{self.origin} answered more than {MAX_ANSWER} bytes")
                return Answer(
                    status=response.status_code,
                    headers={name.lower(): value for name, value in response.headers.items()},
                    body=bytes(body),
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise NotSent(f"{self.origin} could not be reached ({type(error).__name__})") from None
        except httpx.HTTPError as error:
            raise Lost(f"{self.origin} gave no whole answer ({type(error).__name__})") from None


_READING = threading.Lock()


def _trusted() -> ssl.SSLContext:
    """Return whom we trust. Read once: that takes longer than a call, and every create has a client of its own."""
    with _READING:
        return _certificates()


@functools.cache
def _certificates() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()
