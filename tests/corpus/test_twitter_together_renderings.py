"""Every tweet rendered for X is the text that its author wrote."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from smm_action.importers.tweet_text import parse_tweets
from smm_action.platformkit.render import render
from smm_action.platforms import load
from tests.corpus.conftest import Corpus

pytestmark = pytest.mark.shared


def test_every_text_and_poll_comes_back(corpus: Callable[[str], Corpus]) -> None:
    one = corpus("twitter-together")
    by_path = {post.path: post for post in one.project.posts}
    (brand,) = one.project.brands.values()
    compared = 0
    for line in one.imported.report.files:
        if line.fate != "imported":
            continue
        post = by_path[line.into]
        payload = render(post, brand.accounts[post.accounts[0]], brand, load("x"), lambda path: None).payload
        (tweet,) = parse_tweets((one.source / line.source).read_text("utf-8"))
        # a line's last space is something Markdown can not say
        assert [part.text for part in payload.parts] == ["\n".join(row.rstrip(" ") for row in tweet.text.split("\n"))]
        assert (payload.poll.options if payload.poll else ()) == tweet.poll
        compared += 1
    assert compared == 51
