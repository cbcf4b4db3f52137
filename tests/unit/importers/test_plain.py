from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smm_action.content.markdown import parse
from smm_action.importers.plain import escape, losses
from smm_action.model.document import Document, Inline, LineBreak, Link, Paragraph, Text

PIECES = [
    "word", " ", "\n", "\n\n", "*", "**a**", "_b_", "`c`", "[d](e)", "![f](g)", "<h>", "<!-- i -->", "&amp;", "\\", ":tada:", "@{acme}",
    "@acme", "#tag", "# head", "> quote", "- item", "+ item", "1. one", "12) two", "---", "***", "===", "~~~", "```", "    code", "|", "a|b",
    "https://a.example/x_y_z?q=1&amp;r=2", "http://b.example/(c)", "é", "👍🏽", "\u00a0", ":", "::", "a:b:c", "✨",
]  # fmt: skip


def shown(document: Document) -> str:
    """Return the text of a document that holds nothing but paragraphs."""
    blocks = [block for part in document.parts for block in part.blocks]
    assert len(document.parts) <= 1
    assert all(isinstance(block, Paragraph) for block in blocks), document
    return "\n\n".join("".join(map(_inline, block.children)) for block in blocks if isinstance(block, Paragraph))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return text
        case LineBreak():
            return "\n"
        case Link(url=url, children=children, bare=True):
            assert url == "".join(map(_inline, children))
            return url
        case _:
            raise AssertionError(f"{inline} is markup")


def normal(text: str) -> str:
    """Return ``text`` without what Markdown can not say: spaces at the edges of lines, several empty lines."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example(":tada:")
@example("@{acme}")
@example("Build green :hammer: !")
@settings(max_examples=600)
def test_any_text_comes_back_as_the_author_wrote_it(text: str) -> None:
    assert normal(shown(parse(escape(text)))) == normal(text)


@pytest.mark.parametrize(
    "text", ["plain", "one\ntwo", "one\n\ntwo", "https://a.example/x_y_z", "C# and F#", "2 * 3", "a-b"]
)
def test_a_text_without_marks_stays_readable(text: str) -> None:
    assert escape(text).replace("\\*", "*") == text


def test_what_markdown_cannot_say_is_named() -> None:
    assert losses("a\n\nb") == ()
    assert losses("a\n\n\nb") == ("several empty lines in a row are one",)
    assert losses("a \n  b") == ("spaces at the beginning or end of a line are left out",)
