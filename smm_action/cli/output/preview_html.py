"""A page of previews, to look at: one column an account, everything an author wrote escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from smm_action.cli.output.preview_extras import extras, measure, part_names
from smm_action.model.payload import Facet, Medium, Part
from smm_action.platformkit.render import Rendering

STYLE = Path(__file__).with_name("preview.css")


def page(renderings: Sequence[Rendering], root: Path) -> str:
    """Return the whole page as HTML; ``root`` leads from where it is kept to the content root."""
    posts: dict[str, list[Rendering]] = {}
    for rendering in renderings:
        posts.setdefault(rendering.payload.post, []).append(rendering)
    sections = "".join(
        f'<h2>{escape(post)}</h2><div class="row">{"".join(_card(item, root) for item in items)}</div>'
        for post, items in posts.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Previews</title><style>{STYLE.read_text('utf-8')}</style></head>"
        "<body><main><h1>What each account would get</h1>"
        f"{sections}</main></body></html>\n"
    )


def _card(rendering: Rendering, root: Path) -> str:
    payload = rendering.payload
    named = zip(part_names(payload.parts), payload.parts, strict=True)
    parts = "".join(_part(name, part, root) for name, part in named)
    listed = "".join(f"<li>{escape(line)}</li>" for line in extras(payload))
    problems = "".join(
        f'<p class="problem">{escape(problem.rule)}: {escape(problem.message)}</p>' for problem in rendering.problems
    )
    return (
        f"<article><header><b>{escape(payload.account)}</b>"
        f'<span class="platform">{escape(payload.platform)}</span></header>'
        f"{parts}{f'<ul class=extra>{listed}</ul>' if listed else ''}{problems}</article>"
    )


def _part(name: str, part: Part, root: Path) -> str:
    share = min(100.0, 100 * part.length / part.limit) if part.limit else 0
    over = ' class="over"' if part.length > part.limit else ""
    media = "".join(_medium(medium, root) for medium in part.media)
    return (
        f'<div{over}><div class="part">{_linked(part.text, part.facets)}</div>{media}'
        f'<div class="meter"><i style="width:{share:.1f}%"></i></div>'
        f'<div class="count">{escape(measure(name, part))}</div></div>'
    )


def _linked(text: str, facets: Sequence[Facet]) -> str:
    data, shown, at = text.encode(), [], 0
    for facet in sorted(facets, key=lambda item: item.start):
        shown.append(escape(data[at : facet.start].decode()))
        shown.append(f'<span class="facet">{escape(data[facet.start : facet.end].decode())}</span>')
        at = facet.end
    return "".join([*shown, escape(data[at:].decode())])


def _medium(medium: Medium, root: Path) -> str:
    size = f"{medium.width} × {medium.height}, {medium.bytes / 1000:.0f} kB" if medium.width else "not looked at"
    alt = escape(medium.alt) if medium.alt else "<em>no alt text</em>"
    return f'<div class="medium">{_seen(medium, root)}<b>{escape(medium.path)}</b> ({size})<br>{alt}</div>'


def _seen(medium: Medium, root: Path) -> str:
    """Show the file itself, from beside the page: what is not there leaves its alternative text."""
    # a path is a relative address: a colon in its first segment would make it another scheme
    address = escape(quote(f"./{(root / medium.path).as_posix()}"))
    if medium.kind in {"image", "gif"}:
        return f'<img src="{address}" alt="{escape(medium.alt)}" loading="lazy">'
    return f'<video src="{address}" controls preload="metadata"></video>' if medium.kind == "video" else ""
