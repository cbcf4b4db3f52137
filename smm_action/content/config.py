"""``smm.yml`` of the root and of each brand: cascaded, checked, typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from smm_action.content.config_checks import config_findings, origin, section
from smm_action.content.document_file import YamlFile, load_yaml
from smm_action.content.source import Source
from smm_action.content.times import zone
from smm_action.core.schema import is_valid
from smm_action.model.ids import AccountName, BrandName, PlatformName
from smm_action.model.project import Account, HandOver, HostLocation, StateLocation, Utm

T = TypeVar("T")
NAME = "smm.yml"
_REPLACED = frozenset({"accounts", "sets"})
"""A further brand's own accounts and sets do not inherit the root's: names are unique over all brands."""


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``own`` over ``base``: mappings merge, everything else (lists too) replaces."""
    result = {key: value for key, value in base.items() if key not in _REPLACED}
    for key, value in own.items():
        held = result.get(key)
        both = isinstance(held, dict) and isinstance(value, dict)
        result[key] = {**held, **value} if both and isinstance(held, dict) else value
    return result


def read_config(source: Source, path: str) -> YamlFile:
    """Return the ``smm.yml`` at ``path``, with what the schema can not say checked too."""
    file = load_yaml(source, path, "config")
    return replace(file, findings=(*file.findings, *config_findings(file)))


def brand_name(data: Mapping[str, Any], default: str) -> BrandName:
    """Return the brand's name."""
    held = data.get("brand")
    return BrandName(held if isinstance(held, str) else default)


def timezone(data: Mapping[str, Any]) -> str | None:
    """Return the IANA zone that ``data`` names; None when it names none."""
    found = _accepted(zone, data.get("timezone"))
    return found.key if found else None


def accounts(data: Mapping[str, Any], brand: BrandName) -> dict[AccountName, Account]:
    """Return the accounts that can be read; faulty ones are findings already."""
    found: dict[AccountName, Account] = {}
    for name, item in section(data, "accounts").items():
        if isinstance(item, dict) and isinstance(item.get("platform"), str):
            found[AccountName(name)] = _account(name, item, brand)
    return found


def sets(data: Mapping[str, Any]) -> dict[str, tuple[AccountName, ...]]:
    """Return the sets; names that are no account stay, so that a rule can name them."""
    found: dict[str, tuple[AccountName, ...]] = {}
    for name, members in section(data, "sets").items():
        if isinstance(members, list):
            found[name] = tuple(AccountName(item) for item in members if isinstance(item, str))
    return found


def utm(data: Mapping[str, Any]) -> Utm:
    """Return the UTM templates."""
    held = section(data, "utm")
    return Utm(**{key: value for key, value in held.items() if key in Utm.__slots__ and isinstance(value, str)})


def media_host(data: Mapping[str, Any]) -> HostLocation | None:
    """Return where media get a public address; None when nothing is said, or nothing that can be followed."""
    held = data.get("media_host")
    if not isinstance(held, dict) or not is_valid("config", {"media_host": held}):
        return None
    given = {**held, "base_url": held["base_url"].rstrip("/") + "/", "path": str(held.get("path", "")).strip("/")}
    return HostLocation(**given)


def manual(data: Mapping[str, Any]) -> HandOver:
    """Return how people are told of kits."""
    held = section(data, "manual")
    assignees = held.get("assignees")
    return HandOver(
        issue=held.get("issue") is True,
        webhook=held.get("webhook") is True,
        assignees=tuple(name for name in assignees if isinstance(name, str)) if isinstance(assignees, list) else (),
    )


def state(data: Mapping[str, Any]) -> StateLocation:
    """Return where the machine's records live."""
    held = {key: value for key, value in section(data, "state").items() if key in StateLocation.__slots__}
    return StateLocation(**{key: value for key, value in held.items() if isinstance(value, str)})


def secret_prefix(account: str) -> str:
    """Return what the names of an account's secrets start with."""
    return "SMM_" + re.sub(r"[^A-Z0-9]", "_", account.upper()) + "_"


def _account(name: str, item: Mapping[str, Any], brand: BrandName) -> Account:
    def text(key: str) -> str | None:
        return item[key] if isinstance(item.get(key), str) else None

    base_url = text("base_url")
    return Account(
        name=AccountName(name),
        brand=brand,
        platform=PlatformName(item["platform"]),
        handle=(text("handle") or "").removeprefix("@"),
        server=_accepted(origin, item.get("server")),
        base_url=base_url.rstrip("/") + "/" if base_url else None,
        timezone=timezone(item),
        language=text("language"),
        visibility=text("visibility"),
        limits={key: value for key, value in section(item, "limits").items() if isinstance(value, int)},
        options=section(item, "options"),
    )


def _accepted(read: Callable[[str], T], text: Any) -> T | None:
    """Return what ``read`` makes of a text; None when it makes nothing, which is a finding already."""
    try:
        return read(text) if isinstance(text, str) else None
    except ValueError:
        return None
