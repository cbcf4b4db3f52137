"""Every ``.tweet`` file against what twitter-together's own parser makes of it (``expected.json``)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smm_action.importers.tweet_text import parse_tweets
from smm_action.platformkit.text import weighted_length
from tests.shared import shared

pytestmark = pytest.mark.shared


def expected(repository: str) -> list[tuple[Path, dict[str, Any]]]:
    folder = shared(f"corpus/twitter-together/{repository}")
    return [(folder / held["f"], held) for held in json.loads((folder / "expected.json").read_text())]


@pytest.mark.parametrize(("repository", "count"), [("action", 32), ("contributor-tweets", 19)])
def test_every_tweet_is_what_their_own_parser_makes_of_it(repository: str, count: int) -> None:
    compared = expected(repository)

    assert len(compared) == count
    for path, theirs in compared:
        assert _as_they_show_it(theirs["f"], path.read_text("utf-8")) == theirs


def _as_they_show_it(name: str, source: str) -> dict[str, Any]:
    """Return our reading in the shape of theirs; they cut texts after 40 UTF-16 units."""
    tweets = parse_tweets(source)
    first = tweets[0]
    length = weighted_length(first.text)
    return {
        "f": name,
        "threads": len(tweets),
        "poll": bool(first.poll),
        "media": len(first.media),
        "reply": bool(first.reply),
        "retweet": bool(first.retweet),
        "text": first.text.encode("utf-16-le")[:80].decode("utf-16-le", errors="replace"),
        "w": length,
        "valid": length <= 280,
    }
