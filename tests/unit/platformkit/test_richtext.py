from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smm_action.platformkit.richtext import RichText, Span, joined, relined


def link(text: str, start: int, end: int) -> RichText:
    return RichText(text, (Span("link", start, end, "u"),))


def spans(item: RichText) -> list[str]:
    return [item.text[span.start : span.end] for span in item.spans]


def test_facets_count_bytes() -> None:
    (facet,) = link("é日 link", 3, 7).facets()
    assert (facet.start, facet.end) == (6, 10)
    assert "é日 link".encode()[facet.start : facet.end] == b"link"


def test_code_is_no_facet() -> None:
    item = RichText("ü code link", (Span("code", 2, 6, ""), Span("link", 7, 11, "u")))
    assert [facet.kind for facet in item.facets()] == ["link"]
    assert [facet.kind for facet in RichText("x", (Span("code", 0, 1, ""),)).facets()] == []


def test_joining_moves_spans() -> None:
    whole = joined([link("one", 0, 3), RichText("two"), link("a three", 2, 7)], ", ")
    assert whole.text == "one, two, a three"
    assert spans(whole) == ["one", "three"]


def test_joining_nothing_gives_an_empty_text() -> None:
    assert joined([], "\n") == RichText("")


def test_a_slice_keeps_the_spans_inside_it() -> None:
    item = RichText("one two three", (Span("tag", 0, 3, "one"), Span("tag", 8, 13, "three")))
    assert spans(item.slice(4, 13)) == ["three"]
    assert item.slice(4, 13).text == "two three"


def test_lines_get_prefixes_and_spans_over_several_lines_stay() -> None:
    item = relined(link("see our\nlong link here", 4, 17), lambda number, line: (f"{number}> ", line))
    assert item.text == "0> see our\n1> long link here"
    assert spans(item) == ["our\n1> long link"]


def test_lines_lose_the_spaces_at_their_ends() -> None:
    item = relined(link("  a link  \n  b", 4, 8), lambda _, line: ("", line.strip(" ")))
    assert item.text == "a link\nb"
    assert spans(item) == ["link"]


def test_a_span_of_spaces_that_are_gone_is_gone() -> None:
    assert relined(link("a  \nb", 1, 3), lambda _, line: ("", line.strip(" "))).spans == ()


@given(st.lists(st.text(st.sampled_from("aé日🚀 \n"), min_size=1, max_size=5), max_size=6))
def test_facets_slice_to_what_the_spans_show(pieces: list[str]) -> None:
    items = [link(piece, 0, len(piece)) for piece in pieces]
    whole = joined(items, " ")
    data = whole.text.encode()
    assert [data[facet.start : facet.end].decode() for facet in whole.facets()] == pieces
