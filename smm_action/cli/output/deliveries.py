"""Deliveries in each format: what ``status`` and ``publish`` print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import click

from smm_action.model.codec import encode
from smm_action.model.review import Review

COLORS = {
    "published": "green",
    "edited": "green",
    "retracting": "yellow",
    "scheduled": "cyan",
    "claimed": "cyan",
    "draft": "bright_black",
    "retry": "yellow",
    "held": "yellow",
    "missed": "yellow",
    "unknown": "magenta",
    "failed": "red",
}
SIGNS = {
    "published": "✓", "edited": "✓", "failed": "✗", "unknown": "?", "held": "‖", "missed": "∅", "retry": "↻",
    "retracting": "↶", "retracted": "↶",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One delivery as design §5 prints it."""

    post: str
    account: str
    platform: str
    state: str
    url: str | None
    id: str | None
    time: str | None
    sent_at: str | None
    reason: str | None
    attempts: int
    adopted: bool = False
    review: Review = field(default_factory=Review)


def as_json(rows: Sequence[DeliveryRow]) -> str:
    """Return the rows as ``{"deliveries": […]}``."""
    names = ("post", "account", "platform", "state", "url", "id", "time", "sent_at", "reason", "attempts")
    shown = [
        {name: encode(getattr(row, name)) for name in names}
        | {"approved_by": list(row.review.approved_by), "pr": row.review.pr}
        for row in rows
    ]
    return json.dumps({"deliveries": shown}, ensure_ascii=False, indent=2)


def text(rows: Sequence[DeliveryRow]) -> str:
    """Return the rows as an aligned table, states in colour."""
    return table([_cells(row) for row in rows])


def _cells(row: DeliveryRow) -> tuple[str, ...]:
    sign = SIGNS.get(row.state, "·")
    state = click.style(f"{sign} {row.state}", fg=COLORS.get(row.state))
    return (state, row.post, row.account, row.time or "", row.url or row.reason or "", row.review.told)


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows of cells in aligned columns; styled cells count by what a person sees."""
    if not rows:
        return ""
    widths = [max(len(click.unstyle(row[i])) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        padded = [cell + " " * (width - len(click.unstyle(cell))) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)
