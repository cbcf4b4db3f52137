from __future__ import annotations

import pytest

from smm_action.model.document import (
    Block,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    LineBreak,
    Link,
    ListBlock,
    Mention,
    Quote,
    Text,
)
from smm_action.platformkit.markup import Markup
from smm_action.platformkit.richtext import RichText
from tests.unit.platformkit.making import paragraph

URL = "https://acme.example/a"


def markup(*, rich: bool = False) -> Markup:
    def mention(person: str) -> tuple[str, str] | None:
        return ("@acme@plain.example", "acme@plain.example") if person == "acme" else None

    return Markup(mention=mention, name=lambda person: person.title(), rich=rich)


def written(*blocks: Block, rich: bool = False) -> RichText:
    return markup(rich=rich).text(blocks)


def spans(item: RichText) -> list[tuple[str, str, str]]:
    return [(span.kind, item.text[span.start : span.end], span.value) for span in item.spans]


def test_one_blank_line_stands_between_paragraphs_and_a_line_break_stays() -> None:
    assert written(paragraph("one\ntwo"), paragraph("three")).text == "one\ntwo\n\nthree"


def test_headings_are_paragraphs_and_emphasis_is_dropped() -> None:
    blocks = (
        Heading(1, (Text("Title"),)),
        paragraph("so ", Emphasis((Text("very "), Emphasis((Text("nice"),), strong=True)))),
    )
    assert written(*blocks).text == "Title\n\nso very nice"


def test_code_is_verbatim_and_marked_as_code() -> None:
    item = written(paragraph("run ", Code("a *b* #c")), CodeBlock("if x:\n    y = '#z'\n\n    z"))
    assert item.text == "run a *b* #c\n\nif x:\n    y = '#z'\n\n    z"
    assert spans(item) == [("code", "a *b* #c", ""), ("code", "if x:\n    y = '#z'\n\n    z", "")]


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (ListBlock(((paragraph("a"),), (paragraph("b"),))), "- a\n- b"),
        (ListBlock(((paragraph("a"),), (paragraph("b"),)), start=9), "9. a\n10. b"),
        (ListBlock(((paragraph("a"),), (paragraph("b"),)), tight=False), "- a\n\n- b"),
        (ListBlock(((paragraph("a\nb"),),), start=1), "1. a\n   b"),
        (ListBlock(((paragraph("a"), ListBlock(((paragraph("b"),),))),)), "- a\n  - b"),
        (ListBlock(((paragraph("a"), paragraph("b")),), tight=False), "- a\n\n  b"),
        (ListBlock(((),)), "-"),
        (Quote((paragraph("a\nb"), paragraph("c"))), "> a\n> b\n>\n> c"),
        (Quote((Quote((paragraph("a"),)),)), "> > a"),
        (Quote((ListBlock(((paragraph("a"),),)),)), "> - a"),
    ],
)
def test_lists_and_quotes_are_written_with_characters(block: Block, text: str) -> None:
    assert written(block).text == text


def test_a_link_is_its_text_alone_where_links_are_facets() -> None:
    item = written(paragraph("see ", Link(URL, (Text("our "), Emphasis((Text("news"),)))), "."), rich=True)
    assert item.text == "see our news."
    assert spans(item) == [("link", "our news", URL)]


def test_a_link_is_text_and_address_elsewhere() -> None:
    item = written(paragraph("see ", Link(URL, (Text("our news"),)), "."))
    assert item.text == f"see our news: {URL}."
    assert spans(item) == [("link", URL, URL)]


@pytest.mark.parametrize("rich", [True, False])
@pytest.mark.parametrize("link", [Link(URL, (Text(URL),)), Link(URL, (Text(URL),), bare=True), Link(URL, ())])
def test_an_address_is_never_shown_twice(link: Link, rich: bool) -> None:
    item = written(paragraph(link), rich=rich)
    assert item.text == URL
    assert spans(item) == [("link", URL, URL)]


def test_an_address_of_mail_is_shown_without_its_scheme() -> None:
    item = written(paragraph(Link("mailto:a@acme.example", (Text("a@acme.example"),))))
    assert (item.text, spans(item)) == ("a@acme.example", [("link", "a@acme.example", "mailto:a@acme.example")])


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/local", "#top", "data:text/html,x"])
def test_what_is_no_web_address_is_text_and_no_link(url: str) -> None:
    item = written(paragraph(Link(url, (Text("t"),))), rich=True)
    assert (item.text, item.spans) == (f"t: {url}", ())


def test_a_link_over_two_lines_of_a_quote_stays_one_link() -> None:
    item = written(Quote((paragraph(Link(URL, (Text("our"), LineBreak(), Text("news")))),)), rich=True)
    assert item.text == "> our\n> news"
    assert spans(item) == [("link", "our\n> news", URL)]


def test_a_mention_becomes_the_handle() -> None:
    item = written(paragraph("by ", Mention("acme"), "!"))
    assert item.text == "by @acme@plain.example!"
    assert spans(item) == [("mention", "@acme@plain.example", "acme@plain.example")]


def test_a_person_without_handle_is_named_and_remembered_with_the_first_line() -> None:
    used = markup()
    assert (
        used.text((paragraph("by ", Mention("bob"), line=4), paragraph(Mention("bob"), line=6))).text == "by Bob\n\nBob"
    )
    assert used.unresolved == {"bob": 4}


@pytest.mark.parametrize(
    ("children", "text"),
    [
        ((Image("a.png", ""),), ""),
        (("a ", Image("a.png", ""), " b"), "a b"),
        (("a", Image("a.png", ""), "b"), "ab"),
        ((Image("a.png", ""), "\nb"), "b"),
        (("a\n", Image("a.png", "")), "a"),
        (("a\n", Image("a.png", ""), "\nb"), "a\nb"),
        ((Image("a.png", ""), " b"), "b"),
        (("a ", Image("a.png", ""), Image("b.png", ""), " b"), "a b"),
        (("a ", Image("a.png", ""), "\nb"), "a\nb"),
        ((Emphasis((Text("a"),)), " ", Image("a.png", ""), " b"), "a b"),
    ],
)
def test_an_image_leaves_no_trace_in_the_text(children: tuple[str | Image, ...], text: str) -> None:
    assert written(paragraph(*children)).text == text


def test_a_paragraph_of_images_alone_leaves_no_blank_line() -> None:
    assert written(paragraph("a"), paragraph(Image("a.png", "")), paragraph("b")).text == "a\n\nb"
