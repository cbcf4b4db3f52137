"""What ``smm doctor`` says of one account, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from smm_action.core.clock import parse_instant
from smm_action.model.card import Card, Refresh, Version
from smm_action.platformkit.credentials import variable
from smm_action.tokens.edits import is_over
from smm_action.tokens.vault import Token

SUNSET = timedelta(days=60)
"""How long before the end of an API version it is named."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One account's state."""

    account: str
    platform: str
    ready: bool
    said: str
    in_use: bool = True
    """Whether a post names it; the others may be unready."""
    missing: tuple[str, ...] = ()
    """Variables that are not set."""
    missing_scopes: tuple[str, ...] = ()
    expires: str | None = None
    """RFC 3339 UTC instant at which the credential ends; None when it does not, or nobody says."""
    days_left: int | None = None
    renewal: str = ""
    """Whether the credential is renewed here, when it was, and what went wrong."""
    notes: tuple[str, ...] = ()
    """What to know beside."""

    def document(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return asdict(self)

    def sentences(self) -> Iterator[str]:
        """Yield what a person should read below the line of the account."""
        if self.missing_scopes:
            yield f"The credential lacks {', '.join(self.missing_scopes)}."
        if self.days_left is not None and self.expires is not None:
            yield ended(self.days_left, self.expires)
        if self.renewal:
            yield self.renewal
        yield from self.notes


def days_left(expires: str | None, now: datetime) -> int | None:
    """Return how many whole days are left; negative when it has ended."""
    return (parse_instant(expires) - now) // DAY if expires is not None else None


def ended(days: int, expires: str) -> str:
    """Say when a credential ends."""
    if days < 0:
        return f"The credential ended on {expires[:10]}."
    return f"The credential ends on {expires[:10]}, in {days} {'day' if days == 1 else 'days'}."


def ways(account: str, card: Card, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Say of each alternative which variables it lacks; nothing where there is one way alone."""
    names = list(dict.fromkeys(item.way for item in card.credentials if item.way))
    if len(names) < 2:
        return ()
    needs = {way: [item for item in card.credentials if item.way in {"", way} and not item.optional] for way in names}
    lacks = {
        way: [variable(account, item.field) for item in items if not environ.get(variable(account, item.field))]
        for way, items in needs.items()
    }
    return tuple(f"Way {way}: {', '.join(lacks[way])} missing." for way in names if lacks[way])


def help_note(account: str, platform: str) -> str:
    """Say how a person comes by a credential that is missing or no longer taken."""
    page = f"https://github.com/smm-action/smm-action/blob/main/docs/platforms/{platform}.md"
    return f"`smm auth {account}` gets new ones with you, or step by step: {page}"


def version_note(version: Version | None, label: str, now: datetime) -> tuple[str, ...]:
    """Say when the platform will refuse the version of its API that is used, from 60 days before."""
    if version is None or version.sunset is None:
        return ()
    left = datetime.combine(date.fromisoformat(version.sunset), time(), UTC) - now
    if left > SUNSET:
        return ()
    if left < timedelta():
        return (f"{label} refuses version {version.name} of its API since {version.sunset}: update smm-action.",)
    return (f"{label} refuses version {version.name} of its API from {version.sunset} on: update smm-action before.",)


def is_lost(token: Token, refresh: Refresh, now: datetime) -> bool:
    """Whether the token may be used up by a renewal of which nobody knows how it ended."""
    record = token.record
    if record is None or not refresh.rotating:
        return False
    claimed = record.claim is not None and record.claim.tried == token.print and is_over(record.claim, now)
    failed = record.failure is not None and record.failure.kind == "lost" and record.failure.tried == token.print
    return claimed or failed


def renewal(token: Token, refresh: Refresh, keeper_fault: str | None, now: datetime) -> str:
    """Say whether and when the token is renewed; ``keeper_fault`` is why a new one could be kept nowhere."""
    if token.locked:
        return "A newer token may be sealed on the state branch; SMM_TOKEN_KEY is not set here."
    record = token.record
    if is_lost(token, refresh, now):
        return "A renewal was begun and nobody knows how it ended, so the token may be used up: run `smm auth`."
    if keeper_fault is not None:
        return f"It is not renewed here: {keeper_fault}."
    failure = record.failure if record is not None else None
    if failure is not None and failure.tried == token.print:
        why = "the platform refused it" if failure.kind == "refused" else "it did not work at that time"
        return f"Renewing it failed on {failure.at[:10]} ({why}); it is tried again from {failure.again[:16]}Z on."
    if record is not None and record.renewed is not None and token.print == record.print:
        kept = f"sealed on the state branch as token {record.seq}" if record.sealed else "stored as a secret"
        return f"It was renewed on {record.renewed[:10]} and is {kept}."
    if token.expires is None or parse_instant(token.expires) - now <= refresh.before:
        return "It is renewed when it is used next."
    return f"It is renewed from {_day(parse_instant(token.expires) - refresh.before)} on."


def _day(instant: datetime) -> str:
    return instant.date().isoformat()
