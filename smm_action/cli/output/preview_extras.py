"""What a preview says beside the texts: the same words on a terminal, in a comment and on a page."""

from __future__ import annotations

from collections.abc import Sequence

from smm_action.model.payload import Part, Payload


def part_names(parts: Sequence[Part]) -> list[str]:
    """Return what each part is called: nothing where there is one alone, and a first comment by its name."""
    comments = sum(part.role == "comment" for part in parts)
    named = [f"first comment {name}".rstrip() for name in _numbered(comments)]
    return [*_numbered(len(parts) - comments), *named]


def measure(name: str, part: Part) -> str:
    """Return how long a part is, behind its name: ``First comment: 35 of 280 weighted characters``."""
    called = f"{name[:1].upper()}{name[1:]}: " if name else ""
    return f"{called}{part.length} of {part.limit} {part.unit}"


def _numbered(count: int) -> list[str]:
    return [f"part {number} of {count}" if count > 1 else "" for number in range(1, count + 1)]


def extras(payload: Payload) -> list[str]:
    """Return a line for each thing that the parts do not show."""
    told = (
        ("visibility", payload.visibility if payload.visibility != "public" else None),
        ("content warning", payload.content_warning),
        ("disclosed", payload.disclosure),
        ("replies to", payload.reply_to),
        ("quotes", payload.quote),
        ("reposts", payload.repost),
        ("card", payload.card.url if payload.card else None),
        ("language", payload.language),
        ("poll", " · ".join(payload.poll.options) if payload.poll else None),
        ("open for", str(payload.poll.duration).removesuffix(", 0:00:00") if payload.poll else None),
    )
    return [f"{label}: {value}" for label, value in told if value]
