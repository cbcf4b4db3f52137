"""What is due, what is not, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.core.clock import format_instant
from smm_action.model.delivery import State
from smm_action.model.entry import Ledger
from smm_action.model.plan import Plan
from smm_action.model.post import Imported, Variant
from smm_action.model.project import Policy
from smm_action.plan.work import next_work
from tests.unit.plan.making import (
    ASAP,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    at,
    claim,
    delivery,
    digest,
    names,
    out,
    planned,
    post,
    record,
)

LISTS = ("due", "settle", "upcoming", "waiting", "blocked")


def where(plan: Plan, name: str = "one", account: str = "acme") -> str | None:
    """Return the list the delivery is in; it is never in two."""
    found = [lane for lane in LISTS for item in getattr(plan, lane) if item.delivery == delivery(name, account)]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("offset", "lane"),
    [(-MINUTE, "due"), (timedelta(0), "due"), (timedelta(microseconds=1), "upcoming"), (DAY, "upcoming")],
)
def test_due_means_that_its_time_has_come(offset: timedelta, lane: str) -> None:
    assert where(planned(post(time=at(NOW + offset)))) == lane


def test_the_order_is_time_then_path_then_the_posts_own_order_of_accounts() -> None:
    plan = planned(
        post("b", at(NOW - MINUTE), ("other", "acme")),
        post("a", at(NOW - MINUTE), ("acme",)),
        post("z", at(NOW - HOUR), ("third",)),
    )
    assert names(plan.due) == ["z/third", "a/acme", "b/other", "b/acme"]


def test_upcoming_is_soonest_first_and_says_when_the_next_tick_has_work() -> None:
    plan = planned(post("late", at(NOW + DAY)), post("soon", at(NOW + HOUR)))
    assert names(plan.upcoming) == ["soon/acme", "late/acme"]
    assert plan.next == NOW + HOUR


def test_nothing_to_do_has_no_next() -> None:
    assert planned().next is None


def test_while_something_is_due_or_to_be_settled_the_next_tick_has_work_at_once() -> None:
    later = post("later", at(NOW + DAY))
    assert next_work(planned(post(), later), Ledger()) == NOW
    assert next_work(planned(post(time=at(NOW - DAY)), later), Ledger()) == NOW
    assert next_work(planned(later), Ledger()) == NOW + DAY
    assert planned(post(), later).next == NOW + DAY
    assert next_work(planned(), Ledger()) is None


def test_what_waited_for_a_post_is_work_as_soon_as_that_post_is_out() -> None:
    posts = (post("first", at(NOW)), post("second", at(NOW), after="post:first"))
    assert names(planned(*posts).due) == ["first/acme"]
    assert next_work(planned(*posts, records=(out("first", when=NOW),)), Ledger()) == NOW


@pytest.mark.parametrize(
    "held",
    [
        post(draft=True),
        replace(post(), time=None),
        post(imported={"acme": Imported(state="published", url="https://x.example/1")}),
        post(imported={"acme": Imported(state="failed")}),
        post(imported={"acme": Imported(state="draft")}),
        post(accounts=("nobody",)),
        post(brand="another"),
    ],
)
def test_drafts_imported_deliveries_and_names_that_mean_nothing_are_in_no_list(held: Any) -> None:
    plan = planned(held)
    assert all(getattr(plan, lane) == () for lane in LISTS)


def test_importing_one_account_leaves_the_others_due() -> None:
    held = post(accounts=("acme", "other"), imported={"acme": Imported(state="published")})
    assert names(planned(held).due) == ["one/other"]


def test_an_account_may_have_its_own_time() -> None:
    held = post(accounts=("acme", "other"), variants={"other": Variant(time=at(NOW + HOUR))})
    plan = planned(held)
    assert (where(plan), where(plan, account="other")) == ("due", "upcoming")


def test_a_draft_with_a_time_on_one_account_is_due_there() -> None:
    held = replace(post(accounts=("acme", "other")), time=None, variants={"other": Variant(time=at(NOW))})
    assert names(planned(held).due) == ["one/other"]


@pytest.mark.parametrize(
    ("held", "fields", "reason"),
    [
        (post(valid=False), {}, "the post's front matter has an error"),
        (post(), {"broken": True}, "smm.yml of the brand acme has an error"),
        (post(), {"acme": "linkedin"}, "the platform linkedin is not built yet"),
    ],
)
def test_what_a_person_must_mend_is_blocked_and_says_what(held: Any, fields: dict[str, Any], reason: str) -> None:
    plan = planned(held, **fields)
    assert where(plan) == "blocked"
    assert plan.blocked[0].reason == reason


def test_what_is_broken_is_not_called_missed_because_its_policy_may_be_misread() -> None:
    assert where(planned(post(time=at(NOW - DAY)), broken=True)) == "blocked"
    assert where(planned(post(time=at(NOW - DAY), valid=False))) == "blocked"


def test_what_no_platform_can_send_is_missed_like_everything_else_and_the_tick_is_called_for_it() -> None:
    held = post(time=at(NOW))
    assert planned(held, acme="linkedin").next == NOW + 6 * HOUR
    assert where(planned(held, acme="linkedin", now=NOW + 6 * HOUR + MINUTE)) == "settle"


def test_two_files_with_one_id_send_nothing() -> None:
    plan = planned(post(path="posts/a.md"), post(path="posts/b.md"))
    assert plan.due == ()
    assert {item.reason for item in plan.blocked} == {"another file has the id one too"}


@pytest.mark.parametrize(
    ("state", "lane"),
    [
        (State.PUBLISHED, None),
        (State.FAILED, None),
        (State.UNKNOWN, None),
        (State.SKIPPED, None),
        (State.EDITED, None),
        (State.RETRACTING, None),
        (State.RETRACTED, None),
        (State.HELD, None),
        (State.MISSED, None),
        (State.CLAIMED, "waiting"),
        (State.RETRY, "due"),
        (State.SCHEDULED, "due"),
    ],
)
def test_what_the_ledger_has_settled_is_not_said_again(state: State, lane: str | None) -> None:
    held = post()
    assert where(planned(held, records=(record(state, schedule_digest=digest(held)),))) == lane


def test_every_state_of_a_past_delivery_lands_somewhere_or_nowhere_without_an_error() -> None:
    for state in State:
        planned(post(), records=(record(state),))


class TestClaims:
    def test_a_claim_waits_until_its_lease_has_passed(self) -> None:
        plan = planned(post(), records=(record(State.CLAIMED, claim=claim(NOW + 15 * MINUTE)),))
        assert where(plan) == "waiting"
        assert plan.next == NOW + 15 * MINUTE

    def test_a_claim_is_never_missed_because_it_may_be_out(self) -> None:
        old = post(time=at(NOW - DAY))
        assert where(planned(old, records=(record(State.CLAIMED, claim=claim(NOW)),))) == "waiting"


class TestReopening:
    @pytest.mark.parametrize("state", [State.HELD, State.MISSED])
    def test_a_fresh_time_makes_it_due_again(self, state: State) -> None:
        old = post(time=at(NOW - DAY))
        fresh = post(time=at(NOW - MINUTE))
        held = record(state, schedule_digest=digest(old))
        assert where(planned(old, records=(held,))) is None
        assert where(planned(fresh, records=(held,))) == "due"

    def test_a_hold_that_named_no_schedule_needs_a_release(self) -> None:
        assert where(planned(post(), records=(record(State.HELD),))) is None

    def test_a_hold_by_content_is_tried_again_because_only_a_new_text_lifts_it(self) -> None:
        held = post()
        stopped = record(State.HELD, schedule_digest=digest(held), code="content")
        assert where(planned(held, records=(stopped,))) == "due"

    def test_a_hold_by_content_ends_as_missed_when_its_time_is_over(self) -> None:
        held = post(time=at(NOW - DAY))
        stopped = record(State.HELD, schedule_digest=digest(held), code="content")
        assert where(planned(held, records=(stopped,))) == "settle"

    def test_released_long_after_its_time_it_is_due(self) -> None:
        plan = planned(post(time=at(NOW - 30 * DAY)), records=(record(State.SCHEDULED),))
        assert where(plan) == "due"
        assert plan.due[0].time == NOW - HOUR

    def test_a_release_that_nobody_acted_on_for_too_long_is_missed_again(self) -> None:
        freed = record(State.SCHEDULED, updated=format_instant(NOW - 7 * HOUR))
        assert where(planned(post(time=at(NOW - 30 * DAY)), records=(freed,))) == "settle"


class TestRetries:
    def test_it_waits_for_its_pause(self) -> None:
        held = record(State.RETRY, retry_after=format_instant(NOW + 5 * MINUTE), reason="503")
        plan = planned(post(), records=(held,))
        assert where(plan) == "waiting"
        assert plan.waiting[0].reason == "503"
        assert plan.next == NOW + 5 * MINUTE

    def test_after_the_pause_it_is_due_and_says_that_it_is_a_retry(self) -> None:
        plan = planned(post(), records=(record(State.RETRY, retry_after=format_instant(NOW)),))
        assert where(plan) == "due"
        assert plan.due[0].state is State.RETRY

    def test_too_late_for_another_attempt_names_the_last_one(self) -> None:
        plan = planned(post(time=at(NOW - 7 * HOUR)), records=(record(State.RETRY, reason="503"),))
        assert plan.settle[0].reason == "7 h late; the last attempt: 503"

    def test_a_thread_of_which_a_part_is_out_is_finished_however_late(self) -> None:
        begun = replace(out(), state=State.RETRY)
        assert where(planned(post(time=at(NOW - 30 * DAY)), records=(begun,))) == "due"


class TestAsap:
    def test_it_is_due_at_the_tick_that_first_sees_it(self) -> None:
        plan = planned(post(time=ASAP))
        assert (plan.due[0].time, plan.due[0].asap) == (NOW, True)

    def test_a_second_attempt_keeps_the_time_of_the_first(self) -> None:
        plan = planned(post(time=ASAP), records=(record(State.RETRY, due=format_instant(NOW - HOUR)),))
        assert plan.due[0].time == NOW - HOUR

    def test_it_is_never_late_by_itself(self) -> None:
        assert where(planned(post(time=ASAP, max_late=timedelta(0)))) == "due"

    def test_it_comes_after_what_was_scheduled_before(self) -> None:
        assert names(planned(post("a", ASAP), post("b", at(NOW - HOUR))).due) == ["b/acme", "a/acme"]


class TestConditions:
    def test_after_waits_for_the_same_account(self) -> None:
        before, behind = post("first", at(NOW + DAY), ("acme", "other")), post("second", after="post:first")
        plan = planned(before, behind, records=(out("first", "other"),))
        assert where(plan, "second") == "waiting"
        assert plan.waiting[0].reason == "after: post:first is not published yet"
        assert where(planned(before, behind, records=(out("first"),)), "second") == "due"

    def test_after_a_post_that_does_not_go_to_this_account_any_account_counts(self) -> None:
        before, behind = post("first", at(NOW - HOUR), ("other",)), post("second", after="post:first")
        assert where(planned(before, behind), "second") == "waiting"
        assert where(planned(before, behind, records=(out("first", "other"),)), "second") == "due"

    def test_after_a_post_whose_file_is_gone_its_record_counts(self) -> None:
        assert where(planned(post("second", after="first"), records=(out("first"),)), "second") == "due"

    def test_after_an_imported_post_that_was_published(self) -> None:
        old = post("first", imported={"acme": Imported(state="published")})
        assert where(planned(old, post("second", after="post:first")), "second") == "due"
        failed = post("first", imported={"acme": Imported(state="failed")})
        assert where(planned(failed, post("second", after="post:first")), "second") == "waiting"

    def test_a_condition_that_never_comes_ends_as_missed_and_the_tick_is_called_for_it(self) -> None:
        behind = post("second", after="post:never")
        assert planned(behind).next == NOW + 6 * HOUR
        assert where(planned(behind, now=NOW + 6 * HOUR + MINUTE), "second") == "settle"

    @pytest.mark.parametrize("key", ["reply_to", "quote", "repost"])
    def test_a_named_target_must_be_out_on_the_same_account(self, key: str) -> None:
        held = post("second", **{key: "post:first"})
        assert where(planned(held, records=(out("first", "other"),)), "second") == "waiting"
        assert where(planned(held, records=(out("first"),)), "second") == "due"
        assert where(planned(post("second", **{key: "https://x.example/1"})), "second") == "due"

    def test_an_imported_target_needs_a_url(self) -> None:
        held = post("second", quote="post:first")
        for url, lane in (("https://x.example/1", "due"), (None, "waiting")):
            old = post("first", imported={"acme": Imported(state="published", url=url)})
            assert where(planned(old, held), "second") == lane

    def test_a_way_of_delivery_that_is_not_built_waits_and_says_so(self) -> None:
        plan = planned(post(deliver="platform"))
        assert plan.waiting[0].reason == "no platform's own scheduler is used here: write `deliver: api`"

    def test_what_a_person_posts_is_due_without_an_api(self) -> None:
        assert [item.by_hand for item in planned(post(deliver="manual")).due] == [True]
        assert [item.by_hand for item in planned(post()).due] == [False]


class TestRevisions:
    def test_a_second_revision_of_what_is_out_is_not_sent_again(self) -> None:
        plan = planned(post(revision=2, correct="edit"), records=(out(),))
        assert plan.due == ()
        assert plan.blocked[0].reason.startswith("Fake has no `edit`")

    @pytest.mark.parametrize("state", [State.CLAIMED, State.UNKNOWN])
    def test_a_second_revision_of_what_may_be_out_is_not_sent_either(self, state: State) -> None:
        plan = planned(post(revision=2), records=(record(state),))
        assert plan.due == ()
        assert plan.blocked[0].reason == f"revision 1 may be out: it is {state}"

    def test_a_second_revision_of_what_never_went_out_is_due(self) -> None:
        plan = planned(post(revision=2), records=(record(State.FAILED),))
        assert [item.delivery.revision for item in plan.due] == [2]


@given(
    offsets=st.lists(st.integers(-40, 40), min_size=1, max_size=6),
    states=st.lists(st.sampled_from([None, *State]), min_size=6, max_size=6),
    late=st.sampled_from(["publish", "hold"]),
)
def test_planning_what_was_settled_says_nothing_twice(offsets: list[int], states: list[Any], late: str) -> None:
    posts = [post(f"p{n}", at(NOW + offset * HOUR), late=late) for n, offset in enumerate(offsets)]
    records = [record(state, f"p{n}") for n, state in enumerate(states) if state is not None and n < len(posts)]
    first = planned(*posts, records=tuple(records))
    settled = [
        record(item.state, item.delivery.post, schedule_digest=item.schedule_digest, reason=item.reason)
        for item in first.settle
    ]
    kept = {held.delivery: held for held in (*records, *settled)}
    again = planned(*posts, records=tuple(kept.values()))
    assert again.settle == ()
    assert again.due == first.due
    everything = [item.delivery for lane in LISTS for item in getattr(first, lane)]
    assert len(everything) == len(set(everything))


def test_a_plan_depends_on_nothing_but_what_it_is_given() -> None:
    posts = (post("a"), post("b", ASAP), post("c", at(NOW + HOUR)))
    assert planned(*posts) == planned(*reversed(posts))


def test_the_brands_policy_says_how_late_is_too_late() -> None:
    old = post(time=at(NOW - 2 * HOUR))
    assert where(planned(old)) == "due"
    assert where(planned(old, policy=Policy(max_late=HOUR))) == "settle"
