"""What a payload carries beside its parts, as lines: the same words on a terminal, in a comment and on a page."""

from __future__ import annotations

from smm_action.model.payload import Payload


def extras(payload: Payload) -> list[str]:
    """Return a line for each thing that the parts do not show."""
    told = (
        ("visibility", payload.visibility if payload.visibility != "public" else None),
        ("content warning", payload.content_warning),
        ("replies to", payload.reply_to),
        ("quotes", payload.quote),
        ("reposts", payload.repost),
        ("card", payload.card.url if payload.card else None),
        ("language", payload.language),
        ("poll", " · ".join(payload.poll.options) if payload.poll else None),
        ("open for", str(payload.poll.duration).removesuffix(", 0:00:00") if payload.poll else None),
    )
    return [f"{label}: {value}" for label, value in told if value]
