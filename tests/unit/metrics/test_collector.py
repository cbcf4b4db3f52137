"""Counters of what is out: added over parts, never guessed, one account at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smm_action.core.clock import format_instant
from smm_action.core.http import Http, Lost, NotSent
from smm_action.core.schema import is_valid
from smm_action.ledger.codec import account_from_line, sample_from_line
from smm_action.metrics.collector import (
    Counted,
    collect,
    due_accounts,
    due_records,
    newest,
    newest_accounts,
    next_due,
)
from smm_action.model.delivery import DeliveryId, Receipt, Retry, State, Unauthorized
from smm_action.model.edit import Append
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.sample import AccountSample, Sample
from smm_action.platformkit.base import Platform, Session
from smm_action.platformkit.cadence import COUNTED
from tests.fakes.platform import FakePlatform, FakeServer

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ACME, OTHER = AccountName("acme"), AccountName("other")


class Counting(FakePlatform):
    """Counts what it is told to."""

    def __init__(self, counts: Mapping[str, Mapping[str, int]], *, followers: int | None = 7) -> None:
        super().__init__(FakeServer())
        self.counts, self.followers = counts, followers
        self.asked: list[list[str]] = []
        self.trouble: Exception | None = None

    def metrics(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        del session
        if self.trouble is not None:
            raise self.trouble
        self.asked.append([receipt.id for receipt in receipts])
        return {receipt.id: self.counts[receipt.id] for receipt in receipts if receipt.id in self.counts}

    def account_counters(self, session: Session) -> Mapping[str, int]:
        del session
        return {} if self.followers is None else {"followers": self.followers}


class Limited(Counting):
    """Its server states limits of its own."""

    def server_limits(self, session: Session) -> Mapping[str, int]:
        del session
        return {"characters": 5000}


def out(post: str, account: str = "acme", *, ago: timedelta = 2 * HOUR, parts: int = 1, **fields: Any) -> Record:
    at = format_instant(NOW - ago)
    receipts = tuple(Receipt(part=n, id=f"{post}{n}", url=f"https://x.example/{post}{n}", at=at) for n in range(parts))
    delivery = DeliveryId(BrandName("acme"), PostId(post), AccountName(account))
    settings: dict[str, Any] = {"state": State.PUBLISHED, "receipts": receipts, "sent_at": at}
    return Record(delivery=delivery, **{**settings, **fields})


def ledger(*records: Record) -> Ledger:
    return Ledger(records={record.delivery: record for record in records})


def session() -> Session:
    return Session(http=Http("https://fake.example"), account="acme", server="https://fake.example", handle="acme")


def count(
    *records: Record, platform: Platform, names: Sequence[AccountName] = (), known: Mapping[AccountName, datetime] = {}
) -> Counted:
    return collect(records, names, known, lambda _name: (platform, session()), NOW)


def test_one_call_counts_every_receipt_of_an_account() -> None:
    platform = Counting({"a0": {"likes": 3}, "b0": {"likes": 1, "reposts": 2}})
    counted = count(out("a"), out("b"), platform=platform)
    assert platform.asked == [["a0", "b0"]]
    assert [dict(sample.counters) for sample in counted.samples] == [{"likes": 3}, {"likes": 1, "reposts": 2}]


def test_the_parts_of_a_thread_are_added_up_and_our_own_replies_are_not_readers() -> None:
    platform = Counting(
        {"a0": {"likes": 3, "replies": 2}, "a1": {"likes": 1, "replies": 1}, "a2": {"likes": 1, "replies": 4}}
    )
    (sample,) = count(out("a", parts=3), platform=platform).samples
    assert sample.counters == {"likes": 5, "replies": 1 + 0 + 4}


def test_a_counter_that_is_not_given_is_absent_and_never_zero() -> None:
    (sample,) = count(out("a"), platform=Counting({"a0": {"likes": 0}})).samples
    assert sample.counters == {"likes": 0}
    assert "replies" not in sample.counters


def test_a_post_that_is_gone_is_sampled_without_counters_so_that_it_is_not_due_for_ever() -> None:
    record = out("a")
    counted = count(record, platform=Counting({}))
    assert [dict(sample.counters) for sample in counted.samples] == [{}]
    assert due_records(ledger(record), (), NOW) == (record,)
    assert due_records(ledger(record), counted.samples, NOW) == ()


@pytest.mark.parametrize(
    "trouble", [NotSent("gone"), Lost("lost"), RuntimeError("Bearer secret"), Unauthorized(reason="expired"), Retry(reason="429")]
)  # fmt: skip
def test_one_accounts_failure_stops_no_other_and_tells_no_secret(trouble: Any) -> None:
    good, bad = Counting({"b0": {"likes": 1}}), Counting({})

    def opener(name: AccountName) -> Any:
        if name == OTHER:
            return good, session()
        if isinstance(trouble, Exception):
            bad.trouble = trouble
            return bad, session()
        return trouble

    counted = collect([out("a"), out("b", "other")], (), {}, opener, NOW)
    assert [sample.delivery.account for sample in counted.samples] == [OTHER]
    assert set(counted.failures) == {ACME}
    assert counted.resting == {ACME: DAY if isinstance(trouble, Unauthorized) else HOUR}
    assert "secret" not in counted.failures[ACME]


def test_an_account_that_cannot_be_opened_says_so_without_its_secret() -> None:
    def opener(_name: AccountName) -> Any:
        raise ValueError("Bearer secret")

    assert collect([out("a")], (), {}, opener, NOW).failures == {ACME: "unexpected ValueError"}


def test_an_account_without_credentials_is_passed_over_and_rests() -> None:
    assert collect([out("a")], [ACME], {}, lambda _name: None, NOW) == Counted(resting={ACME: DAY})


def test_a_platform_that_counts_nothing_gives_nothing() -> None:
    assert count(out("a"), platform=FakePlatform(FakeServer()), names=[ACME]) == Counted()


class TestAccounts:
    def test_followers_are_counted_once_a_day(self) -> None:
        platform = Counting({})
        assert count(platform=platform, names=[ACME]).accounts == (
            AccountSample(account=ACME, at="2026-12-01T12:00:00Z", counters={"followers": 7}),
        )
        assert count(platform=platform, names=[ACME], known={ACME: NOW - 23 * HOUR}).accounts == ()
        assert len(count(platform=platform, names=[ACME], known={ACME: NOW - DAY}).accounts) == 1

    def test_limits_that_the_server_states_are_kept(self) -> None:
        (sample,) = count(platform=Limited({}), names=[ACME]).accounts
        assert sample.limits == {"characters": 5000}

    def test_an_account_that_says_nothing_is_not_asked_again_at_once(self) -> None:
        (sample,) = count(platform=Counting({}, followers=None), names=[ACME]).accounts
        assert newest_accounts([sample]) == {ACME: NOW}


class TestWhatIsDue:
    def test_only_what_is_out_is_counted(self) -> None:
        for state in State:
            wanted = state in {State.PUBLISHED, State.EDITED}
            assert bool(due_records(ledger(out("a", state=state)), (), NOW)) is wanted
        assert due_records(ledger(out("a", receipts=())), (), NOW) == ()

    def test_an_instant_that_cannot_be_read_is_passed_over(self) -> None:
        held = ledger(out("a", sent_at="yesterday"), out("b"))
        assert [record.delivery.post for record in due_records(held, (), NOW)] == ["b"]
        assert next_due(held, (), [AccountSample(account=ACME, at=format_instant(NOW))], [ACME], NOW) == NOW - HOUR

    def test_the_newest_sample_counts_whatever_the_order(self) -> None:
        record = out("a", ago=5 * HOUR)
        samples = [Sample(delivery=record.delivery, at=format_instant(NOW - n * HOUR)) for n in (3, 1, 2)]
        assert newest(samples) == {record.delivery: NOW - HOUR}
        assert due_records(ledger(record), samples, NOW) == (record,)
        assert due_records(ledger(record), samples, NOW - timedelta(minutes=1)) == ()

    def test_next_is_the_soonest_of_posts_and_accounts_that_can_count(self) -> None:
        fresh = AccountSample(account=ACME, at=format_instant(NOW - HOUR))
        held = ledger(out("a", ago=timedelta(0)), out("b", "other", ago=2 * HOUR))
        assert next_due(held, (), [fresh], [ACME], NOW) == NOW + HOUR
        assert next_due(ledger(), (), [fresh], [ACME], NOW) == NOW + 23 * HOUR
        assert next_due(ledger(), (), (), [ACME], NOW) == NOW
        assert next_due(held, (), (), [], NOW) is None

    def test_what_is_old_and_was_never_counted_comes_along_with_its_account(self) -> None:
        fresh = AccountSample(account=ACME, at=format_instant(NOW - HOUR))
        old = out("a", ago=COUNTED + HOUR)
        held = ledger(old, out("b", "other", ago=COUNTED + HOUR))
        assert due_records(held, (), NOW) == ()
        assert due_records(held, (), NOW, accounts=[ACME]) == (old,)
        assert next_due(held, (), [fresh], [ACME], NOW) == NOW + 23 * HOUR
        assert due_records(ledger(out("a", ago=COUNTED)), (), NOW) != ()

    def test_an_account_is_due_once_a_day(self) -> None:
        assert due_accounts([ACME, OTHER], {ACME: NOW - DAY, OTHER: NOW - HOUR}, NOW) == {ACME}


class TestResting:
    """`next_due` when something should have been counted and was not."""

    HELD = ledger(out("a", ago=5 * HOUR), out("b", "other", ago=timedelta(0)))
    COUNTED = tuple(AccountSample(account=name, at=format_instant(NOW - HOUR)) for name in (ACME, OTHER))

    def next(self, **fields: Any) -> datetime | None:
        return next_due(self.HELD, (), self.COUNTED, [ACME, OTHER], NOW, **fields)

    def test_without_a_rest_it_is_due_since_then(self) -> None:
        assert self.next() == NOW - 4 * HOUR

    @pytest.mark.parametrize(("rest", "following"), [(HOUR / 2, HOUR / 2), (DAY, HOUR)])
    def test_a_resting_account_waits_and_the_others_do_not(self, rest: timedelta, following: timedelta) -> None:
        assert self.next(resting={ACME: rest}) == NOW + following

    def test_followers_that_were_not_counted_rest_too(self) -> None:
        assert next_due(ledger(), (), (), [ACME], NOW, resting={ACME: DAY}) == NOW + DAY

    @pytest.mark.parametrize(
        ("promised", "following"),
        [(None, -4 * HOUR), (-HOUR, -HOUR), (timedelta(0), timedelta(0)), (HOUR / 2, HOUR / 2), (9 * HOUR, HOUR)],
    )
    def test_what_the_last_index_promised_holds_for_what_is_overdue(
        self, promised: timedelta | None, following: timedelta
    ) -> None:
        assert self.next(promised=None if promised is None else NOW + promised) == NOW + following


def test_samples_are_appended_by_month_and_can_be_read_back() -> None:
    counted = count(out("a"), platform=Counting({"a0": {"likes": 3}}), names=[ACME])
    edits = {edit.path: edit for edit in counted.edits() if isinstance(edit, Append)}
    assert set(edits) == {"metrics/2026-12.jsonl", "accounts.jsonl"}
    assert sample_from_line(edits["metrics/2026-12.jsonl"].lines[0]) == counted.samples[0]
    assert account_from_line(edits["accounts.jsonl"].lines[0]) == counted.accounts[0]
    for edit in edits.values():
        assert all(is_valid("artifacts/sample/v1", json.loads(line)) for line in edit.lines)


def test_a_sample_without_counters_is_valid_too() -> None:
    (edit,) = count(out("a"), platform=Counting({})).edits()
    assert isinstance(edit, Append)
    assert is_valid("artifacts/sample/v1", json.loads(edit.lines[0]))
    assert sample_from_line(edit.lines[0]).counters == {}


def test_nothing_counted_writes_nothing() -> None:
    assert Counted().edits() == ()


def test_a_post_that_was_edited_is_counted_once_for_the_edit() -> None:
    first = out("one")
    edit = replace(first, delivery=replace(first.delivery, revision=2), state=State.EDITED)
    answer = replace(out("two"), delivery=replace(first.delivery, revision=3))
    due = due_records(ledger(first, edit, answer), (), NOW)
    assert sorted(record.delivery.revision for record in due) == [2, 3]
