"""A page of previews, to look at: one column an account, everything an author wrote escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from smm_action.model.payload import Facet, Medium, Part
from smm_action.platformkit.render import Rendering

STYLE = """
:root{color-scheme:light dark;--page:#f4f5f8;--card:#fff;--ink:#1b1d28;--soft:#666b80;--line:#e2e4ee;--accent:#5b4bdb;--bad:#c62839;--good:#1f8a55}
@media(prefers-color-scheme:dark){:root{--page:#12131a;--card:#1c1e29;--ink:#eceef6;--soft:#9aa0b8;--line:#2c2f3f;--accent:#a79bff;--bad:#ff7a85;--good:#5fd39a}}
*{box-sizing:border-box}body{margin:0;padding:2rem 1rem 4rem;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:76rem;margin:0 auto}h1{font-size:1.5rem;margin:0 0 1.5rem}h2{font-size:1.05rem;margin:2.2rem 0 .8rem}
.row{display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:1rem;align-items:start}
article{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1rem 1.1rem;overflow-wrap:anywhere}
header{display:flex;gap:.6rem;align-items:baseline;justify-content:space-between;margin-bottom:.6rem}header b{font-size:.95rem}
.platform{font-size:.78rem;color:var(--soft)}.part{white-space:pre-wrap;border-top:1px solid var(--line);padding:.7rem 0 .2rem;margin-top:.6rem}
.part:first-of-type{border-top:0;margin-top:0;padding-top:0}.facet{color:var(--accent);text-decoration:none}
.meter{height:5px;border-radius:3px;background:var(--line);overflow:hidden;margin:.7rem 0 .2rem}.meter i{display:block;height:100%;background:var(--good)}
.over .meter i{background:var(--bad)}.count{font-size:.78rem;color:var(--soft)}.over .count{color:var(--bad);font-weight:600}
.medium{border:1px dashed var(--line);border-radius:10px;padding:.6rem .7rem;margin-top:.6rem;font-size:.85rem;color:var(--soft);white-space:normal}
.extra{font-size:.85rem;color:var(--soft);margin:.5rem 0 0;padding-left:1.1rem}.problem{color:var(--bad);font-size:.85rem;margin:.6rem 0 0}
"""


def page(renderings: Sequence[Rendering]) -> str:
    """Return the whole page as HTML."""
    posts: dict[str, list[Rendering]] = {}
    for rendering in renderings:
        posts.setdefault(rendering.payload.post, []).append(rendering)
    sections = "".join(
        f'<h2>{escape(post)}</h2><div class="row">{"".join(_card(item) for item in items)}</div>'
        for post, items in posts.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Previews</title><style>{STYLE}</style></head><body><main><h1>What each account would get</h1>"
        f"{sections}</main></body></html>\n"
    )


def _card(rendering: Rendering) -> str:
    payload = rendering.payload
    parts = "".join(_part(part) for part in payload.parts)
    extras = [
        f"{label}: {value}"
        for label, value in (
            ("content warning", payload.content_warning),
            ("replies to", payload.reply_to),
            ("quotes", payload.quote),
            ("reposts", payload.repost),
            ("link card", payload.card.url if payload.card else None),
            ("poll", " · ".join(payload.poll.options) if payload.poll else None),
            ("visibility", payload.visibility if payload.visibility != "public" else None),
        )
        if value
    ]
    listed = "".join(f"<li>{escape(line)}</li>" for line in extras)
    problems = "".join(
        f'<p class="problem">{escape(problem.rule)}: {escape(problem.message)}</p>' for problem in rendering.problems
    )
    return (
        f'<article><header><b>{escape(payload.account)}</b><span class="platform">{escape(payload.platform)}</span></header>'
        f"{parts}{f'<ul class=extra>{listed}</ul>' if listed else ''}{problems}</article>"
    )


def _part(part: Part) -> str:
    share = min(100.0, 100 * part.length / part.limit) if part.limit else 0
    over = ' class="over"' if part.length > part.limit else ""
    media = "".join(_medium(medium) for medium in part.media)
    return (
        f'<div{over}><div class="part">{_linked(part.text, part.facets)}</div>{media}'
        f'<div class="meter"><i style="width:{share:.1f}%"></i></div>'
        f'<div class="count">{part.length} of {part.limit} {escape(part.unit)}</div></div>'
    )


def _linked(text: str, facets: Sequence[Facet]) -> str:
    data, shown, at = text.encode(), [], 0
    for facet in sorted(facets, key=lambda item: item.start):
        shown.append(escape(data[at : facet.start].decode()))
        shown.append(f'<span class="facet">{escape(data[facet.start : facet.end].decode())}</span>')
        at = facet.end
    return "".join([*shown, escape(data[at:].decode())])


def _medium(medium: Medium) -> str:
    size = f"{medium.width} × {medium.height}, {medium.bytes / 1000:.0f} kB" if medium.width else "not looked at"
    alt = escape(medium.alt) if medium.alt else "<em>no alt text</em>"
    return f'<div class="medium"><b>{escape(medium.path)}</b> ({size})<br>{alt}</div>'
