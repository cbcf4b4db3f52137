"""Which media a variant has: its own list, the images of its own text, or the post's."""

from __future__ import annotations

import pytest

from smm_action.model.ids import AccountName
from tests.unit.content.worlds import loaded

FRONT = "platforms: [acme-x]\nmedia: [{file: media/front.png, alt: a}]\nvariants:\n  acme-x:\n"


@pytest.mark.parametrize(
    ("variant", "files"),
    [
        ("tags: []", None),
        ("text: Shorter", None),
        ("text: '![b](media/own.png)'", ("media/front.png", "media/own.png")),
        ("media: []", ()),
        ("media: [{file: media/list.png, alt: c}]", ("media/list.png",)),
        ("media: []\n    text: '![b](media/own.png)'", ("media/own.png",)),
    ],
)
def test_a_variants_media(variant: str, files: tuple[str, ...] | None):
    post = loaded(FRONT + f"    {variant}", "![d](media/body.png)").posts[0]
    assert [medium.file for medium in post.media] == ["media/front.png", "media/body.png"]
    held = post.variant(AccountName("acme-x"), "x").media
    assert (None if held is None else tuple(medium.file for medium in held)) == files
