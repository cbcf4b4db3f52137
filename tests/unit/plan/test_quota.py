"""A platform's quota defers, in order, and says until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.core.clock import format_instant
from smm_action.model.card import Quota
from smm_action.model.delivery import Receipt, State
from smm_action.model.document import Document, DocumentPart
from smm_action.model.entry import Record
from smm_action.plan.quota import Window
from smm_action.platformkit.limits import LIMITED
from tests.unit.plan.making import DAY, HOUR, MINUTE, NOW, at, card, claim, names, out, planned, post, record

TWO_AN_HOUR = Quota(count=2, per=HOUR, source="https://fake.example/docs", read="2026-11-24")
CARDS = {"fake": card(TWO_AN_HOUR)}


def test_what_exceeds_the_quota_waits_until_the_oldest_leaves_the_window() -> None:
    posts = [post(f"p{n}", at(NOW - MINUTE)) for n in range(4)]
    plan = planned(*posts, records=(out("old", when=NOW - 50 * MINUTE),), cards=CARDS)
    assert names(plan.due) == ["p0/acme"]
    assert names(plan.waiting) == ["p1/acme", "p2/acme", "p3/acme"]
    assert plan.waiting[0].again == NOW + 10 * MINUTE
    assert plan.waiting[1].again == NOW + HOUR
    assert plan.waiting[0].reason == "quota of 2 posts in 1 h is used up"
    assert plan.next == NOW + 10 * MINUTE


def test_what_left_the_window_does_not_count() -> None:
    plan = planned(post(), records=(out("a", when=NOW - HOUR), out("b", when=NOW - DAY)), cards=CARDS)
    assert names(plan.due) == ["one/acme"]


def test_another_accounts_posts_do_not_count() -> None:
    records = (out("a", "other", when=NOW - MINUTE), out("b", "other", when=NOW - MINUTE))
    assert names(planned(post(), records=records, cards=CARDS).due) == ["one/acme"]


def test_every_part_of_a_thread_counts() -> None:
    thread = post(body=Document(parts=(DocumentPart(blocks=()),) * 2))
    assert names(planned(thread, records=(out("a", when=NOW - MINUTE),), cards=CARDS).waiting) == ["one/acme"]
    assert names(planned(thread, cards=CARDS).due) == ["one/acme"]


def test_more_than_the_whole_quota_goes_when_the_window_is_empty() -> None:
    thread = post(body=Document(parts=(DocumentPart(blocks=()),) * 9))
    assert names(planned(thread, cards=CARDS).due) == ["one/acme"]
    waiting = planned(thread, records=(out("a", when=NOW - 10 * MINUTE),), cards=CARDS).waiting
    assert waiting[0].again == NOW + 50 * MINUTE


def test_a_claim_or_a_doubt_counts_as_if_it_were_out() -> None:
    held = claim(NOW + HOUR, payload={"payload": {"parts": [{}, {}]}})
    for state in (State.CLAIMED, State.UNKNOWN):
        plan = planned(post("two"), records=(record(state, claim=held),), cards=CARDS)
        assert names(plan.waiting) == ["two/acme"]


def test_a_short_post_does_not_overtake_a_thread_that_waits() -> None:
    thread = post("a", at(NOW - 2 * MINUTE), body=Document(parts=(DocumentPart(blocks=()),) * 2))
    plan = planned(thread, post("b", at(NOW - MINUTE)), records=(out("x", when=NOW - MINUTE),), cards=CARDS)
    assert names(plan.due) == []
    assert names(plan.waiting) == ["a/acme", "b/acme"]


def test_a_platform_without_a_quota_defers_nothing() -> None:
    posts = [post(f"p{n:03}") for n in range(300)]
    assert len(planned(*posts).due) == 300


def test_a_receipt_whose_instant_cannot_be_read_counts_from_its_record() -> None:
    receipt = Receipt(part=0, id="1", url="https://fake.example/1", at="yesterday")
    held = record(State.PUBLISHED, receipts=(receipt, receipt), updated=format_instant(NOW - MINUTE))
    wait = Window(TWO_AN_HOUR, [held], NOW).take(1)
    assert wait is not None
    assert wait.until == NOW + 59 * MINUTE


SPACED = Quota(count=100, per=HOUR, gap=5 * MINUTE, source="https://fake.example/docs", read="2026-11-24")


def test_a_platform_that_wants_posts_apart_gets_them_apart() -> None:
    posts = [post(f"p{n}", at(NOW - MINUTE)) for n in range(3)]
    plan = planned(*posts, cards={"fake": card(SPACED)})
    assert names(plan.due) == ["p0/acme"]
    assert [item.again for item in plan.waiting] == [NOW + 5 * MINUTE, NOW + 10 * MINUTE]
    assert plan.waiting[0].reason == "posts of an account are 5 min apart here"
    since = out("old", when=NOW - 2 * MINUTE)
    assert planned(posts[0], records=(since,), cards={"fake": card(SPACED)}).waiting[0].again == NOW + 3 * MINUTE
    long_ago = out("old", when=NOW - 5 * MINUTE)
    assert names(planned(posts[0], records=(long_ago,), cards={"fake": card(SPACED)}).due) == ["p0/acme"]


def shut(minutes: int, name: str = "first", code: str | None = LIMITED, account: str = "acme") -> Record:
    until = format_instant(NOW + minutes * MINUTE)
    reason = f"the server allows no more posts until {until}"
    return record(State.RETRY, name, account, code=code, retry_after=until, reason=reason)


@pytest.mark.parametrize("quota", [None, TWO_AN_HOUR])
def test_what_a_server_said_of_an_account_holds_for_all_its_posts(quota: Quota | None) -> None:
    plan = planned(post("first"), post("second"), records=(shut(3),), cards={"fake": card(quota)})
    assert [(item.delivery.post, item.again) for item in plan.waiting] == [
        ("first", NOW + 3 * MINUTE),
        ("second", NOW + 3 * MINUTE),
    ]
    assert plan.waiting[1].reason == f"the server allows no more posts until {format_instant(NOW + 3 * MINUTE)}"
    assert plan.next == NOW + 3 * MINUTE


@pytest.mark.parametrize(
    "held",
    [shut(0), shut(3, code=None), shut(3, account="other"), replace(shut(3), state=State.PUBLISHED)],
    ids=["it is over", "another reason to retry", "another account", "it is out since"],
)
def test_nothing_else_shuts_an_account(held: Record) -> None:
    assert names(planned(post("second"), records=(held,)).due) == ["second/acme"]


@given(
    ages=st.lists(st.integers(0, 120), max_size=12),
    needs=st.lists(st.integers(1, 4), min_size=1, max_size=12),
    count=st.integers(1, 6),
)
def test_no_window_ever_holds_more_than_the_quota(ages: list[int], needs: list[int], count: int) -> None:
    quota = Quota(count=count, per=HOUR, source="https://fake.example/docs", read="2026-11-24")
    held = [out(f"p{n}", when=NOW - timedelta(minutes=age)) for n, age in enumerate(sorted(ages, reverse=True)[:count])]
    window = Window(quota, held, NOW)
    sent = [NOW - timedelta(minutes=age) for age in sorted(ages, reverse=True)[:count]]
    last = NOW
    for need in needs:
        wait = window.take(need)
        when = wait.until if wait is not None else NOW
        assert when >= last, "the order is kept"
        last = when
        sent += [when] * min(need, count)
        assert sum(1 for instant in sent if when - HOUR < instant <= when) <= count
