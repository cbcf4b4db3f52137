from __future__ import annotations

from datetime import timedelta

import pytest

from smm_action.model.document import Link, Text
from smm_action.model.post import MediaRef
from smm_action.platformkit.render import Rendering, render
from smm_action.platforms.x import PLATFORM
from tests.unit.platformkit.making import POLL, account, facts, paragraph, post
from tests.unit.platformkit.making import brand as a_brand

URL = "https://acme.com/" + "a" * 80


def rendered(*parts: object, **fields: object) -> Rendering:
    return render(post(*parts, **fields), account(PLATFORM), a_brand(), PLATFORM, facts)  # type: ignore[arg-type]


def test_every_number_of_the_card_names_its_source() -> None:
    card = PLATFORM.card
    assert card.text.source.startswith("https://")
    assert card.quota is not None
    assert card.quota.source.startswith("https://")
    assert (card.quota.count, card.quota.per) == (100, timedelta(minutes=15))


@pytest.mark.parametrize(
    ("text", "fits"), [("a" * 280, True), ("a" * 281, False), ("春" * 140, True), ("春" * 141, False)]
)
def test_280_weighted_characters_fit(text: str, fits: bool) -> None:
    assert (rendered(text).problems == ()) is fits


def test_a_link_is_text_and_its_address_which_counts_23() -> None:
    (part,) = rendered(paragraph("Our ", Link(URL, (Text("news"),)))).payload.parts
    assert part.text == f"Our news: {URL}"
    assert (part.length, part.unit) == (10 + 23, "weighted characters")


def test_the_link_of_a_post_is_a_line_because_x_makes_the_card() -> None:
    rendering = rendered("Hello", link=URL, tags=("a",))
    assert rendering.payload.card is None
    assert [part.text for part in rendering.payload.parts] == [f"Hello\n\n{URL}\n\n#a"]


def test_threads_replies_quotes_reposts_and_polls_are_there() -> None:
    assert rendered("one", "two", reply_to=URL, quote=URL).problems == ()
    assert rendered("one", poll=POLL).problems == ()
    assert rendered(repost=URL).payload.parts == ()


@pytest.mark.parametrize("fields", [{"visibility": "followers"}, {"content_warning": "Spoilers"}])
def test_what_x_does_not_have_is_said(fields: dict[str, str]) -> None:
    assert [problem.rule for problem in rendered("Hello", **fields).problems] == ["unsupported-feature"]


def test_images_gifs_and_videos_are_taken() -> None:
    for file in ("media/a.png", "media/b.gif", "media/c.mp4"):
        assert rendered("Hello", media=(MediaRef(file=file),)).problems == ()


def test_a_long_text_becomes_a_thread_of_parts_that_fit() -> None:
    rendering = rendered("A sentence of some words here. " * 30, thread="auto")
    assert len(rendering.payload.parts) == 4
    assert all(part.length <= 280 for part in rendering.payload.parts)
