"""README.md of the state branch: what people see first, made of words that may be hostile."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from smm_action.ledger.dashboard import MOST, Dashboard, escaped, link
from smm_action.ledger.fold import fold
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Entry
from smm_action.model.ids import AccountName, BrandName, PlatformName, PostId
from smm_action.model.plan import PlannedDelivery
from tests.unit.ledger.entries import HELLO, at, claim, entry, receipt

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
OUT = [claim(0, "a"), entry("published", 1, "a", receipts=(receipt(),))]


def page(*entries: Entry, **said) -> str:
    return Dashboard(**{"ledger": fold(entries), **said}).page().decode()


def planned(post: str = "next") -> PlannedDelivery:
    delivery = DeliveryId(BrandName("acme"), PostId(post), AccountName("acme-x"))
    return PlannedDelivery(
        delivery=delivery, platform=PlatformName("x"), path=f"posts/{post}.md", time=NOW + timedelta(hours=1),
        state=State.SCHEDULED,
    )  # fmt: skip


def test_an_empty_ledger_has_a_page():
    assert "Nothing was published yet." in page()
    assert "mermaid" not in page()


def test_a_published_post_links_to_its_receipt():
    assert "[hello](https://example.social/@acme/1) | `acme-mastodon`" in page(*OUT)


def test_counters_stand_beside_it():
    assert "| 3 likes, 1 replies |" in page(*OUT, counters={HELLO: {"likes": 3, "replies": 1}})


def test_the_numbers_add_up():
    lines = page(*OUT, upcoming=[planned(), planned("later")]).splitlines()
    assert (
        lines[lines.index("| queued | published | failed | unknown | held | missed |") + 2]
        == "| 2 | 1 | 0 | 0 | 0 | 0 |"
    )


def test_a_post_that_was_edited_is_one_post():
    second = replace(OUT[-1], kind="edited", delivery=replace(HELLO, revision=2), at=at(9), owner=None)
    text = page(*OUT, second)
    assert "| 0 | 1 | 0 | 0 | 0 | 0 |" in text
    assert text.count("[hello](") == 1


@pytest.mark.parametrize("kind", ["unknown", "failed", "held", "missed", "retry"])
def test_what_needs_a_look_says_why_and_what_to_do(kind):
    text = page(claim(0, "a"), entry(kind, 1, "a", reason="the answer was lost"))
    section = next(part for part in text.split("## ") if "the answer was lost" in part)
    assert re.search(r"`smm |Nothing to do", section)


def test_a_thread_that_broke_links_to_what_is_out():
    text = page(claim(0, "a"), entry("part", 1, "a", receipts=(receipt(),)), entry("failed", 2, "a", reason="gone"))
    assert "| [hello](https://example.social/@acme/1) | `acme-mastodon` |" in text


def test_the_chart_counts_by_account():
    chart = page(*OUT).split("```mermaid\n")[1].split("```")[0]
    assert chart.splitlines() == ["xychart-beta", '  x-axis ["acme-mastodon"]', '  y-axis "posts" 0 --> 1', "  bar [1]"]


def test_what_comes_is_listed_with_its_time():
    assert "| `2026-12-01T09:00:00Z` | `next` | `acme-x` |" in page(upcoming=[planned()])


def test_an_embargoed_post_is_neither_announced_nor_quoted():
    secret = frozenset({("acme", "next"), ("acme", "hello")})
    text = page(
        claim(0, "a"),
        entry("failed", 1, "a", reason="the text Merger is too long"),
        upcoming=[planned()],
        embargoed=secret,
    )
    assert "next" not in text
    assert "Merger" not in text
    assert "under embargo" in text


def test_the_same_ledger_makes_the_same_page_in_any_order():
    other = DeliveryId(BrandName("acme"), PostId("other"), AccountName("acme-mastodon"))
    more = [replace(held, delivery=other) for held in OUT]
    assert page(*OUT, *more) == page(*more, *OUT)


def test_a_long_table_is_cut_and_says_so():
    many = [
        replace(OUT[1], delivery=DeliveryId(BrandName("acme"), PostId(f"p{number}"), AccountName("acme-mastodon")))
        for number in range(MOST + 3)
    ]
    assert "3 more are in the ledger." in page(*many)


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](https://spy.example/p.png)",
    "@octocat #12 org/repo#3", "a | b | c", "`code` ``` ~~~", "\n\n# Heading\n\n", "&lt;b&gt; &#60;", "**bold** _it_ ~~no~~",
    "https://spy.example/track www.spy.example a@b.example", "$$x$$ :smile:", "\u202egnp.exe", "\\`x\\`", "-->\n%%{init: {}}%%",
    "| --- |\n| x |", "1. one\n2. two", "a\r\nb\u2028c\x00d", "<!-- x -->", "]() <a href=x>",
]  # fmt: skip


def rendered(markdown: str) -> str:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reason_is_shown_as_it_is_and_nothing_more(text: str):
    html = rendered(page(claim(0, "a"), entry("failed", 1, "a", reason=text)))
    assert not re.search(r"<(script|img|em|strong|s|h[2-6]|ol|ul|code)\b[^>]*>[^<]*(alert|spy|bold|Heading|two)", html)
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("<a ") == 0
    assert html.count("<tr>") == 4


@pytest.mark.parametrize("text", HOSTILE)
def test_an_id_that_is_hostile_makes_no_markup(text: str):
    odd = DeliveryId(BrandName("acme"), PostId(text), AccountName(text))
    html = rendered(page(*(replace(held, delivery=odd) for held in OUT)))
    assert html.count("<a ") == 1
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("<tr>") == 4
    assert html.count("<pre>") == 1


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "https://e.example/a) [x](javascript:y)", "https://e.example/\n<b>", "HTTPS://e.example/`|`",
     "at://did:plc:x/app.bsky.feed.post/1", 'https://e.example/" onclick="x'],
)  # fmt: skip
def test_a_url_is_a_link_of_the_web_or_none(url: str):
    html = rendered(link("hello", url))
    assert html.count("<a ") == (1 if url.startswith("https://") else 0)
    assert "javascript:" not in re.sub(r'href="https://[^"]*"', "", html)
    assert "<b>" not in html
    assert re.fullmatch(r'<p>(<a href="[^"]*">hello</a>|hello)</p>\n', html)


@given(st.text(max_size=40))
def test_escaped_text_reads_back_as_it_was(text: str):
    html = rendered(f"x {escaped(text)} x")
    assert "<" not in html.removeprefix("<p>").removesuffix("</p>\n")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_nothing_in_an_id_breaks_the_page(text: str):
    odd = DeliveryId(BrandName("acme"), PostId(text), AccountName("acme"))
    assert rendered(page(*(replace(held, delivery=odd) for held in OUT))).count("<tr>") == 4
