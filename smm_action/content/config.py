"""``smm.yml`` of the root and of each brand: cascaded, checked, typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from smm_action.content.document_file import YamlFile, read_yaml
from smm_action.content.faults import invalid
from smm_action.content.source import Source
from smm_action.content.times import zone
from smm_action.core.clock import parse_duration
from smm_action.core.errors import SmmError
from smm_action.core.http import checked_origin
from smm_action.model.finding import Finding
from smm_action.model.ids import AccountName, BrandName, PlatformName
from smm_action.model.project import Account, Policy, QuietHours, StateLocation, Utm

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
    file = read_yaml(path, source.read(path), "config")
    more = (*_zone_findings(file), *_server_findings(file), *_set_findings(file))
    return YamlFile(file.path, file.data, file.findings + more, file.locate)


def brand_name(data: Mapping[str, Any], default: str) -> BrandName:
    """Return the brand's name."""
    held = data.get("brand")
    return BrandName(held if isinstance(held, str) else default)


def accounts(data: Mapping[str, Any], brand: BrandName) -> dict[AccountName, Account]:
    """Return the accounts that can be read; faulty ones are findings already."""
    found: dict[AccountName, Account] = {}
    for name, item in _mapping(data, "accounts").items():
        if isinstance(item, dict) and isinstance(item.get("platform"), str):
            found[AccountName(name)] = _account(name, item, brand)
    return found


def sets(data: Mapping[str, Any]) -> dict[str, tuple[AccountName, ...]]:
    """Return the sets; names that are no account stay, so that a rule can name them."""
    found: dict[str, tuple[AccountName, ...]] = {}
    for name, members in _mapping(data, "sets").items():
        if isinstance(members, list):
            found[name] = tuple(AccountName(item) for item in members if isinstance(item, str))
    return found


def policy(data: Mapping[str, Any]) -> Policy:
    """Return the policy; what can not be read keeps its default."""
    held = _mapping(data, "policy")
    default = Policy()
    return Policy(
        alt_text="recommended" if held.get("alt_text") == "recommended" else "required",
        min_gap=_duration(held.get("min_gap"), default.min_gap),
        quiet_hours=quiet_hours(held.get("quiet_hours")),
        max_late=_duration(held.get("max_late"), default.max_late) or default.max_late,
        approval="required" if held.get("approval") == "required" else "none",
    )


def loosened(file: YamlFile, base: Policy, own: Policy) -> tuple[Finding, ...]:
    """Return a finding for each policy that a further brand makes weaker than the root's."""
    weaker = {
        "alt_text": base.alt_text == "required" and own.alt_text != "required",
        "approval": base.approval == "required" and own.approval != "required",
        "min_gap": base.min_gap is not None and (own.min_gap is None or own.min_gap < base.min_gap),
        "max_late": own.max_late > base.max_late,
        "quiet_hours": base.quiet_hours is not None and own.quiet_hours is None,
    }
    return tuple(
        invalid(
            f"`policy.{name}` is weaker than the root's; a brand may only tighten it.", file.locate(("policy", name))
        )
        for name, is_weaker in weaker.items()
        if is_weaker and name in _mapping(file.data, "policy")
    )


def utm(data: Mapping[str, Any]) -> Utm:
    """Return the UTM templates."""
    held = _mapping(data, "utm")
    return Utm(**{key: value for key, value in held.items() if key in Utm.__slots__ and isinstance(value, str)})


def state(data: Mapping[str, Any]) -> StateLocation:
    """Return where the machine's records live."""
    held = {key: value for key, value in _mapping(data, "state").items() if key in StateLocation.__slots__}
    return StateLocation(**{key: value for key, value in held.items() if isinstance(value, str)})


def quiet_hours(text: Any) -> QuietHours | None:
    """Return the window of ``22:00-07:00``; None when there is none or it can not be read."""
    match = re.fullmatch(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})", text) if isinstance(text, str) else None
    if match is None:
        return None
    try:
        return QuietHours(start=time(int(match[1]), int(match[2])), end=time(int(match[3]), int(match[4])))
    except ValueError:
        return None


def secret_prefix(account: str) -> str:
    """Return what the names of an account's secrets start with."""
    return "SMM_" + re.sub(r"[^A-Z0-9]", "_", account.upper()) + "_"


def _account(name: str, item: Mapping[str, Any], brand: BrandName) -> Account:
    def text(key: str) -> str | None:
        return item[key] if isinstance(item.get(key), str) else None

    base_url = text("base_url")
    server = text("server")
    return Account(
        name=AccountName(name),
        brand=brand,
        platform=PlatformName(item["platform"]),
        handle=(text("handle") or "").removeprefix("@"),
        server=_origin(server) if server else None,
        base_url=base_url.rstrip("/") + "/" if base_url else None,
        timezone=text("timezone"),
        language=text("language"),
        visibility=text("visibility"),
        limits={key: value for key, value in _mapping(item, "limits").items() if isinstance(value, int)},
        options=_mapping(item, "options"),
    )


def _origin(server: str) -> str | None:
    try:
        return checked_origin(server)
    except (SmmError, ValueError):
        return None


def _zone_findings(file: YamlFile) -> list[Finding]:
    places: list[tuple[tuple[str, ...], Any]] = [(("timezone",), file.data.get("timezone"))]
    for name, item in _mapping(file.data, "accounts").items():
        if isinstance(item, dict):
            places.append((("accounts", name, "timezone"), item.get("timezone")))
    found = []
    for path, held in places:
        if isinstance(held, str):
            try:
                zone(held)
            except ValueError as error:
                found.append(invalid(f"`{'.'.join(path)}`: {error}.", file.locate(path)))
    return found


def _server_findings(file: YamlFile) -> list[Finding]:
    found = []
    for name, item in _mapping(file.data, "accounts").items():
        server = item.get("server") if isinstance(item, dict) else None
        if isinstance(server, str):
            try:
                checked_origin(server)
            except SmmError as error:
                place = file.locate(("accounts", name, "server"))
                found.append(invalid(f"{error.what} {error.why} {error.do}", place))
            except ValueError:
                found.append(invalid("This is no address of a server.", file.locate(("accounts", name, "server"))))
    return found


def _set_findings(file: YamlFile) -> list[Finding]:
    known = _mapping(file.data, "accounts")
    return [
        invalid(
            f"`{member}` in the set `{name}` is no account of this file.",
            file.locate(("sets", name, index)),
            "unknown-account",
        )
        for name, members in _mapping(file.data, "sets").items()
        if isinstance(members, list)
        for index, member in enumerate(members)
        if isinstance(member, str) and member not in known
    ]


def _duration(text: Any, default: Any) -> Any:
    try:
        return parse_duration(text) if isinstance(text, str) else default
    except ValueError:
        return default


def _mapping(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    held = data.get(key)
    return held if isinstance(held, dict) else {}
