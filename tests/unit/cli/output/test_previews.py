"""What the previews call the parts, in every format."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smm_action.cli.output.preview_extras import part_names
from smm_action.cli.output.preview_html import page
from smm_action.cli.output.previews import as_json, markdown, shown, text
from smm_action.model.payload import Medium, Part, Payload
from smm_action.platformkit.render import Rendering

ROOT = Path("content")


def parts(posts: int, comments: int) -> tuple[Part, ...]:
    held = [Part(text=f"P{number}", length=2, limit=500, unit="characters") for number in range(posts)]
    held += [Part(text="More", length=4, limit=500, unit="characters", role="comment") for _ in range(comments)]
    return tuple(held)


@pytest.mark.parametrize(
    ("posts", "comments", "names"),
    [
        (0, 0, []),
        (1, 0, [""]),
        (1, 1, ["", "first comment"]),
        (2, 0, ["part 1 of 2", "part 2 of 2"]),
        (2, 1, ["part 1 of 2", "part 2 of 2", "first comment"]),
        (1, 2, ["", "first comment part 1 of 2", "first comment part 2 of 2"]),
    ],
)
def test_a_first_comment_is_no_part_of_the_post(posts: int, comments: int, names: Sequence[str]) -> None:
    assert part_names(parts(posts, comments)) == names


def test_every_format_tells_it_apart() -> None:
    payload = Payload(
        brand="acme", post="launch", revision=1, account="acme-x", platform="x", parts=parts(1, 1), disclosure="paid"
    )
    held = [Rendering(payload=payload)]
    assert "first comment  " in text(held)
    assert "First comment: 4 of 500 characters" in markdown(held)
    assert "First comment: 4 of 500 characters" in page(held, ROOT)
    assert all("disclosed: paid" in shown(held, form, ROOT) for form in ("text", "markdown", "html"))
    (document,) = json.loads(as_json(held))["previews"]
    assert [part.get("role") for part in document["parts"]] == [None, "comment"]
    assert document["disclosure"] == "paid"


@pytest.mark.parametrize(
    ("path", "kind", "tag"),
    [
        ("media/a b.png", "image", '<img src="./content/media/a%20b.png" alt="&quot;Red&quot; &lt;parcel&gt;"'),
        ("media/a.gif", "gif", '<img src="./content/media/a.gif"'),
        ("media/film.mp4", "video", '<video src="./content/media/film.mp4" controls'),
        ('media/"><script>x.png', "image", '<img src="./content/media/%22%3E%3Cscript%3Ex.png"'),
        ("javascript:x.png", "image", '<img src="./content/javascript%3Ax.png"'),
    ],
)
def test_the_page_shows_media_and_is_not_taken_in(path: str, kind: Any, tag: str) -> None:
    medium = Medium(
        path=path, kind=kind, mime="x/y", width=4, height=3, bytes=9, alt='"Red" <parcel>', sha256="0" * 64, rule="none"
    )
    part = replace(parts(1, 0)[0], media=(medium,))
    payload = Payload(brand="acme", post="launch", revision=1, account="acme-x", platform="x", parts=(part,))
    made = page([Rendering(payload=payload)], ROOT)
    assert tag in made
    assert set(re.findall(r"<script|javascript:[^x]", made)) == set()
