from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.importers.naming import Ids, platform_of, shortened, slug
from smm_action.importers.people import People, clean_handle

ID = re.compile(r"[a-z0-9-]{1,80}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Can I do this from here", "can-i-do-this-from-here"),
        ("bawü.social", "bawu-social"),
        ("🎉", "post"),
        ("a__b--c", "a-b-c"),
    ],
)
def test_a_slug_has_letters_digits_and_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.lists(st.text(max_size=200), max_size=30))
def test_ids_are_valid_and_each_is_given_once(names: list[str]) -> None:
    ids = Ids()

    given_out = [ids.take(name, "folder") for name in names]

    assert len(set(given_out)) == len(names)
    assert all(ID.fullmatch(one) for one in given_out)


def test_the_folder_tells_two_posts_of_one_name_apart() -> None:
    ids = Ids()

    assert [ids.take("hello-world", "2019") for _ in range(3)] == [
        "hello-world",
        "2019-hello-world",
        "2019-hello-world-2",
    ]


def test_a_long_name_keeps_its_beginning_and_differs_from_another_of_the_same_beginning() -> None:
    first, second = shortened("a" * 100 + "b"), shortened("a" * 100 + "c")

    assert (len(first), len(second)) == (80, 80)
    assert first != second
    assert first.startswith("aaaa")


@pytest.mark.parametrize(
    ("account", "platform"),
    [("acme-mastodon", "mastodon"), ("x", "x"), ("twitter-acme", "x"), ("acme-newsletter", "newsletter")],
)
def test_the_platform_is_the_one_that_the_name_speaks_of(account: str, platform: str) -> None:
    assert platform_of(account) == platform


def test_a_handle_has_one_key_and_two_platforms_have_two() -> None:
    people = People()

    keys = [people.key("linkedin", "acme"), people.key("x", "acme"), people.key("linkedin", "acme")]

    assert keys == ["acme", "acme-x", "acme"]
    assert people.entries() == {"acme": {"name": "acme", "linkedin": "acme"}, "acme-x": {"name": "acme", "x": "acme"}}


def test_handles_that_slug_alike_stay_apart() -> None:
    people = People()

    assert len({people.key("bluesky", handle) for handle in ("a.b.c", "a-b.c", "a.b-c")}) == 3


def test_a_pasted_handle_loses_what_nobody_sees() -> None:
    assert clean_handle("@galaxyproject.bsky.social\u202c ") == "galaxyproject.bsky.social"
