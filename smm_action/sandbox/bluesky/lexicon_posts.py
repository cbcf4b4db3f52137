"""The rules of a Bluesky post that hold without the official lexicons at hand (github.com/bluesky-social/atproto)."""

from __future__ import annotations

from typing import Any

from smm_action.sandbox.bluesky.lexicon import Catalog


def _ref(name: str) -> dict[str, Any]:
    return {"type": "ref", "ref": name}


def _list(items: dict[str, Any], highest: int | None = None) -> dict[str, Any]:
    return {"type": "array", "items": items, **({"maxLength": highest} if highest else {})}


def _object(required: str, **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


def _text(form: str | None = None, **limits: int) -> dict[str, Any]:
    return {"type": "string", **({"format": form} if form else {}), **limits}


def _union(*references: str) -> dict[str, Any]:
    return {"type": "union", "refs": list(references)}


def _record(**definitions: dict[str, Any]) -> dict[str, Any]:
    return {"defs": definitions}


INTEGER: dict[str, Any] = {"type": "integer", "minimum": 0}
SIDE: dict[str, Any] = {"type": "integer", "minimum": 1}
STRONG = _ref("com.atproto.repo.strongRef")
SUBJECT = _object("subject createdAt", subject=STRONG, createdAt=_text("datetime"))
EMBEDS = ("app.bsky.embed.images", "app.bsky.embed.external", "app.bsky.embed.record", "app.bsky.embed.recordWithMedia")
POST = _object(
    "text createdAt",
    text=_text(maxLength=3000, maxGraphemes=300),
    facets=_list(_ref("app.bsky.richtext.facet")),
    reply=_object("root parent", root=STRONG, parent=STRONG),
    embed=_union(*EMBEDS),
    langs=_list(_text("language"), 3),
    tags=_list(_text(maxLength=640, maxGraphemes=64), 8),
    createdAt=_text("datetime"),
)
IMAGE = _object(
    "image alt",
    image={"type": "blob", "accept": ["image/*"], "maxSize": 2_000_000},
    alt=_text(),
    aspectRatio=_object("width height", width=SIDE, height=SIDE),
)
EXTERNAL = _object(
    "uri title description",
    uri=_text("uri"),
    title=_text(),
    description=_text(),
    thumb={"type": "blob", "accept": ["image/*"], "maxSize": 1_000_000},
)
FACET = _object(
    "index features",
    index=_object("byteStart byteEnd", byteStart=INTEGER, byteEnd=INTEGER),
    features=_list(_union("#mention", "#link", "#tag")),
)

CATALOG = Catalog(
    {
        "com.atproto.repo.strongRef": _record(main=_object("uri cid", uri=_text("at-uri"), cid=_text("cid"))),
        "app.bsky.feed.post": _record(main={"type": "record", "key": "tid", "record": POST}),
        "app.bsky.feed.like": _record(main={"type": "record", "key": "tid", "record": SUBJECT}),
        "app.bsky.feed.repost": _record(main={"type": "record", "key": "tid", "record": SUBJECT}),
        "app.bsky.graph.follow": _record(
            main={
                "type": "record",
                "key": "tid",
                "record": _object("subject createdAt", subject=_text("did"), createdAt=_text("datetime")),
            }
        ),
        "app.bsky.embed.images": _record(main=_object("images", images=_list(IMAGE, 4))),
        "app.bsky.embed.external": _record(main=_object("external", external=EXTERNAL)),
        "app.bsky.embed.record": _record(main=_object("record", record=STRONG)),
        "app.bsky.embed.recordWithMedia": _record(
            main=_object(
                "record media",
                record=_ref("app.bsky.embed.record"),
                media=_union("app.bsky.embed.images", "app.bsky.embed.external"),
            )
        ),
        "app.bsky.richtext.facet": _record(
            main=FACET,
            mention=_object("did", did=_text("did")),
            link=_object("uri", uri=_text("uri")),
            tag=_object("tag", tag=_text(maxLength=640, maxGraphemes=64)),
        ),
    }
)
"""What the sandbox knows by itself. ``contracts=`` replaces it by the official lexicons."""
