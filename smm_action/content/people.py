"""``people.yml`` and ``campaigns/*.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from smm_action.content.config import utm
from smm_action.content.document_file import YamlFile
from smm_action.content.faults import invalid, shown
from smm_action.model.finding import Finding
from smm_action.model.ids import BrandName
from smm_action.model.project import Campaign, Goal, Person


def people(data: Mapping[str, Any]) -> dict[str, Person]:
    """Return the entries of ``people.yml`` that can be read."""
    found: dict[str, Person] = {}
    for key, item in data.items():
        if isinstance(item, dict):
            handles = {name: value for name, value in item.items() if name != "name" and isinstance(value, str)}
            name = item.get("name")
            found[key] = Person(key=key, name=name if isinstance(name, str) else key, handles=handles)
    return found


def campaign(file: YamlFile, name: str, brand: BrandName) -> tuple[Campaign, tuple[Finding, ...]]:
    """Return the campaign of one file, and the dates that are no dates."""
    findings: list[Finding] = []

    def day(held: Any, path: tuple[str | int, ...]) -> date | None:
        if not isinstance(held, str):
            return None
        try:
            return date.fromisoformat(held)
        except ValueError:
            findings.append(invalid(f"{shown(held)} is no date of the calendar.", file.locate(path)))
            return None

    data = file.data
    goals = []
    held = data.get("goals")
    for index, item in enumerate(held if isinstance(held, list) else ()):
        if (
            isinstance(item, dict)
            and isinstance(item.get("metric"), str)
            and isinstance(item.get("target"), int | float)
        ):
            deadline = day(item.get("deadline"), ("goals", index, "deadline"))
            baseline = item.get("baseline", 0)
            goals.append(
                Goal(
                    metric=item["metric"],
                    target=float(item["target"]),
                    baseline=float(baseline) if isinstance(baseline, int | float) else 0.0,
                    deadline=deadline,
                )
            )
    title = data.get("title")
    read = Campaign(
        name=name,
        brand=brand,
        path=file.path,
        title=title if isinstance(title, str) else name,
        start=day(data.get("start"), ("start",)),
        end=day(data.get("end"), ("end",)),
        goals=tuple(goals),
        utm=utm(data),
    )
    return read, tuple(findings)
