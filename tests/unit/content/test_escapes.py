from __future__ import annotations

import pytest

from smm_action.content.markdown import parse
from smm_action.model.document import Link, Paragraph, Text


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("green \\:hammer: build", "green :hammer: build"),
        ("by @\\{acme\\}", "by @{acme}"),
        ("by \\@{acme}", "by @{acme}"),
        ("https\\://a.example", "https://a.example"),
    ],
)
def test_an_escaped_beginning_opens_no_shortcode_mention_or_link(source: str, shown: str) -> None:
    (paragraph,) = parse(source).parts[0].blocks

    assert isinstance(paragraph, Paragraph)
    assert paragraph.children == (Text(shown),)


def test_escapes_inside_a_url_belong_to_it() -> None:
    (paragraph,) = parse("https://doi\\.org/10\\.1038/s41598\\-024").parts[0].blocks

    assert isinstance(paragraph, Paragraph)
    url = "https://doi.org/10.1038/s41598-024"
    assert paragraph.children == (Link(url, (Text(url),), bare=True),)


def test_a_url_right_after_a_colon_is_a_link() -> None:
    (paragraph,) = parse("Register:https://a.example/x").parts[0].blocks

    assert isinstance(paragraph, Paragraph)
    assert paragraph.children == (
        Text("Register:"),
        Link("https://a.example/x", (Text("https://a.example/x"),), bare=True),
    )
