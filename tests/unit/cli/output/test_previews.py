"""What the previews call the parts, in every format."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from smm_action.cli.output.preview_extras import part_names
from smm_action.cli.output.preview_html import page
from smm_action.cli.output.previews import as_json, markdown, text
from smm_action.model.payload import Part, Payload
from smm_action.platformkit.render import Rendering


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
    shown = [Rendering(payload=payload)]
    assert "first comment  " in text(shown)
    assert "First comment: 4 of 500 characters" in markdown(shown)
    assert "First comment: 4 of 500 characters" in page(shown)
    assert all("disclosed: paid" in made(shown) for made in (text, markdown, page))
    (document,) = json.loads(as_json(shown))["previews"]
    assert [part.get("role") for part in document["parts"]] == [None, "comment"]
    assert document["disclosure"] == "paid"
