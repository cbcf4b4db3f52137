"""The verdict: what exists too often, what is missing, and of what a person has been told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.rehearse.calendar import Expected, page_unit
from smm_action.rehearse.report import Report, Ticks
from smm_action.rehearse.verdict import Made, judge, made_in, pages
from smm_action.sandbox.store import Record as Stored
from smm_action.sandbox.store import Store

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def wanted(name: str = "one", *units: str, due: datetime = NOON, account: str = "acme") -> Expected:
    delivery = DeliveryId(BrandName("acme"), PostId(name), AccountName(account))
    return Expected(delivery=delivery, platform="mastodon", due=due, lapses=due + 6 * HOUR, units=units or (name,))


def made(unit: str, at: datetime = NOON + HOUR, account: str = "acme", name: str = "1") -> Made:
    return Made(account=account, unit=unit, at=at, id=name)


def ledger(state: State | None, item: Expected) -> Ledger:
    return Ledger(records={item.delivery: Record(delivery=item.delivery, state=state)} if state else {})


def verdict(item: Expected, things: list[Made], state: State | None) -> tuple[State, int, bool]:
    (fate,), _ = judge([item], things, ledger(state, item))
    return fate.state, fate.twice, fate.lost


@pytest.mark.parametrize(
    ("units", "things", "state", "expected"),
    [
        # what exists, what is recorded: how it is called, how many too many, lost
        (("a",), ["a"], State.PUBLISHED, (State.PUBLISHED, 0, False)),
        (("a",), ["a"], State.CLAIMED, (State.PUBLISHED, 0, False)),
        (("a",), ["a"], None, (State.PUBLISHED, 0, False)),
        (("a",), ["a"], State.UNKNOWN, (State.UNKNOWN, 0, False)),
        (("a",), ["a", "a"], State.PUBLISHED, (State.PUBLISHED, 1, False)),
        (("a",), ["a", "a", "a"], State.MISSED, (State.MISSED, 2, False)),
        (("a",), [], State.PUBLISHED, (State.PUBLISHED, 0, True)),
        (("a",), [], State.CLAIMED, (State.CLAIMED, 0, True)),
        (("a",), [], State.RETRY, (State.RETRY, 0, True)),
        (("a",), [], None, (State.SCHEDULED, 0, True)),
        *[(("a",), [], state, (state, 0, False)) for state in (State.UNKNOWN, State.HELD, State.MISSED, State.FAILED)],
        (("a", "b"), ["a", "b"], State.PUBLISHED, (State.PUBLISHED, 0, False)),
        (("a", "b"), ["a"], State.PUBLISHED, (State.PUBLISHED, 0, True)),
        (("a", "b"), ["a", "b", "b"], State.PUBLISHED, (State.PUBLISHED, 1, False)),
        (("a", "a"), ["a", "a"], State.PUBLISHED, (State.PUBLISHED, 0, False)),
        (("a", "a"), ["a", "a", "a"], State.PUBLISHED, (State.PUBLISHED, 1, False)),
    ],
)
def test_one_delivery(
    units: tuple[str, ...], things: list[str], state: State | None, expected: tuple[State, int, bool]
) -> None:
    assert verdict(wanted("post", *units), [made(unit) for unit in things], state) == expected


def test_of_two_posts_with_one_text_each_gets_its_own() -> None:
    first, second = wanted("one", "same"), wanted("two", "same", due=NOON + 5 * HOUR)
    fates, _ = judge([first, second], [made("same", NOON), made("same", NOON + 6 * HOUR)], Ledger())

    assert [(fate.out_at, fate.twice, fate.lost) for fate in fates] == [(NOON, 0, False), (NOON + 6 * HOUR, 0, False)]


def test_of_two_posts_with_one_text_that_both_go_out_late_each_gets_one() -> None:
    first, second = wanted("one", "same"), wanted("two", "same", due=NOON + HOUR)
    fates, _ = judge([first, second], [made("same", NOON + 2 * HOUR, name=str(n)) for n in range(2)], Ledger())

    assert [(len(fate.made), fate.twice, fate.lost) for fate in fates] == [(1, 0, False), (1, 0, False)]


def test_of_two_posts_with_one_text_the_one_that_is_missing_is_told() -> None:
    first, second = wanted("one", "same"), wanted("two", "same", due=NOON + 5 * HOUR)
    fates, _ = judge([first, second], [made("same", NOON + 6 * HOUR)], ledger(State.MISSED, first))

    assert [(fate.state, fate.lost) for fate in fates] == [(State.MISSED, False), (State.PUBLISHED, False)]


def test_another_accounts_post_is_not_this_ones() -> None:
    fates, strange = judge([wanted("one", "a")], [made("a", account="other")], Ledger())

    assert (fates[0].lost, strange) == (True, 1)


def test_what_a_person_has_to_mend_is_blocked_and_not_lost() -> None:
    item = wanted("one", "a")
    (fate,), _ = judge([item], [], Ledger(), {item.delivery: "the post's front matter has an error"})

    assert (fate.state, fate.lost, fate.reason) == (State.SCHEDULED, False, "the post's front matter has an error")


def test_a_report_adds_up() -> None:
    items = [wanted("late", "a"), wanted("twice", "b"), wanted("lost", "c")]
    things = [made("a", NOON + HOUR), made("b", NOON), made("b", NOON), made("nobody's", NOON)]
    fates, strange = judge(items, things, Ledger())
    ticks = Ticks(scheduled=0, came=0, worked=0, killed=0, refused=0)
    report = Report(start=NOON, end=NOON, seed=1, runners=1, fates=fates, strange=strange, waited=0, ticks=ticks)

    assert (report.count(State.PUBLISHED), report.late, report.duplicates, report.lost) == (2, 1, 2, 1)
    assert not report.sound


def test_the_sandbox_is_read_whole() -> None:
    store = Store()
    rows = [
        ("mastodon", "status", "1", {"text": "hello"}),
        ("mastodon", "status", "2", {"text": "", "reblog_of": "1"}),
        ("bluesky", "app.bsky.feed.post", "3", {"text": "hello"}),
        ("bluesky", "app.bsky.feed.repost", "4", {"subject": {}}),
        ("bluesky", "app.bsky.feed.like", "5", {"subject": {}}),
    ]
    for platform, collection, key, value in rows:
        store.put(Stored(platform=platform, account="acme", collection=collection, key=key, value=value, at=NOON))

    assert [(one.id, one.unit) for one in made_in(store)] == [
        ("1", "hello"), ("2", "(a repost)"), ("3", "hello"), ("4", "(a repost)"),
    ]  # fmt: skip
    store.close()


def test_no_page_without_items() -> None:
    assert list(pages("acme", None)) == []
    assert page_unit("hello") == "page hello"
