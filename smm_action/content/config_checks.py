"""What the schema of ``smm.yml`` can not say: zones, durations, servers, sets, and where the records may live."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from smm_action.content.document_file import YamlFile
from smm_action.content.faults import invalid, named, short
from smm_action.content.times import zone
from smm_action.content.yaml_core import Path as KeyPath
from smm_action.core.clock import parse_duration
from smm_action.core.errors import SmmError
from smm_action.core.http import checked_origin
from smm_action.core.schema import is_valid
from smm_action.model.finding import Finding

# https://git-scm.com/docs/git-check-ref-format, read 2026-11-24: what the schema's pattern lets through of it
_NO_BRANCH = re.compile(r"\.\.|//|/\.|\.lock(?:/|$)|[./]$|^HEAD$")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|[0-9a-f]*:[0-9a-f:.]+")


def config_findings(file: YamlFile) -> Iterator[Finding]:
    """Yield what is wrong with a ``smm.yml`` beside its schema."""
    refused = {finding.location for finding in file.findings}
    for path, held, check in _checks(file.data):
        if isinstance(held, str):
            try:
                check(held)
            except ValueError as error:
                place = file.locate(path)
                if place not in refused:
                    yield invalid(f"`{named(path)}`: {error}.", place)
    yield from _unknown_members(file)


def state_is_sound(file: YamlFile) -> bool:
    """Whether ``state:`` of the root's file, with its findings, may be followed.

    When not, nobody knows what was published before.
    """
    if any(finding.rule == "invalid-front-matter" for finding in file.findings):
        return False
    if "state" not in file.data:
        return True
    held = file.data["state"]
    if not is_valid("config", {"state": held}):
        return False
    places = {file.locate(("state", key)) for key in held}
    return not any(finding.location in places for finding in file.findings)


def origin(server: str) -> str:
    """Return ``scheme://host[:port]`` of ``server:``.

    Raises:
        ValueError: it is no address of a server, and why.
    """
    try:
        parts = urlsplit(server)
        checked = checked_origin(server)
    except SmmError as error:
        raise ValueError(f"{error.what} {error.why} {error.do.rstrip('.')}") from None
    except ValueError:
        raise ValueError(f"'{short(server)}' is no address of a server") from None
    if not _HOST.fullmatch(parts.hostname or "") or server != server.strip():
        raise ValueError(f"'{short(server)}' names no host; write `server: https://…`")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or server[-1] in "?#":
        raise ValueError(f"'{short(server)}' holds more than a server; write `server: {checked}`")
    return checked


def branch(name: str) -> str:
    """Return the name of the state branch.

    Raises:
        ValueError: Git refuses it, or would not mean what it says.
    """
    if _NO_BRANCH.search(name):
        raise ValueError(f"'{short(name)}' is no name that Git gives a branch; write one like smm-state")
    if name.startswith("refs/"):
        raise ValueError(f"'{short(name)}' would be refs/heads/{short(name)}; write the branch's name alone")
    return name


def state_path(path: str) -> str:
    """Return the directory of the records on their branch, relative and without dots.

    Raises:
        ValueError: it leads out of the branch, into ``.git``, or nowhere.
    """
    steps = path.removesuffix("/").split("/")
    if path == "." or (steps[0] == "." and len(steps) > 1):
        steps = steps[1:]
    if path.startswith(("/", "~")) or "\\" in path or ":" in path or not path.isprintable():
        raise ValueError(f"'{short(path)}' is no relative path; write one like .smm")
    if any(step in {"", ".", ".."} or step.lower() == ".git" for step in steps):
        raise ValueError(f"'{short(path)}' is no directory on the branch; write one like .smm")
    return path


def _checks(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any, Callable[[str], object]]]:
    yield ("timezone",), data.get("timezone"), zone
    for key in ("min_gap", "max_late"):
        yield ("policy", key), section(data, "policy").get(key), parse_duration
    yield ("state", "branch"), section(data, "state").get("branch"), branch
    yield ("state", "path"), section(data, "state").get("path"), state_path
    for name, item in section(data, "accounts").items():
        if isinstance(item, dict):
            yield ("accounts", name, "timezone"), item.get("timezone"), zone
            yield ("accounts", name, "server"), item.get("server"), origin


def section(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the mapping under ``key``, empty when there is none."""
    held = data.get(key)
    return held if isinstance(held, dict) else {}


def _unknown_members(file: YamlFile) -> Iterator[Finding]:
    known = section(file.data, "accounts")
    for name, members in section(file.data, "sets").items():
        for index, member in enumerate(members if isinstance(members, list) else ()):
            if isinstance(member, str) and member not in known:
                yield invalid(
                    f"`{short(member)}` in the set `{short(name)}` is no account of this file.",
                    file.locate(("sets", name, index)),
                    "unknown-account",
                )
