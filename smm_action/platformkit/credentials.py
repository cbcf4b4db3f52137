"""Secrets: where they are read from, and the check that they go only to the server they belong to (design §4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smm_action.core.errors import SmmError
from smm_action.core.http import checked_origin
from smm_action.model.card import Card
from smm_action.model.project import Account

SERVER = "SERVER"
"""The field that says which server a secret belongs to."""


class Secret:
    """A secret that must be kept somewhere: no repr, no str and no comparison shows it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep ``value``."""
        self._value = value

    def reveal(self) -> str:
        """Return the secret; call it in the argument list of the call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Why an account can not sign in: what has to be set, by the names of the variables."""

    variables: tuple[str, ...]
    reason: str


def variable(account: str, field: str) -> str:
    """Return the name of the environment variable: ``acme-mastodon``, ``TOKEN`` → ``SMM_ACME_MASTODON_TOKEN``."""
    return f"SMM_{re.sub(r'[^A-Z0-9]', '_', account.upper())}_{field}"


def read(account: Account, card: Card, environ: Mapping[str, str]) -> Mapping[str, str] | Missing:
    """Return the values of the card's fields by field name, or what is missing or belongs to another server."""
    held = {
        credential.field: environ.get(variable(account.name, credential.field), "").strip()
        for credential in card.credentials
    }
    fields = _needed(card, held)
    optional = {credential.field for credential in card.credentials if credential.optional and held[credential.field]}
    values = {field: value for field, value in held.items() if field in fields or field in optional}
    absent = tuple(variable(account.name, field) for field in fields if not held[field])
    if absent:
        return Missing(variables=absent, reason=f"{_list(absent)} {'is' if len(absent) == 1 else 'are'} not set.")
    broken = tuple(variable(account.name, field) for field, value in values.items() if not _is_plain(value))
    if broken:
        return Missing(variables=broken, reason=f"{_list(broken)} holds a line break or another invisible character.")
    if values and _names_a_server(account, environ):
        displaced = _displaced(account, environ)
        if displaced is not None:
            return displaced
    return MappingProxyType(values)


def _needed(card: Card, held: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fields that must be set: those of the way that is set whole, else of the way that is nearest to it."""
    ways = list(dict.fromkeys(credential.way for credential in card.credentials if credential.way)) or [""]
    sets = [tuple(one.field for one in card.credentials if one.way in {"", way} and not one.optional) for way in ways]
    return max(sets, key=lambda fields: (all(held[field] for field in fields), sum(bool(held[f]) for f in fields)))


def collisions(accounts: Iterable[tuple[str, Card]]) -> Mapping[str, tuple[str, ...]]:
    """Return the variables that two accounts would share, each with the names of those accounts."""
    owners: dict[str, list[str]] = {}
    for name, card in accounts:
        fields = [credential.field for credential in card.credentials]
        for field in (*fields, SERVER) if fields else ():
            owners.setdefault(variable(name, field), []).append(name)
    return {held: tuple(names) for held, names in owners.items() if len(names) > 1}


def _names_a_server(account: Account, environ: Mapping[str, str]) -> bool:
    return account.server is not None and environ.get("GITHUB_ACTIONS") == "true"


def _displaced(account: Account, environ: Mapping[str, str]) -> Missing | None:
    """Return why the secret must not go to ``account.server``: a pull request may have changed that line."""
    name = variable(account.name, SERVER)
    declared = environ.get(name, "").strip()
    if not declared:
        return Missing(
            variables=(name,),
            reason=f"{name} is not set: put the server's address beside the secret, so that a changed `server:`"
            " can not lead the secret elsewhere.",
        )
    if _origin(declared) != _origin(account.server or ""):
        return Missing(
            variables=(name,),
            reason=f"{name} and `server:` of {account.name} name different servers; the secret stays here.",
        )
    return None


def _origin(url: str) -> str:
    try:
        return checked_origin(url).lower().removesuffix(":443")
    except (SmmError, ValueError):
        return f"unsafe {url}"


def _is_plain(value: str) -> bool:
    return value.isprintable()


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
