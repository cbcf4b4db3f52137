"""Deliveries in each format: what ``status`` and ``publish`` print."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

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
class CommentRow:
    """The first comment of a post that is out."""

    state: str
    url: str | None
    reason: str | None


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
    comment: CommentRow | None = None
    adopted: bool = False
    review: Review = field(default_factory=Review)


def as_json(rows: Sequence[DeliveryRow]) -> str:
    """Return the rows as ``{"deliveries": […]}``."""
    names = ("post", "account", "platform", "state", "url", "id", "time", "sent_at", "reason", "attempts")
    shown = [
        {name: encode(getattr(row, name)) for name in names}
        | {"approved_by": list(row.review.approved_by), "pr": row.review.pr}
        | {"comment": asdict(row.comment) if row.comment else None}
        for row in rows
    ]
    return json.dumps({"deliveries": shown}, ensure_ascii=False, indent=2)


def text(rows: Sequence[DeliveryRow]) -> str:
    """Return the rows as an aligned table, states in colour."""
    return table([cells for row in rows for cells in _lines(row)])


def _lines(row: DeliveryRow) -> Iterator[tuple[str, ...]]:
    """Yield the line of a delivery, and one of its first comment where that stands otherwise than its post."""
    why = row.url or row.reason or ""
    yield (_state(row.state), row.post, row.account, row.time or "", why, row.review.told)
    if row.comment is not None and row.comment.state != "published":
        yield (_state(row.comment.state), "  its first comment", row.account, "", row.comment.reason or "", "")


def _state(state: str) -> str:
    return click.style(f"{SIGNS.get(state, '·')} {state}", fg=COLORS.get(state))


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
