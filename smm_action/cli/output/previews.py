"""Previews in each format."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from smm_action.cli.output.preview_extras import extras, measure, part_names
from smm_action.cli.output.preview_html import page
from smm_action.model.codec import encode
from smm_action.model.digest import content_digest
from smm_action.model.payload import Medium, Part, Payload
from smm_action.platformkit.fences import fenced, inline_code
from smm_action.platformkit.render import Rendering

_BAR = 24


def shown(renderings: Sequence[Rendering], form: str, root: Path) -> str:
    """Return the previews in the format ``form``, for a terminal where there is no such format.

    ``root`` is the content root as this directory sees it: a page that is kept here shows the pictures below it.
    """
    formats: Mapping[str, Callable[[Sequence[Rendering]], str]] = {
        "json": as_json,
        "markdown": markdown,
        "html": partial(page, root=root),
    }
    return formats.get(form, text)(renderings)


def text(renderings: Sequence[Rendering]) -> str:
    """Return the previews for a terminal: a bar for the length, the text as it would stand, what is attached."""
    return "\n\n".join(_payload_text(rendering) for rendering in renderings) or "Nothing to preview."


def as_json(renderings: Sequence[Rendering]) -> str:
    """Return the previews as design §5 says."""
    documents = [preview_document(rendering.payload) for rendering in renderings]
    return json.dumps({"previews": documents}, ensure_ascii=False, indent=2)


def markdown(renderings: Sequence[Rendering]) -> str:
    """Return the previews for a step summary or a comment: everything an author wrote stands in a code block."""
    return "\n\n".join(_payload_markdown(rendering) for rendering in renderings)


def preview_document(payload: Payload) -> dict[str, Any]:
    """Return one payload in the shape of ``preview --format json``."""
    return {
        "post": payload.post,
        "account": payload.account,
        "platform": payload.platform,
        "digest": content_digest(payload),
        "parts": [_part_document(part) for part in payload.parts],
        **{
            name: encode(value)
            for name in (
                "card",
                "reply_to",
                "quote",
                "repost",
                "poll",
                "language",
                "visibility",
                "content_warning",
                "disclosure",
            )
            if (value := getattr(payload, name)) is not None
        },
    }


def _part_document(part: Part) -> dict[str, Any]:
    return {
        **({"role": part.role} if part.role != "post" else {}),
        "text": part.text,
        "length": part.length,
        "limit": part.limit,
        "unit": part.unit,
        "media": [_medium_document(medium) for medium in part.media],
        "facets": [{"kind": f.kind, "start": f.start, "end": f.end, "value": f.value} for f in part.facets],
    }


def _medium_document(medium: Medium) -> dict[str, Any]:
    return {name: getattr(medium, name) for name in ("path", "width", "height", "bytes", "mime", "alt")}


def _payload_text(rendering: Rendering) -> str:
    payload = rendering.payload
    lines = [
        click.style(f"{payload.post} → {payload.account}", bold=True) + f"  {payload.platform}, {payload.visibility}"
    ]
    for name, part in zip(part_names(payload.parts), payload.parts, strict=True):
        called = f"{name}  " if name else ""
        lines += ["", f"  {called}{_meter(part)}", *(f"  │ {line}" for line in part.text.split("\n"))]
        lines += [f"  ▣ {_medium_line(medium)}" for medium in part.media]
    lines += [f"  {line}" for line in extras(payload)]
    lines += [click.style(f"  ✗ {problem.rule}: {problem.message}", fg="red") for problem in rendering.problems]
    return "\n".join(lines)


def _meter(part: Part) -> str:
    filled = min(_BAR, round(_BAR * part.length / part.limit)) if part.limit else 0
    color = "red" if part.length > part.limit else "yellow" if part.length > 0.9 * part.limit else "green"
    bar = click.style("█" * filled, fg=color) + click.style("░" * (_BAR - filled), dim=True)
    return f"{bar} {part.length} of {part.limit} {part.unit}"


def _medium_line(medium: Medium) -> str:
    size = f"{medium.width}×{medium.height}, {medium.bytes / 1000:.0f} kB" if medium.width else "not looked at"
    return f"{medium.path} ({size}): {medium.alt or 'no alt text'}"


def _payload_markdown(rendering: Rendering) -> str:
    payload = rendering.payload
    blocks = [f"#### {payload.account} ({payload.platform})"]
    for name, part in zip(part_names(payload.parts), payload.parts, strict=True):
        over = " ❌ **too long**" if part.length > part.limit else ""
        blocks.append(f"{measure(name, part)}{over}\n\n{fenced(part.text)}")
        if part.media:
            blocks.append("\n".join(f"- {inline_code(_medium_line(medium))}" for medium in part.media))
    if lines := extras(payload):
        blocks.append("\n".join(f"- {inline_code(line)}" for line in lines))
    return "\n\n".join(blocks)
