"""What the sandbox has to know of a platform: one ``SIMULATION`` a package, found by looking."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from starlette.requests import Request

import smm_action.sandbox
from smm_action.model.post import EMPTY
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.message import Message
from smm_action.sandbox.store import Platform, Record, Relation, Resident, Store

Handler = Callable[[Call], Reply]
Row = tuple[str, str, str, Handler]
"""Method, path, operation (``mastodon.publish``; ``page`` is for people), handler."""


class Checker(Protocol):
    """A platform's own machine-readable contract."""

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks."""
        ...


class Audience(Protocol):
    """How simulated people are and act on a platform."""

    def settle(self, store: Store, name: str, now: datetime) -> Resident:
        """Return the account of the person ``name``, created on first sight."""
        ...

    def target(self, post: Record, author: Resident) -> str:
        """Return what likes, reposts and replies of ``post`` point at."""
        ...

    def whom(self, author: Resident) -> str:
        """Return what follows of ``author`` point at."""
        ...

    def act(
        self, store: Store, now: datetime, person: Resident, post: Record, aim: str, relation: Relation, answer: str
    ) -> Record:
        """Return the record that ``person`` makes; ``answer`` is the text of a reply."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """An account's calls, as rate-limit headers tell of them."""

    limit: int
    left: int
    ends: datetime
    seconds: int
    """Length of the window."""


def no_headers(window: Window) -> Mapping[str, str]:
    """Say nothing of limits."""
    del window
    return EMPTY


def nobody(headers: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    """Know no credential but the usual ones."""
    del headers, fields
    return ""


def text_of(record: Record) -> str | None:
    """Return the text under ``text``."""
    return str(record.value.get("text", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """One platform."""

    name: Platform
    label: str
    owns: Callable[[str], bool]
    """Whether a path (``/api/v1/statuses``) is one of its API: errors there are told in its words."""
    table: tuple[Row, ...]
    pages: tuple[Row, ...] = ()
    """Routes for people and for files: never struck by faults, and not in the log."""
    error_body: Callable[[int, str], dict[str, Any]]
    """The JSON body of an error: status, and a message (empty: the usual one)."""
    nowhere: int = 404
    """Status of a path that it does not know."""
    rates: Callable[[Window], Mapping[str, str]] = no_headers
    account: Callable[[Mapping[str, str], Mapping[str, Any]], str] = nobody
    """Whom a credential of a form of its own names (headers, body fields); empty when nobody."""
    collections: tuple[str, ...]
    """Collections whose records are publications; the first one's are messages."""
    said: Callable[[Record], str | None] = text_of
    """The text that a publication was made with; None for a repost."""
    message: Callable[[Call, Record], Message]
    audience: Audience | None = None
    checker: Callable[[Path], Checker] | None = None
    """Reads its contract from the contracts folder."""


@functools.cache
def simulations() -> tuple[Simulation, ...]:
    """Return every simulated platform, by name."""
    packages = sorted(found.name for found in pkgutil.iter_modules(smm_action.sandbox.__path__) if found.ispkg)
    modules = (importlib.import_module(f"{smm_action.sandbox.__name__}.{name}") for name in packages)
    return tuple(module.SIMULATION for module in modules if hasattr(module, "SIMULATION"))


@functools.cache
def simulation(name: Platform) -> Simulation:
    """Return one platform.

    Raises:
        KeyError: it is not simulated.
    """
    return {one.name: one for one in simulations()}[name]


def owner_of(path: str) -> Simulation | None:
    """Return whose API ``path`` is; None for pages."""
    return next((one for one in simulations() if one.owns(path)), None)
