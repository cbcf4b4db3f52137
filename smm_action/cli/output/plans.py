"""Plans in each format: text, JSON, and a calendar other programs can show."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import click

from smm_action.cli.output.deliveries import COLORS, table
from smm_action.core.clock import format_instant
from smm_action.model.plan import Plan, PlannedDelivery


def text(plan: Plan) -> str:
    """Return the plan for a terminal: due first, then what waits, then what comes."""
    blocks = [
        _block("Due now", plan.due),
        _block("Recorded as missed or held at the next tick", plan.settle),
        _block("Waiting", plan.waiting),
        _block("Blocked until somebody mends something", plan.blocked),
        _block("Next", plan.upcoming),
    ]
    shown = "\n\n".join(block for block in blocks if block)
    return shown or "Nothing is due, and nothing is scheduled."


def as_json(plan: Plan) -> str:
    """Return the plan as design §5 says; what waits, and what comes, stand beside it."""
    document = {
        "now": format_instant(plan.now),
        "due": [_item(item) for item in plan.due],
        "next": format_instant(plan.next) if plan.next else None,
        "settle": [_item(item) for item in plan.settle],
        "waiting": [_item(item) for item in plan.waiting],
        "blocked": [_item(item) for item in plan.blocked],
        "upcoming": [_item(item) for item in plan.upcoming],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def ics(plan: Plan) -> str:
    """Return the plan as an iCalendar file (RFC 5545): one event of 15 minutes a delivery."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//smm-action//plan//EN", "CALSCALE:GREGORIAN"]
    for item in (*plan.due, *plan.waiting, *plan.upcoming):
        delivery = item.delivery
        lines += [
            "BEGIN:VEVENT",
            f"UID:{delivery.brand}.{delivery.post}.{delivery.account}.{delivery.revision}@smm-action",
            f"DTSTAMP:{_stamp(plan.now)}",
            f"DTSTART:{_stamp(item.time)}",
            f"DTEND:{_stamp(item.time + timedelta(minutes=15))}",
            f"SUMMARY:{_escaped(f'{delivery.post} on {delivery.account}')}",
            f"DESCRIPTION:{_escaped(item.path)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "\r\n".join(part for line in lines for part in _folded(line)) + "\r\n"


def _block(title: str, items: tuple[PlannedDelivery, ...]) -> str:
    if not items:
        return ""
    rows = [
        (
            f"  {click.style(item.state.value, fg=COLORS.get(item.state.value))}",
            "asap" if item.asap else format_instant(item.time),
            item.delivery.post,
            item.delivery.account,
            item.reason or "",
        )
        for item in items
    ]
    return click.style(title, bold=True) + "\n" + table(rows)


def _item(item: PlannedDelivery) -> dict[str, Any]:
    return {
        "post": item.delivery.post,
        "account": item.delivery.account,
        "platform": item.platform,
        "time": format_instant(item.time),
        "state": item.state.value,
        "reason": item.reason,
        "path": item.path,
    }


def _stamp(instant: datetime) -> str:
    return format_instant(instant.replace(microsecond=0)).replace("-", "").replace(":", "")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """Return ``line`` in pieces of 75 octets at most, as RFC 5545 §3.1 wants; continuation starts with a space."""
    pieces, current = [], ""
    for character in line:
        if len((current + character).encode()) > 75:
            pieces.append(current)
            current = " "
        current += character
    return [*pieces, current]


FORMATS: Mapping[str, Callable[[Plan], str]] = {"text": text, "json": as_json, "ics": ics}
