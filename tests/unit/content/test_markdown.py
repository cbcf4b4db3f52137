"""Bodies: nothing an author wrote is lost, URLs end where they end, and no body takes more than linear time."""

from __future__ import annotations

import time

import pytest

from smm_action.content.markdown import parse
from smm_action.model.document import (
    Block,
    Emphasis,
    Image,
    Inline,
    Link,
    ListBlock,
    Mention,
    Paragraph,
    Quote,
    Text,
)


def blocks(text: str) -> tuple[Block, ...]:
    (part,) = parse(text).parts
    return part.blocks


def inlines(text: str) -> tuple[Inline, ...]:
    (block,) = blocks(text)
    assert isinstance(block, Paragraph)
    return block.children


def words(held: tuple[Block, ...]) -> str:
    shown = ""
    for block in held:
        if isinstance(block, Quote):
            shown += words(block.children)
        elif isinstance(block, ListBlock):
            shown += "".join(words(item) for item in block.items)
        elif isinstance(block, Paragraph):
            shown += "".join(child.text for child in block.children if isinstance(child, Text)) + "\n"
    return shown


@pytest.mark.parametrize(("text", "start"), [("0. a\n1. b", 0), ("1. a", 1), ("7) a", 7), ("- a", None)])
def test_an_ordered_list_starts_at_its_number(text: str, start: int | None) -> None:
    (block,) = blocks(text)

    assert isinstance(block, ListBlock)
    assert block.start == start


@pytest.mark.parametrize(
    "text",
    [
        ">" * 300 + " deep",
        "- " * 300 + "deep",
        "\n".join("  " * level + "- deep" for level in range(300)),
        "> - " * 200 + "deep",
    ],
)
def test_what_is_nested_deeply_is_kept(text: str) -> None:
    kept = words(blocks(text))

    assert kept.count("deep") == text.count("deep")
    assert kept.count(">") + kept.count("-") >= 200


@pytest.mark.parametrize(
    ("text", "sign"), [("> a\n> ---\n> b", "---"), ("- a\n\n  ***\n\n  b", "***"), ("- ___", "___")]
)
def test_a_break_within_a_quote_or_a_list_is_kept(text: str, sign: str) -> None:
    assert f"{sign}\n" in words(blocks(text))


def test_emphasis_nested_deeply_keeps_its_words() -> None:
    text = "*a " * 3000 + "x" + " a*" * 3000

    def count(children: tuple[Inline, ...]) -> int:
        return sum(
            child.text.count("a") if isinstance(child, Text) else count(child.children)
            for child in children
            if isinstance(child, Text | Emphasis)
        )

    assert count(inlines(text)) == 6000


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.example/_foo_/x", "https://a.example/_foo_/x"),
        ("https://a.example/*x*/**y**/z", "https://a.example/*x*/**y**/z"),
        ("*see https://a.example/x*.", "https://a.example/x"),
        ("**https://a.example/x**, and", "https://a.example/x"),
        ("(https://a.example/x).", "https://a.example/x"),
        ("(https://a.example/x(y)).", "https://a.example/x(y)"),
        ("https://a.example/?a=1&amp;b=2", "https://a.example/?a=1&b=2"),
        ("&quot;https://a.example/x&quot;", "https://a.example/x"),
        ("https://a.example/x\\_y\\", "https://a.example/x_y"),
        ("https://a.example/x`code`", "https://a.example/x"),
        ("https://a.example/x\\`y\\`:tada:", "https://a.example/x`y`:tada"),
        ("[https://a.example/x\\]y]", "https://a.example/x]y"),
        # Han, kana, hangul and their punctuation go on with the sentence
        ("見て https://a.example/xです", "https://a.example/x"),
        ("https://a.example/xを", "https://a.example/x"),
        ("https://a.example/ご覧", "https://a.example/"),
        ("https://a.example/詳細。", "https://a.example/"),
        ("https://a.example中文", "https://a.example"),
        ("https://a.example/x（注）", "https://a.example/x"),
        ("https://a.example/x,カナ", "https://a.example/x"),
        ("https://a.example에서", "https://a.example"),
        # what is a name of a page, or of a host
        ("https://a.example/春 を", "https://a.example/春"),
        ("https://例え.jp/春/夏?q=秋", "https://例え.jp/春/夏?q=秋"),
        ("https://a.example/ü/Привет/ñ.", "https://a.example/ü/Привет/ñ"),
    ],
)
def test_a_bare_url_ends_where_it_ends(text: str, url: str) -> None:
    def links(children: tuple[Inline, ...]) -> list[Link]:
        inner = [link for child in children if isinstance(child, Emphasis) for link in links(child.children)]
        return [child for child in children if isinstance(child, Link)] + inner

    assert links(inlines(text)) == [Link(url, (Text(url),), bare=True)]


@pytest.mark.parametrize("text", ["https://", "http:// a", "ftp://a.example", "https:/a.example"])
def test_what_is_no_url_is_text(text: str) -> None:
    assert inlines(text) == (Text(text),)


def test_a_url_in_the_text_of_a_link_is_text_as_written() -> None:
    url = "https://a.example/_x_/y"

    assert inlines(f"[{url}](https://b.example) [see {url}](https://c.example)") == (
        Link("https://b.example", (Text(url),)),
        Text(" "),
        Link("https://c.example", (Text(f"see {url}"),)),
    )


def test_emoji_and_mentions_in_the_text_of_a_link_are_resolved() -> None:
    assert inlines("[:tada: by @{acme}](https://a.example)") == (
        Link("https://a.example", (Text("🎉 by "), Mention("acme"))),
    )


@pytest.mark.parametrize(
    ("alt", "shown"),
    [
        ("*big* cat", "big cat"),
        ("a `b` [c](d) **_e_**", "a b c e"),
        ("1 &lt; 2 \\*", "1 < 2 *"),
        ("a<!-- note --> <b>", "a <b>"),
        ("see https://a.example/_x_", "see https://a.example/_x_"),
        ("a ![inner *x*](y)", "a inner x"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_the_description_of_an_image_is_plain_text(alt: str, shown: str) -> None:
    assert inlines(f"![{alt}](a.png)") == (Image("a.png", shown),)


@pytest.mark.parametrize(
    ("text", "kept"), [("<!-- a --> b <!-- c", " b <!-- c"), ("<!-- a", "<!-- a"), ("<!-- a --> <!-- b -->c", " c")]
)
def test_only_a_comment_that_ends_is_dropped(text: str, kept: str) -> None:
    assert inlines(text) == (Text(kept),)


HOSTILE = {
    "<!--": "<!--",
    "a <!--": "a <!--",
    "[": "[",
    "*": "*",
    "*a": "*a ",
    "`": "`",
    ">": ">",
    "> ": "> ",
    "- ": "- ",
    "- a": "- a ",
    "![": "![",
    "[]": "[](",
    "&#": "&#",
    "<img ": "<img ",
    "a <img ": "a <img ",
    "<img a": "<img " + "a" * 200_000 + ">",
    "<![CDATA[": "a <![CDATA[",
    "):": "https://a.example/" + ")" * 200_000,
    "@{": "@{",
    "\\:": "\\:",
    ":a": ":a",
    "deep list": "\n".join("  " * level + "- a" for level in range(440)),
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_two_hundred_kilobytes_of_anything_take_no_two_seconds(piece: str) -> None:
    text = (piece * (200_000 // len(piece) + 1))[:200_000]
    started = time.process_time()

    parse(text)

    assert time.process_time() - started < 2
