"""``freeze.yml`` at the content root: what may not go out for now, by a commit.

A file that can not be understood freezes everything: somebody wanted to stop something.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from smm_action.content.document_file import YamlFile, load_yaml, read_yaml
from smm_action.content.faults import invalid
from smm_action.content.source import Source
from smm_action.content.times import parse_limit
from smm_action.model.finding import Finding
from smm_action.model.freeze import ALL, Freeze, fault_of

NAME = "freeze.yml"
BROKEN = Freeze(scope=(ALL,), reason=f"{NAME} can not be read")


def load_freezes(source: Source, timezone: str) -> tuple[tuple[Freeze, ...], tuple[Finding, ...]]:
    """Return the freezes of the content root, with what is wrong with its file."""
    return _freezes(load_yaml(source, NAME, "freeze"), timezone)


def read_freezes(data: bytes, timezone: str) -> tuple[Freeze, ...]:
    """Return the freezes of a ``freeze.yml`` that holds ``data``; ``timezone`` is the root brand's."""
    return _freezes(read_yaml(NAME, data, "freeze"), timezone)[0]


def _freezes(file: YamlFile, timezone: str) -> tuple[tuple[Freeze, ...], tuple[Finding, ...]]:
    findings = [*file.findings]
    found: list[Freeze] = []
    if not findings:
        for index, item in enumerate(file.data["freezes"]):
            findings += _scope_faults(file, index, item)
            until = _until(file, index, item, timezone, findings)
            scope, excepted = (_terms(item, key) for key in ("scope", "except"))
            found.append(Freeze(scope=scope, excepted=excepted, reason=item["reason"], until=until))
    return ((BROKEN,) if findings else tuple(found)), tuple(findings)


def _terms(item: dict[str, Any], key: str) -> tuple[str, ...]:
    held = item.get(key, [])
    return (held,) if isinstance(held, str) else tuple(held)


def _scope_faults(file: YamlFile, index: int, item: dict[str, Any]) -> Iterator[Finding]:
    for key in ("scope", "except"):
        for fault in filter(None, map(fault_of, _terms(item, key))):
            yield invalid(f"`{key}`: {fault}. Everything is frozen until this is mended.", _place(file, index, key))


def _until(file: YamlFile, index: int, item: dict[str, Any], timezone: str, findings: list[Finding]) -> datetime | None:
    if "until" not in item:
        return None
    try:
        return parse_limit(item["until"], timezone)
    except ValueError as error:
        place = _place(file, index, "until")
        findings.append(invalid(f"`until`: {error}. Everything is frozen until this is mended.", place))
        return None


def _place(file: YamlFile, index: int, key: str) -> Any:
    return file.locate(("freezes", index, key))
