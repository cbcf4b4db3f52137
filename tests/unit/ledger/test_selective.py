"""A ledger that was read in part says the same as the whole one, wherever a tick asks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.ledger import dashboard, selective, upkeep
from smm_action.ledger.check_summary import summary_flaws
from smm_action.ledger.dashboard import Dashboard
from smm_action.ledger.index import build_index
from smm_action.ledger.paths import DAYS, FREEZES, SAID, SUMMARY, ledger_path
from smm_action.ledger.said import Said
from smm_action.ledger.selective import read_needed
from smm_action.ledger.store import append, read_ledger
from smm_action.ledger.upkeep import SUMMED_ANEW
from smm_action.metrics.collector import next_due
from smm_action.model.card import Quota
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.entry import HANDED, Entry, Ledger, Owner, Record, Unread
from smm_action.model.ids import AccountName, BrandName, Digest, PostId
from smm_action.model.project import Project
from smm_action.plan.needs import needs
from smm_action.plan.planner import plan
from smm_action.plan.work import next_work
from smm_action.platformkit.cadence import COUNTED
from smm_action.platformkit.limits import LIMITED
from smm_action.publish.access import NoCredentials
from smm_action.publish.reconcile import Evidence, reconcile
from smm_action.publish.retract import unfinished
from smm_action.seal.twins import Twins
from tests.unit.ledger.paper import Paper
from tests.unit.plan.making import NOW, card, post, project

ROWS = 2
"""Rows of a table of the dashboard here, so that few posts are many."""
CARDS = {"fake": card(Quota(count=3, per=timedelta(days=1), gap=timedelta(hours=1), source="x", read="2026-11-24"))}
PROJECT = project(
    post("p0", accounts=("acme", "other")),
    post("p1", after="post:p5"),
    post("p2", reply_to="post:p6"),
    post("p3", revision=2, correct="edit"),
)
DIGESTS = tuple(letter * 64 for letter in "abcd")
OUT = ("part", "published", "edited", "retracting", "retracted", "failed", "retry")
SPOKEN = ("held", "missed", "skipped", "failed", "retry", "released", "resolved", "retracting", "retracted", "edited")
NEEDS = needs(PROJECT, CARDS, NOW, counted=COUNTED)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "WIDE", 0)
    monkeypatch.setattr(selective, "HALF", 99.0)
    for room in (selective, dashboard):
        monkeypatch.setattr(room, "MOST", ROWS)


@st.composite
def any_entry(draw: st.DrawFn) -> Entry:
    """Any line about one of ten posts, of this day or of years ago."""
    place = draw(st.integers(0, 9))
    name = DeliveryId(
        BrandName("acme"),
        PostId(f"p{place}"),
        AccountName(draw(st.sampled_from(["acme", "other"]))),
        draw(st.integers(1, 2)),
    )
    back = draw(st.sampled_from([0, 1, 3, 40, 70, 400, 401, 900]))
    when = NOW - timedelta(days=back, minutes=draw(st.integers(0, 300)))
    nonce = draw(st.sampled_from(["a", "b"]))
    kind = draw(st.sampled_from(["claimed", "published", "published", "unknown", *OUT, *SPOKEN]))
    owned = kind in {"claimed", "part", "published", "unknown"} or (kind not in SPOKEN) or draw(st.booleans())
    given_back = kind in OUT and kind not in {"retracting", "retracted"} and draw(st.booleans())
    at = draw(st.sampled_from([format_instant(when), format_instant(when), "of old", "2020-99-99T"]))
    receipts = (Receipt(part=0, id=name.post, url=f"https://x.example/{name.post}", at=at),)
    return Entry(
        kind=kind,  # type: ignore[arg-type]
        delivery=name,
        at=format_instant(when),
        owner=Owner(run="1", nonce=nonce) if owned else None,
        lease_until=format_instant(when + timedelta(minutes=20)) if kind == "claimed" else None,
        content_digest=draw(st.sampled_from([None, *DIGESTS])),
        due=format_instant(when) if draw(st.booleans()) else None,
        payload=PAYLOADS[place % 2] if kind == "claimed" else None,
        receipts=receipts if kind in {"published", "edited"} or given_back else (),
        retry_after=format_instant(when + timedelta(days=1)) if kind == "retry" else None,
        code=draw(st.sampled_from([None, None, HANDED, LIMITED, "content"])),
    )


PAYLOADS: tuple[dict[str, Any], ...] = (
    {"payload": {"platform": "fake", "parts": [{"text": "x"}], "reply_to": "post:p8"}},
    {"payload": {"platform": "fake", "parts": [{"text": "x"}, {"text": "y"}]}},
)
HISTORIES = st.lists(st.lists(any_entry(), min_size=1, max_size=6), min_size=1, max_size=8)


def said_of(ledger: Ledger, now: datetime, given: Project = PROJECT) -> Iterator[object]:
    """Yield everything that a tick makes of a ledger."""
    planned = plan(given, ledger, now, CARDS)
    yield planned
    evidence = Evidence(
        now=now, is_dead=lambda _: True, open=lambda _: NoCredentials(reason="x"), cards=CARDS, pause=lambda _: None
    )
    yield reconcile(ledger, evidence)
    yield unfinished(ledger)
    work = next_work(planned, ledger)
    counted = next_due(ledger, (), (), [AccountName("acme")], now)
    yield work, counted
    yield build_index(main_sha="", content_tree="", ledger=ledger, next_due=work, next_metrics=counted).to_bytes()
    yield Dashboard(ledger=ledger, upcoming=planned.upcoming).page().decode()
    yield [record.delivery for record in dashboard.newest_out(ledger)]
    twins = Twins(ledger, {(held.brand, held.id) for held in given.posts})
    asking = DeliveryId(BrandName("acme"), PostId("new"), AccountName("acme"))
    yield [twins.of(asking, Digest(digest)) for digest in DIGESTS]
    yield [ledger.get(DeliveryId(held.brand, held.id, name, 1)) for held in given.posts for name in held.accounts]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HISTORIES)
def test_a_part_says_what_the_whole_says(history: list[list[Entry]]) -> None:
    branch = Paper()
    part: Ledger | None = None
    for entries in history:
        head = branch.commit(append(entries))
        whole = read_ledger(branch, head)
        part = read_needed(branch, head, NEEDS, since=part)
        assert part.posts is not None, "it was not read in part"
        assert list(said_of(part, NOW)) == list(said_of(whole, NOW))
        assert list(said_of(read_needed(branch, head, NEEDS), NOW)) == list(said_of(whole, NOW))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HISTORIES)
def test_what_was_kept_is_what_would_be_derived_anew(history: list[list[Entry]]) -> None:
    branch = Paper()
    for entries in history:
        branch.commit(append(entries))
        assert list(summary_flaws(branch.files)) == []
    kept = branch.files[SUMMARY]
    branch.commit([SUMMED_ANEW])
    assert list(summary_flaws(branch.files)) == []
    drop = [line for line in kept.splitlines() if b'"of"' not in line]
    assert drop == [line for line in branch.files[SUMMARY].splitlines() if b'"of"' not in line]


def out(name: str, days: float, **fields: Any) -> tuple[Entry, ...]:
    """Return a claim and a publish so many days ago."""
    delivery = DeliveryId(BrandName("acme"), PostId(name), AccountName("acme"))
    at = format_instant(NOW - timedelta(days=days))
    receipt = Receipt(part=0, id=name, url=f"https://x.example/{name}", at=at)
    owner = Owner(run="1", nonce=name)
    return (
        Entry(kind="claimed", delivery=delivery, at=at, owner=owner, **fields),
        Entry(kind="published", delivery=delivery, at=at, owner=owner, receipts=(receipt,), **fields),
    )


def many(*more: Iterable[Entry]) -> Paper:
    """Return a branch with a hundred posts of long ago, and what is given."""
    branch = Paper()
    branch.commit(append([entry for number in range(100) for entry in out(f"old-{number}", 500 + number)]))
    for entries in more:
        branch.commit(append(tuple(entries)))
    return branch


def line(
    name: str, kind: Any, days: float, *, receipt_days: float | None = None, revision: int = 1, **fields: Any
) -> Entry:
    """Return one line, with a receipt of another day where one is wanted."""
    at = format_instant(NOW - timedelta(days=receipt_days or 0))
    receipt = Receipt(part=0, id=name, url=f"https://x.example/{name}", at=at)
    return Entry(
        kind=kind,
        delivery=DeliveryId(BrandName("acme"), PostId(name), AccountName("acme"), revision),
        at=format_instant(NOW - timedelta(days=days)),
        receipts=() if receipt_days is None else (receipt,),
        **fields,
    )


def edited_hold(name: str, days: float) -> tuple[Entry, ...]:
    """Return a hold of a post whose part is out, and the later revision that edited it."""
    part = line(name, "part", days + 1, receipt_days=days)
    return part, line(name, "held", days), line(name, "edited", days, revision=2, receipt_days=days)


ODD = {
    "more than the dashboard shows went out lately": [e for n in range(6) for e in out(f"late-{n}", 1 + n * 5)],
    "a quota counts what a wrong clock put years back": [line("p9", "skipped", 900, receipt_days=0.01)],
    "the newest of a table were edited": [
        *(e for n in range(3) for e in edited_hold(f"e-{n}", 1 + n)),
        *(line(f"h-{n}", "held", 800) for n in range(3)),
    ],
    "two at the end of a table are of one instant": [line(f"h-{n}", "held", 800) for n in range(4)],
}


@pytest.mark.parametrize("history", ODD.values(), ids=ODD.keys())
def test_odd_histories_are_no_exception(history: list[Entry]) -> None:
    branch = many()
    branch.commit(append(history))
    part = read_needed(branch, branch.head, NEEDS)
    assert part.posts is not None
    assert list(said_of(part, NOW)) == list(said_of(read_ledger(branch, branch.head), NOW))


def test_the_last_change_is_found_behind_days_of_wrong_receipts() -> None:
    branch = Paper()
    branch.commit(append([line(f"s-{n}", "skipped", 900, receipt_days=-300) for n in range(ROWS)]))
    branch.commit(append([line(f"s-{n}", "skipped", 50 * n) for n in range(3, 9)]))
    assert list(said_of(read_needed(branch, branch.head, NEEDS), NOW)) == list(
        said_of(read_ledger(branch, branch.head), NOW)
    )


def test_what_a_claim_replies_to_is_read() -> None:
    payload = {**PAYLOADS[0]["payload"], "post": "p0", "brand": "acme", "account": "acme"}
    owner = Owner(run="1", nonce="n")
    claim = line("p0", "claimed", 3, owner=owner, payload={"payload": payload})
    branch = many(out("p8", 700), [claim, line("p0", "retry", 2, owner=owner)])
    part = read_needed(branch, branch.head, NEEDS)
    assert part.get(DeliveryId(BrandName("acme"), PostId("p8"), AccountName("acme"))) is not None


def test_what_nobody_needs_is_not_read() -> None:
    branch = many(out("p0", 700))
    branch.asked.clear()
    ledger = read_needed(branch, branch.head, NEEDS)
    read = {path for path in branch.asked if path.endswith(".jsonl") and path != FREEZES}
    wanted = [*(f"p{number}" for number in (0, 1, 2, 3, 5, 6)), "old-0", "old-1"]
    assert read == {ledger_path((BrandName("acme"), PostId(name))) for name in wanted}
    assert ledger.get(DeliveryId(BrandName("acme"), PostId("p0"), AccountName("acme"))) is not None


def test_what_was_not_read_is_not_taken_for_what_was_never_sent() -> None:
    branch = many()
    ledger = read_needed(branch, branch.head, NEEDS)
    with pytest.raises(Unread, match="acme/old-50"):
        ledger.get(DeliveryId(BrandName("acme"), PostId("old-50"), AccountName("acme")))


STANDING: list[tuple[str, dict[str, Any]]] = [
    ("unknown", {}), ("retry", {}), ("retracting", {}), ("failed", {}), ("held", {}), ("held", {"code": HANDED}), ("missed", {}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields"), STANDING)
def test_what_stands_open_is_read_whatever_its_age(kind: Any, fields: dict[str, Any]) -> None:
    name = DeliveryId(BrandName("acme"), PostId("lost"), AccountName("acme"))
    entry = Entry(kind=kind, delivery=name, at=format_instant(NOW - timedelta(days=900)), **fields)
    branch = many([entry])
    found = read_needed(branch, branch.head, NEEDS).records.get(name)
    assert found is not None
    assert found.state.value == kind


def test_a_twin_of_years_ago_is_found_and_confirmed() -> None:
    branch = many(out("said", 800, content_digest=DIGESTS[0]))
    twins = Twins(read_needed(branch, branch.head, NEEDS), set())
    asking = DeliveryId(BrandName("acme"), PostId("new"), AccountName("acme"))
    found = twins.of(asking, Digest(DIGESTS[0]))
    assert found is not None
    assert found.post == "said"
    assert twins.of(asking, Digest(DIGESTS[0][:-1] + "f")) is None, "it begins alike, and says something else"


def test_what_is_no_digest_is_said_by_nobody() -> None:
    assert Said(Paper(), "0")("../../etc") == ()


@pytest.mark.parametrize("data", [b"nonsense\n", b"aaaaaaaaaaaaaaaa acme\n", b"\xff \xff\n"])
def test_a_list_of_digests_that_can_not_be_read_stops_the_run(data: bytes) -> None:
    with pytest.raises(SmmError, match="can not be read") as error:
        Said(Paper({f"{SAID}/aa": data}), "0")(DIGESTS[0])
    assert error.value.exit_code == 3


@pytest.mark.parametrize(
    "path",
    [ledger_path((BrandName("acme"), PostId("old-50"))), f"{DAYS}/2025-07-19", f"{SAID}/aa"],
)
def test_a_change_by_hand_has_everything_read(path: str) -> None:
    branch = many(out("said", 800, content_digest=DIGESTS[0]))
    branch.changed_by_hand(path, branch.files[path] + b"\n")
    assert read_needed(branch, branch.head, NEEDS).posts is None
    branch.commit(append(out("next", 0)))
    assert read_needed(branch, branch.head, NEEDS).posts is not None, "the next commit derived it anew"
    assert list(summary_flaws(branch.files)) == []


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff", b'{"of": 1, "posts": 1, "places": {}, "published": {}, "standing": {}}']
)
def test_a_summary_that_is_none_has_everything_read(data: bytes) -> None:
    branch = many()
    branch.changed_by_hand(SUMMARY, data)
    assert read_needed(branch, branch.head, NEEDS).posts is None


def test_a_small_ledger_has_no_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "WIDE", 250)
    assert SUMMARY not in many().files


def test_a_line_that_can_not_be_read_ends_the_summary() -> None:
    branch = many()
    path = ledger_path((BrandName("acme"), PostId("old-50")))
    branch.changed_by_hand(path, b"torn")
    branch.commit(append(out("next", 0)))
    assert SUMMARY not in branch.files


def test_choosing_ends_where_most_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selective, "HALF", 0.05)
    branch = many()
    assert read_needed(branch, branch.head, NEEDS).posts is None


def test_a_ledger_that_was_whole_stays_so() -> None:
    branch = many()
    whole = read_ledger(branch, branch.head)
    branch.commit(append(out("next", 0)))
    assert read_needed(branch, branch.head, NEEDS, since=whole) == read_ledger(branch, branch.head)


def test_days_are_opened_as_far_back_as_the_dashboard_looks() -> None:
    branch = many()
    branch.asked.clear()
    read_needed(branch, branch.head, NEEDS)
    assert 1 < sum(path.startswith(DAYS) for path in branch.asked) < 20


def test_only_what_changed_is_read_again() -> None:
    branch = many()
    part = read_needed(branch, branch.head, NEEDS)
    branch.commit(append(out("p0", 0)))
    branch.asked.clear()
    again = read_needed(branch, branch.head, NEEDS, since=part)
    assert {path for path in branch.asked if path.endswith(".jsonl")} == {
        FREEZES,
        ledger_path((BrandName("acme"), PostId("p0"))),
    }
    record: Record | None = again.get(DeliveryId(BrandName("acme"), PostId("p0"), AccountName("acme")))
    assert record is not None
    assert record.state is State.PUBLISHED
