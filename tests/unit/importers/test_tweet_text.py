from __future__ import annotations

import pytest

from smm_action.importers.tweet_text import Tweet, parse_tweets


def test_a_text_alone_is_a_tweet() -> None:
    assert parse_tweets("\nHello\n\nworld \n") == (Tweet(text="Hello\n\nworld"),)


def test_front_matter_gives_media_reply_and_poll() -> None:
    (tweet,) = parse_tweets(
        "---\nmedia:\n  - file: a.png\n    alt: A\n  - b\nreply: https://twitter.com/a/status/1\npoll: [x, y]\n---\n\nHello"
    )

    assert tweet == Tweet(text="Hello", media=(("a.png", "A"),), reply="https://x.com/a/status/1", poll=("x", "y"))


def test_a_thread_is_split_at_its_delimiter_and_parts_have_front_matter_of_their_own() -> None:
    first, second, third = parse_tweets("One\n\n---\n---\nmedia: [{file: b.png}]\n---\nTwo\n\n---  \nThree")

    assert (first.text, second.text, third.text) == ("One", "Two", "Three")
    assert second.media == (("b.png", ""),)


def test_another_delimiter_leaves_lines_of_hyphens_alone() -> None:
    parts = parse_tweets('---\nthread-delimiter: "%%"\n---\nOne\n\n---\n\nstill one\n%%\nTwo')

    assert [part.text for part in parts] == ["One\n\n---\n\nstill one", "Two"]


def test_options_at_the_end_of_the_text_are_a_poll() -> None:
    (tweet,) = parse_tweets("Which?\n\n( ) one\n()  two\n")

    assert (tweet.text, tweet.poll) == ("Which?", ("one", "two"))


def test_options_in_the_middle_are_text() -> None:
    (tweet,) = parse_tweets("( ) one\n( ) two\nWhich?")

    assert (tweet.poll, tweet.text) == ((), "( ) one\n( ) two\nWhich?")


def test_lines_that_end_in_crlf_hide_the_front_matter_as_they_did() -> None:
    (tweet,) = parse_tweets("---\r\nmedia: [{file: a.png}]\r\n---\r\nHello\r\n")

    assert tweet.text == "---\nmedia: [{file: a.png}]\n---\nHello"
    assert "CRLF" in tweet.notes[0]


@pytest.mark.parametrize(
    "url", ["https://x.com/a/status/1", "https://twitter.com/a/status/1?s=20", "https://mobile.twitter.com/a/status/1/"]
)
def test_addresses_that_they_ignored_are_carried_and_told(url: str) -> None:
    (tweet,) = parse_tweets(f"---\nretweet: {url}\n---\n")

    assert (tweet.text, tweet.retweet) == ("", "https://x.com/a/status/1")
    assert "not recognised" in tweet.notes[0]


def test_an_address_of_something_else_is_left_out_and_told() -> None:
    (tweet,) = parse_tweets("---\nreply: https://a.example/1\n---\nHello")

    assert tweet.reply == ""
    assert "no address of a tweet" in tweet.notes[0]


def test_a_schedule_was_never_obeyed() -> None:
    (tweet,) = parse_tweets("---\nschedule: 2030-01-01\nmood: good\n---\nHello")

    assert ["schedule" in tweet.notes[0], "mood" in tweet.notes[1]] == [True, True]


def test_front_matter_that_is_no_yaml_is_ignored_and_told() -> None:
    (tweet,) = parse_tweets("---\na: [\n---\nHello")

    assert (tweet.text, len(tweet.notes)) == ("Hello", 1)
