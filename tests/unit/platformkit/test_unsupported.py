from __future__ import annotations

from typing import Any

import pytest

from smm_action.model.post import MediaRef
from tests.unit.platformkit.making import POLL, Bare, Plain, post, rendered


@pytest.mark.parametrize(
    ("fields", "key", "what"),
    [
        ({"poll": POLL}, "poll", "polls"),
        ({"reply_to": "https://plain.example/1"}, "reply_to", "replies"),
        ({"quote": "https://plain.example/1"}, "quote", "quotes"),
        ({"repost": "https://plain.example/1"}, "repost", "reposts"),
        ({"content_warning": "Spoilers"}, "content_warning", "content warnings"),
        ({"first_comment": "More"}, "first_comment", "first comments"),
        ({"deliver": "platform"}, "deliver", "scheduler that is used here"),
        ({"media": (MediaRef(file="media/a.png"),)}, "media", "images"),
        ({"media": (MediaRef(file="media/b.gif"),)}, "media", "animated images"),
        ({"media": (MediaRef(file="media/c.mp4"),)}, "media", "videos"),
    ],
)
def test_what_a_platform_lacks_is_said_with_what_to_do(fields: dict[str, Any], key: str, what: str) -> None:
    (problem,) = rendered(post("Hello", **fields), Bare()).problems
    assert problem.rule == "unsupported-feature"
    assert problem.where == (key,)
    assert f"Bare has no {what}" in problem.message
    assert f"Remove `{key}:`, or take acme-bare out of `platforms:`." in problem.message
    assert rendered(post("Hello", **fields), Plain()).problems == ()


@pytest.mark.parametrize(
    ("visibility", "what"),
    [
        ("unlisted", "unlisted posts"),
        ("followers", "followers-only posts"),
        ("direct", "posts for the mentioned people alone"),
    ],
)
def test_a_visibility_that_a_platform_lacks_says_that_the_post_would_be_public(visibility: Any, what: str) -> None:
    (problem,) = rendered(post("Hello", visibility=visibility), Bare()).problems
    assert (problem.rule, problem.where) == ("unsupported-feature", ("visibility",))
    assert f"Bare has no {what}: on acme-bare it would be public." in problem.message
    assert "Remove" not in problem.message
    assert rendered(post("Hello", visibility="public"), Bare()).problems == ()


def test_a_thread_of_breaks_names_them() -> None:
    (problem,) = rendered(post("one", "two"), Bare()).problems
    assert (problem.rule, problem.where) == ("unsupported-feature", None)
    assert "lines of dashes (`---`)" in problem.message


def test_a_language_is_a_hint_and_dropped_without_a_word() -> None:
    found = rendered(post("Hallo", language="de"), Bare())
    assert (found.problems, found.payload.language) == ((), None)


def test_a_missing_file_is_no_matter_of_the_platform() -> None:
    assert rendered(post("Hello", media=(MediaRef(file="media/none.png"),)), Bare()).problems == ()


def test_each_kind_of_media_is_said_once() -> None:
    media = (MediaRef(file="media/a.png"), MediaRef(file="media/a.png"), MediaRef(file="media/c.mp4"))
    assert len(rendered(post("Hello", media=media), Bare()).problems) == 2
