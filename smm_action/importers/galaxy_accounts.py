"""``plugins.yml`` of galaxy-social as the accounts of ``smm.yml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smm_action.importers.naming import slug
from smm_action.importers.report import Note
from smm_action.importers.source_files import Unreadable, read_yaml, text

_NO_ACCOUNT = frozenset({"markdown"})
"""Their plug-in that writes previews into a folder."""
_LIMITS = {"mastodon": 500, "bluesky": 300, "linkedin": 3000, "slack": 40_000}
"""Characters per message that their configuration states for these, and that are the platforms' own."""
_SECRETS = {"access_token": "TOKEN", "password": "APP_PASSWORD"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAccount:
    """One plug-in of theirs that publishes somewhere."""

    name: str
    platform: str
    limit: int | None
    """Characters after which their program makes a thread."""
    config: Mapping[str, Any]
    """The account's value in ``smm.yml``."""


def read_accounts(source: Path, path: str) -> tuple[dict[str, SourceAccount], tuple[Note, ...]]:
    """Return the accounts by name, and what of their configuration has no place in ``smm.yml``.

    Raises:
        Unreadable: it is no list of plug-ins.
    """
    loaded = read_yaml(text(source, path))
    if not isinstance(loaded, Mapping) or not isinstance(loaded.get("plugins"), list):
        raise Unreadable("it holds no list of plugins")
    accounts: dict[str, SourceAccount] = {}
    notes: list[Note] = []
    for plugin in loaded["plugins"]:
        if not isinstance(plugin, Mapping) or "name" not in plugin:
            continue
        name, platform = slug(str(plugin["name"])), str(plugin.get("class", "")).partition(".")[0]
        settings = plugin.get("config")
        settings = settings if isinstance(settings, Mapping) else {}
        if platform in _NO_ACCOUNT:
            notes.append(Note(source=path, what=f"{name} writes previews into a folder; it is no account"))
            continue
        accounts[name] = _account(name, platform, settings)
        notes += [Note(source=path, what=what) for what in _left_out(name, platform, plugin, settings)]
    return accounts, tuple(notes)


def undeclared(names: Iterable[str], known: Mapping[str, SourceAccount]) -> Iterator[SourceAccount]:
    """Yield an account for each name that posts use and the configuration does not have."""
    for name in sorted(set(names) - known.keys()):
        yield _account(name, name.partition("-")[0], {})


def _account(name: str, platform: str, settings: Mapping[str, Any]) -> SourceAccount:
    limit = settings.get("max_content_length")
    limit = limit if isinstance(limit, int) else None
    config: dict[str, Any] = {"platform": platform}
    server = str(settings.get("base_url", "")).rstrip("/")
    if server:
        config["server"] = server
    handle = _handle(settings)
    if handle:
        config["handle"] = handle
    if limit is not None and limit != _LIMITS.get(platform):
        config["limits"] = {"characters": limit}
    return SourceAccount(name=name, platform=platform, limit=limit, config=config)


def _handle(settings: Mapping[str, Any]) -> str:
    url = str(settings.get("account_url", "")).rstrip("/")
    held = settings.get("username") or settings.get("room_id") or url.rpartition("/")[2]
    return str(held).removeprefix("@")


def _left_out(name: str, platform: str, plugin: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[str]:
    if plugin.get("enabled") is False:
        yield f"{name} was switched off; its account is declared, and no post names it"
    if "org_id" in settings:
        yield f"{name} posts as organisation {settings['org_id']}; its handle was taken from its address"
    variable = "SMM_" + "".join(letter if letter.isalnum() else "_" for letter in name.upper())
    for key, field in _SECRETS.items():
        held = str(settings.get(key, ""))
        if held.startswith("$"):
            yield f"the secret {held[1:]} of {name} ({platform}) is to be called {variable}_{field}"
