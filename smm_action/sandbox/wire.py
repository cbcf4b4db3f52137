"""The end of the line: answers sent whole, cut in half, or not at all.

uvicorn hides the socket from applications. ``Protocol`` hands it down in the scope, so that a fault can
reset the connection and a client really sees it break.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from smm_action.sandbox.answers import Answer

TRANSPORT = "smm.transport"
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Protocol(H11Protocol):
    """uvicorn's HTTP/1.1 with the connection visible to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        """Remember the connection and put it into every scope."""
        super().connection_made(transport)
        app = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, TRANSPORT: transport}, receive, send)

        self.app = with_transport


async def send(answer: Answer, scope: MutableMapping[str, Any], send: Send) -> None:
    """Send ``answer``, or break the connection as it says."""
    if answer.drop == "reset":
        await reset(scope)
        return
    headers = {"content-type": answer.mime, **answer.headers, "content-length": str(len(answer.body))}
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    if answer.drop == "half":
        await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
        await hang_up(scope)
        return
    await send({"type": "http.response.body", "body": answer.body})


async def reset(scope: MutableMapping[str, Any]) -> None:
    """End the connection with a TCP reset: lingering for zero seconds makes the kernel send RST."""
    transport: asyncio.Transport = scope[TRANSPORT]
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _noticed()


async def hang_up(scope: MutableMapping[str, Any]) -> None:
    """End the connection after what was written, without the rest."""
    transport: asyncio.Transport = scope[TRANSPORT]
    transport.close()
    await _noticed()


async def _noticed() -> None:
    """Let the protocol learn that the connection is gone, else it would try to answer 500."""
    for _ in range(3):
        await asyncio.sleep(0)
