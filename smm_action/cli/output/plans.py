"""Plans in each format: text, JSON, and a calendar other programs can show."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import click

from smm_action.cli.output.deliveries import COLORS, table
from smm_action.core.clock import format_instant
from smm_action.model.plan import Plan, PlannedDelivery
from smm_action.plan.shards import Shard


def text(plan: Plan) -> str:
    """Return the plan for a terminal: due first, then what waits, then what comes."""
    blocks = [
        _block("Due now", plan.due),
        _block("Recorded as missed or held at the next tick", plan.settle),
        _block("Waiting", plan.waiting, again=True),
        _block("Blocked until somebody mends something", plan.blocked, again=True),
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
        "waiting": [_deferred(item) for item in plan.waiting],
        "blocked": [_deferred(item) for item in plan.blocked],
        "upcoming": [_item(item) for item in plan.upcoming],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def matrix(shards: Sequence[Shard]) -> str:
    """Return shards on one line, as ``strategy.matrix`` of a GitHub workflow takes them from ``fromJSON``."""
    jobs = [{"shard": shard.number, "accounts": " ".join(shard.accounts), "select": shard.select} for shard in shards]
    return json.dumps({"include": jobs}, separators=(",", ":"))


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


def _block(title: str, items: tuple[PlannedDelivery, ...], *, again: bool = False) -> str:
    """Return a table; ``again`` shows when what is deferred is looked at again."""
    if not items:
        return ""
    rows = [
        (
            f"  {click.style(item.state.value, fg=COLORS.get(item.state.value))}",
            "asap" if item.asap else format_instant(item.time),
            item.delivery.post,
            item.delivery.account,
            item.reason or "",
            f"again at {format_instant(item.again)}" if again and item.again is not None else "",
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


def _deferred(item: PlannedDelivery) -> dict[str, Any]:
    """Return what waits, with the instant at which it is looked at again; null when only a change elsewhere helps."""
    return {**_item(item), "again": format_instant(item.again) if item.again is not None else None}


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
