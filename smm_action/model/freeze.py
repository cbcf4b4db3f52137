"""Everybody stop: what may not go out for now, whoever planned it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smm_action.model.ids import AccountName, BrandName, PlatformName, PostId

ALL = "all"
KINDS = ("brand", "account", "platform", "campaign", "tag", "post")
"""What a scope may name beside ``all``: ``<kind>:<value>``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a freeze looks at in a delivery."""

    brand: BrandName
    post: PostId
    account: AccountName
    platform: PlatformName
    campaign: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """A stop in force: deliveries inside become held, and stay held when it is over."""

    scope: tuple[str, ...] = (ALL,)
    """Any of ``all``, ``brand:…``, ``account:…``, ``platform:…``, ``campaign:…``, ``tag:…``, ``post:…``."""
    excepted: tuple[str, ...] = ()
    """What goes out all the same, in the words of ``scope``: the statement everybody waits for."""
    reason: str
    until: datetime | None = None
    """The first instant after it; None until somebody lifts it."""
    by: str | None = None

    def covers(self, subject: Subject, now: datetime) -> bool:
        """Whether ``subject`` may not go out at ``now``."""
        inside = any(_names(term, subject) for term in self.scope)
        spared = any(_names(term, subject) for term in self.excepted)
        return inside and not spared and (self.until is None or now < self.until)

    def told(self) -> str:
        """Return the freeze as the reason of a held delivery."""
        end = "" if self.until is None else f" until {self.until:%Y-%m-%d %H:%M} UTC"
        return f"frozen{end}: {self.reason}"


def fault_of(term: str) -> str | None:
    """Return what is wrong with one term of a scope, or None."""
    kind, colon, value = term.partition(":")
    if term == ALL or (colon and value and kind in KINDS):
        return None
    return f"{term!r} is no scope: write all, or {', '.join(f'{kind}:…' for kind in KINDS)}"


def _names(term: str, subject: Subject) -> bool:
    kind, _, value = term.partition(":")
    match kind:
        case "all":
            return True
        case "tag":
            return value.removeprefix("#").casefold() in {tag.casefold() for tag in subject.tags}
        case "campaign":
            return value == subject.campaign
        case _:
            return bool(value == getattr(subject, kind))
