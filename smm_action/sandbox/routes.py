"""Which path is which operation. Scenario lines name operations: ``mastodon.publish``, ``bluesky.find`` and so on."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from smm_action.sandbox import hosting, timeline
from smm_action.sandbox.simulation import Handler, Row, simulations

PAGES: tuple[Row, ...] = (
    ("GET", "/", "page", timeline.everyone),
    ("GET", "/timeline/{account}", "page", timeline.one),
    ("PUT", "/hosted/{name}", "page", hosting.put),
    ("GET", "/hosted/{name}", "page", hosting.get),
    ("DELETE", "/hosted/{name}", "page", hosting.drop),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A request's operation, its handler and what the path says."""

    operation: str
    handler: Handler
    path: Mapping[str, str]


async def _unused(_: Request) -> Response:
    return Response()


@functools.cache
def table() -> tuple[Row, ...]:
    """Return every route: the platforms' APIs, then the pages."""
    platforms = simulations()
    apis = (row for one in platforms for row in one.table)
    return (*apis, *(row for one in platforms for row in one.pages), *PAGES)


@functools.cache
def _routes() -> tuple[tuple[Route, Handler], ...]:
    return tuple(
        (Route(path, _unused, methods=[method], name=operation), handler)
        for method, path, operation, handler in table()
    )


def find(scope: Mapping[str, Any]) -> Found | None:
    """Return what an ASGI scope asks for, None when the sandbox does not know it."""
    for route, handler in _routes():
        match, child = route.matches(dict(scope))
        if match is Match.FULL:
            return Found(operation=route.name, handler=handler, path=child.get("path_params", {}))
    return None


def operations() -> frozenset[str]:
    """Return the operations that a scenario line can name."""
    return frozenset(operation for _, _, operation, _ in table() if operation != "page")
