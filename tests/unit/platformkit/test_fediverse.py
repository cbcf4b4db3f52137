from __future__ import annotations

import time

import pytest

from smm_action.platformkit.fediverse import mastodon_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("hello", 5),
        ("👩🏽‍💻 at work", 9),
        ("https://example.com/" + "a" * 100, 23),
        ("(https://example.com)", 25),
        ("http://a.de", 23),
        ("https://example.com/🐪/#camel", 23),
        ("https://en.wikipedia.org/wiki/Set_(mathematics)", 23),
        ("example.com/path", 16),
        ("ftp://example.com", 17),
        ("xhttps://example.com", 20),
        ("https://localhost/path", 22),
        ("https://example.com/" + "a" * 4096, 4116),
        ("https://" + "a" * 64 + ".com", 76),
    ],
)
def test_a_url_counts_23_where_the_server_links_it(text: str, length: int) -> None:
    assert mastodon_length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("@alice", 6),
        ("@alice@example.com", 6),
        ("hi @alice@example.com and @bob@mstdn.social!", 6 + 3 + 5 + 4 + 1),
        ("me@example.com", 14),
        ("x@alice@example.com", 19),
        ("@user@慕田峪长城.网址", 5),
        ("@info@ยูเอทดสอบ.ไทย", 5),
        ("@alice@" + "b" * 64 + ".com", 75),
        ("@alice@" + "b." * 200 + "com", 410),
        ("https://example.social/@two", 23),
        ("/@alice@example.com", 19),
    ],
)
def test_a_mention_counts_without_its_host(text: str, length: int) -> None:
    assert mastodon_length(text) == length


def test_the_content_warning_counts_in_full() -> None:
    assert mastodon_length("text", "warning") == 11
    assert mastodon_length("https://example.com", "https://example.com") == 23 + 19


@pytest.mark.parametrize(
    "text",
    ["@a" * 25_000, "@a@" + "a." * 25_000, "@" + "a-" * 25_000 + "@", "http://a.com/" + "(" * 25_000, "é@" * 25_000],
    ids=lambda text: f"{text[:6]}…",
)
def test_hostile_texts_are_counted_in_linear_time(text: str) -> None:
    started = time.perf_counter()
    assert mastodon_length(text) > 0
    assert time.perf_counter() - started < 2
