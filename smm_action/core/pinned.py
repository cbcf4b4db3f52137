"""Connections to addresses that were looked at, which end at an instant. The only importer of httpcore.

httpx asks for a name and connects to whatever that name says at that moment, and its timeouts begin anew with every
byte. Its own network layer, httpcore, takes a backend that decides both. Import this module where it is used: it
loads httpcore.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Sequence

import httpcore

Left = Callable[[], float]
"""Seconds that are left, more than 0. Raises when the time is up."""


class Pinned(httpcore.NetworkBackend):
    """Connects to one of the given addresses, whatever the name it is asked for says by now."""

    def __init__(self, addresses: Sequence[str], left: Left) -> None:
        """Keep the addresses, in order of preference."""
        self._addresses = addresses
        self._left = left
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; each gets its share of the time that is left."""
        del host, timeout
        last: Exception = httpcore.ConnectError("no address")
        for tried, address in enumerate(self._addresses):
            share = self._left() / (len(self._addresses) - tried)
            try:
                stream = self._plain.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
                continue
            return _Timed(stream, self._left)
        raise last


class _Timed(httpcore.NetworkStream):
    """A stream each of whose operations has only what is left of the whole time."""

    def __init__(self, stream: httpcore.NetworkStream, left: Left) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        del timeout
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._left)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
