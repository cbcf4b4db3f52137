from __future__ import annotations

import pytest

from smm_action.platformkit.domains import ascii_hosts, is_encodable, may_hold_host, next_host


@pytest.mark.parametrize("text", ["", "no dot", "A sentence. Another one.", "ends.", "...", "a .b"])
def test_a_dot_outside_a_word_is_no_reason_to_look_closer(text: str) -> None:
    assert not may_hold_host(text)


def test_a_host_knows_where_its_protocol_starts() -> None:
    host = next_host("see https://www.example.com/a", 0)
    assert host is not None
    assert (host.start, host.end, host.protocol) == (12, 27, 4)


def test_a_bare_host_knows_what_stands_before_it() -> None:
    host = next_host("see/example.com", 0)
    assert host is not None
    assert (host.start, host.end, host.protocol, host.before) == (4, 15, None, "/")


def test_the_longest_chain_of_labels_is_the_host() -> None:
    text = "a.example.com.example.co.uk.nowhere"
    host = next_host(text, 0)
    assert host is not None
    assert text[host.start : host.end] == "a.example.com.example.co.uk"


@pytest.mark.parametrize("text", ["a..com", ".com", "-a-.com", "nothing.here1", "@example.com", "a.com-b"])
def test_broken_labels_make_no_host(text: str) -> None:
    assert next_host(text, 0) is None


def test_a_second_host_is_found_behind_the_first() -> None:
    text = "one.com two.org"
    first = next_host(text, 0)
    assert first is not None
    second = next_host(text, first.end)
    assert second is not None
    assert text[second.start : second.end] == "two.org"
    assert next_host(text, second.end) is None


def test_a_host_needs_a_character_before_it_behind_the_one_before() -> None:
    assert next_host("xexample.com", 1) is None


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("example.com", ["example.com"]),
        ("日本example.com", ["example.com"]),
        ("日本.jp", []),
        ("bücher.de", ["bücher.de"]),
        ("xn--p1ai.рф", ["xn--p1ai.рф"]),
        ("foo.xn--p1ai", ["foo.xn--p1ai"]),
    ],
)
def test_a_bare_host_is_linked_as_far_as_it_is_latin(host: str, found: list[str]) -> None:
    assert [host[start:end] for start, end in ascii_hosts(host)] == found


def test_punycode_decides_how_long_a_label_is() -> None:
    assert is_encodable("ü" * 50 + ".de")
    assert not is_encodable("日本語" * 30 + ".jp")
    assert not is_encodable("a..de")
