"""One run: what is claimed, sent and recorded, for every outcome and every fault before, during and after the call."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest

from smm_action.core.clock import format_instant, parse_instant
from smm_action.core.errors import SmmError
from smm_action.core.http import Lost, NotSent
from smm_action.ledger.paths import ledger_path
from smm_action.ledger.store import append
from smm_action.model.codec import encode
from smm_action.model.delivery import Pending, Receipt, Rejected, Retry, Skipped, State, Unauthorized, Unknown
from smm_action.model.edit import Write
from smm_action.model.entry import Entry, Ledger
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Prepared, Session, Target
from smm_action.publish.access import NoCredentials
from smm_action.publish.outcomes import MAX_ATTEMPTS
from smm_action.publish.publisher import publish
from tests.fakes.branch import FakeBranch
from tests.fakes.platform import AT, FakePlatform, PagesPlatform, SearchablePlatform
from tests.fakes.runner import START, World, delivery, sealed


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(directory=tmp_path, platform_type=FakePlatform)


def say(world: World, *entries: Entry) -> None:
    FakeBranch(world.remote).commit(append(entries), "Say")


def test_a_delivery_is_claimed_before_it_is_sent_and_recorded_after(world: World) -> None:
    seen_by_server: list[State | None] = []
    runner = world.runner()
    original = world.server.create
    world.server.create = lambda *call: (seen_by_server.append(world.state("one")), original(*call))[1]  # type: ignore[method-assign]

    result = runner.publish([sealed("one")])

    assert seen_by_server == [State.CLAIMED]
    assert world.state("one") is State.PUBLISHED
    assert [entry.kind for entry in result.entries] == ["published"]
    assert world.remote.messages == ["Claim one on acme", "Record one on acme"]
    assert result.failure is None
    assert result.unpushed == ()
    assert result.head == world.remote.head


def test_a_claim_holds_key_payload_owner_lease_digests_and_commit(world: World) -> None:
    item = sealed("one")
    runner = world.runner()
    runner.publish([item])
    record = world.ledger().get(delivery("one"))
    assert record is not None
    assert record.claim is not None
    claim = record.claim
    assert claim.key == item.key
    assert claim.payload == encode(item)
    assert claim.owner == runner.owner
    assert claim.main_sha == "f" * 40
    assert (claim.content_digest, claim.schedule_digest) == (item.content_digest, item.schedule_digest)
    assert claim.lease_until is not None
    assert claim.lease_until > claim.at
    assert record.due == item.due


def test_a_batch_is_claimed_in_one_commit_and_recorded_in_one(world: World) -> None:
    batch = [sealed(f"post-{n}", account) for n in range(5) for account in ("acme", "other", "third")]
    world.runner().publish(batch)
    assert len(world.remote.messages) == 2
    assert len(world.server.stored) == 15
    assert set(world.server.copies().values()) == {1}


def test_the_order_within_an_account_is_kept(world: World) -> None:
    batch = [sealed(name, account) for name in ("c", "a", "b") for account in ("acme", "other")]
    world.runner().publish(batch)
    for account in ("acme", "other"):
        assert [post.text for post in world.server.stored if post.account == account] == ["c 0", "a 0", "b 0"]


def test_a_second_run_sends_nothing_of_what_is_out(world: World) -> None:
    world.runner().publish([sealed("one")])
    result = world.runner().publish([sealed("one")])
    assert len(world.server.stored) == 1
    assert [left.reason for left in result.left] == ["it is published already"]
    assert result.entries == ()


def test_a_delivery_named_twice_in_a_batch_is_sent_once(world: World) -> None:
    world.runner().publish([sealed("one"), sealed("one")])
    assert len(world.server.stored) == 1


def test_an_empty_batch_commits_nothing(world: World) -> None:
    result = world.runner().publish([])
    assert world.remote.head is None
    assert result.entries == ()


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (Retry(reason="503"), State.RETRY, "503"),
        (Unauthorized(reason="token expired"), State.RETRY, "token expired"),
        (Rejected(reason="too long", code="422"), State.FAILED, "too long"),
        (Skipped(reason="not today"), State.SKIPPED, "not today"),
        (Unknown(reason="an answer without an id"), State.UNKNOWN, "an answer without an id"),
        (Pending(reason="media"), State.UNKNOWN, "the platform was still working on it: media"),
        ("refuse", State.RETRY, "fake.example could not be reached (ConnectError)"),
        ("lose-before", State.UNKNOWN, "fake.example gave no whole answer (ReadTimeout)"),
        ("lose-after", State.UNKNOWN, "fake.example gave no whole answer (ReadTimeout)"),
        ("crash-after", State.UNKNOWN, "unexpected RuntimeError after sending began"),
    ],
)
def test_every_answer_becomes_the_state_it_means(world: World, answer: object, state: State, reason: str) -> None:
    world.server.faults = [answer]
    result = world.runner().publish([sealed("one")])
    record = world.ledger().get(delivery("one"))
    assert record is not None
    assert (record.state, record.reason) == (state, reason)
    assert result.entries[-1].reason == reason
    assert world.server.creates == 1, "a create is made once, whatever it answers"


def test_what_an_exception_says_never_reaches_the_ledger(world: World) -> None:
    world.server.faults = ["crash-after"]
    world.runner().publish([sealed("one")])
    assert b"secret-token" not in b"".join(world.remote.files.values())


@pytest.mark.parametrize("fault", ["lose-after", "crash-after"])
def test_a_lost_answer_is_found_at_once_where_the_platform_can_be_searched(tmp_path: Path, fault: str) -> None:
    world = World(directory=tmp_path, platform_type=SearchablePlatform)
    world.server.faults = [fault]
    world.runner().publish([sealed("one", parts=3)])
    record = world.ledger().get(delivery("one"))
    assert record is not None
    assert record.state is State.PUBLISHED
    assert [receipt.part for receipt in record.receipts] == [0, 1, 2]
    assert set(world.server.copies().values()) == {1}


def test_absence_right_after_a_lost_answer_proves_nothing(tmp_path: Path) -> None:
    world = World(directory=tmp_path, platform_type=SearchablePlatform)
    world.server.faults, world.server.lag = ["lose-after"], 1
    world.runner().publish([sealed("one")])
    assert world.state("one") is State.UNKNOWN


def test_a_failed_attempt_is_not_due_again_before_its_pause(world: World) -> None:
    world.server.faults = [Retry(reason="503")]
    world.runner().publish([sealed("one")])
    again = world.runner().publish([sealed("one")])
    assert world.server.creates == 1
    assert again.left[0].reason.startswith("not before ")
    world.now += timedelta(minutes=1)
    world.runner().publish([sealed("one")])
    assert world.state("one") is State.PUBLISHED


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        (7200.0, timedelta(hours=2)),
        (1e9, timedelta(days=1)),
        (float("inf"), timedelta(minutes=1)),
        (float("nan"), timedelta(minutes=1)),
        (-5.0, timedelta(minutes=1)),
    ],
)
def test_a_platform_that_asks_for_a_longer_pause_gets_it_within_reason(
    world: World, asked: float, got: timedelta
) -> None:
    world.server.faults = [Retry(reason="429", after=asked)]
    world.runner().publish([sealed("one")])
    record = world.ledger().get(delivery("one"))
    assert record is not None
    assert record.retry_after is not None
    assert timedelta(0) < parse_instant(record.retry_after) - START - got < timedelta(seconds=1)


def test_after_the_last_attempt_it_has_failed_for_good_and_says_after_how_many(world: World) -> None:
    world.server.faults = [Retry(reason="503")] * 20
    for _ in range(10):
        world.runner().publish([sealed("one")])
        world.now += timedelta(days=1)
    record = world.ledger().get(delivery("one"))
    assert record is not None
    assert record.state is State.FAILED
    assert record.reason == "given up after 5 attempts: 503"
    assert world.server.creates == MAX_ATTEMPTS == 5


class TestThreads:
    def test_parts_answer_each_other_in_order(self, world: World) -> None:
        world.runner().publish([sealed("one", parts=3)])
        assert [post.text for post in world.server.stored] == ["one 0", "one 1", "one 2"]
        assert [post.reply_to for post in world.server.stored] == [None, "p0", "p1"]

    def test_a_broken_thread_keeps_its_receipts_and_resumes_at_the_missing_part(self, world: World) -> None:
        world.server.faults = [None, Retry(reason="503")]
        world.runner().publish([sealed("one", parts=3)])
        record = world.ledger().get(delivery("one"))
        assert record is not None
        assert record.state is State.RETRY
        assert [receipt.id for receipt in record.receipts] == ["p0"]

        world.now += timedelta(minutes=5)
        world.runner().publish([sealed("one", parts=3)])
        assert [post.text for post in world.server.stored] == ["one 0", "one 1", "one 2"]
        assert world.state("one") is State.PUBLISHED

    def test_a_rejected_part_fails_the_delivery_and_says_what_is_out(self, world: World) -> None:
        world.server.faults = [None, Rejected(reason="spam")]
        world.runner().publish([sealed("one", parts=2)])
        record = world.ledger().get(delivery("one"))
        assert record is not None
        assert (record.state, len(record.receipts)) == (State.FAILED, 1)

    def test_a_repost_without_text_is_one_create(self, world: World) -> None:
        world.runner().publish([sealed("one", parts=0, repost="https://fake.example/x/1")])
        assert len(world.server.stored) == 1
        assert world.state("one") is State.PUBLISHED


class TestPreparing:
    @pytest.mark.parametrize("trouble", [NotSent("no"), Lost("no"), RuntimeError("secret"), Retry(reason="busy")])
    def test_uploads_are_repeated_and_then_the_delivery_waits(self, world: World, trouble: object) -> None:
        runner = world.runner()
        runner.platform.prepared = [trouble] * 2  # type: ignore[list-item]
        runner.publish([sealed("one")])
        assert world.state("one") is State.PUBLISHED

        runner = world.runner()
        runner.platform.prepared = [trouble] * 9  # type: ignore[list-item]
        runner.publish([sealed("two")])
        record = world.ledger().get(delivery("two"))
        assert record is not None
        assert record.state is State.RETRY
        assert "secret" not in (record.reason or "")
        assert len(world.server.stored) == 1

    def test_media_that_are_still_processed_are_waited_for_with_growing_pauses(self, world: World) -> None:
        runner = world.runner()
        runner.platform.prepared = [Pending(reason="transcoding")] * 3
        runner.publish([sealed("one")])
        assert world.state("one") is State.PUBLISHED
        assert world.slept == sorted(world.slept)

    def test_what_answers_a_part_is_made_ready_once_that_is_out_and_waited_for(self, tmp_path: Path) -> None:
        class Placing(FakePlatform):
            """As Threads: a part's container needs to know what it answers, and takes a while."""

            placed: ClassVar[list[tuple[int, list[int]]]] = []

            def place(
                self, session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Any, target: Target
            ) -> Prepared | Pending:
                del session, sealed, target
                self.placed.append((part, [one.part for one in earlier]))
                return Pending(reason="transcoding") if len(self.placed) % 3 else prepared

        world = World(directory=tmp_path, platform_type=Placing)
        world.runner().publish([sealed("one", parts=2)])
        assert world.state("one") is State.PUBLISHED
        assert Placing.placed == [(0, [])] * 3 + [(1, [0])] * 3
        assert world.server.creates == 2

    def test_media_that_never_finish_are_tried_again_later(self, world: World) -> None:
        runner = world.runner()
        runner.platform.prepared = [Pending(reason="transcoding")] * 99
        runner.publish([sealed("one")])
        assert world.state("one") is State.RETRY
        assert world.server.creates == 0

    def test_an_upload_that_is_refused_fails_the_delivery_without_a_create(self, world: World) -> None:
        runner = world.runner()
        runner.platform.prepared = [Rejected(reason="no such format")]
        runner.publish([sealed("one")])
        assert world.state("one") is State.FAILED
        assert world.server.creates == 0

    def test_a_medium_that_is_not_among_the_sealed_files_sends_nothing(self, world: World) -> None:
        item = sealed("one")
        missing = replace(item, blobs={"a" * 64: "b" * 64})
        world.runner().publish([missing])  # type: ignore[list-item]
        assert world.state("one") is State.RETRY
        assert world.server.creates == 0


class TestAccounts:
    def test_one_accounts_failure_stops_no_other(self, world: World) -> None:
        runner = world.runner(
            closed={"acme": Unauthorized(reason="expired"), "third": RuntimeError("secret"), "fourth": Lost("gone")}
        )
        runner.publish([sealed("one", name) for name in ("acme", "other", "third", "fourth")])
        assert world.state("one", "other") is State.PUBLISHED
        for name, reason in (
            ("acme", "expired"),
            ("third", "could not sign in: unexpected RuntimeError"),
            ("fourth", "could not sign in: gone"),
        ):
            record = world.ledger().get(delivery("one", name))
            assert record is not None
            assert (record.state, record.reason) == (State.RETRY, reason)
        assert len(world.server.stored) == 1

    def test_without_credentials_nothing_is_claimed_and_the_reason_is_told(self, world: World) -> None:
        result = world.runner(closed={"acme": NoCredentials(reason="SMM_ACME_TOKEN is not set")}).publish(
            [sealed("one")]
        )
        assert world.remote.head is None
        assert [(left.delivery, left.reason) for left in result.left] == [
            (delivery("one"), "SMM_ACME_TOKEN is not set")
        ]

    def test_a_fault_of_our_own_in_one_thread_leaves_its_claims_open_and_the_others_alone(self, world: World) -> None:
        runner = world.runner()
        original = runner.platform.send

        def send(session: Any, *rest: Any) -> Any:
            answer = original(session, *rest)
            # a receipt of the wrong type is a fault no outcome describes
            return answer if session.account == "other" else replace(answer, receipt=None)

        runner.platform.send = send  # type: ignore[method-assign]
        result = runner.publish([sealed("one"), sealed("two"), sealed("one", "other")])
        assert world.state("one", "other") is State.PUBLISHED
        assert world.state("one") is State.CLAIMED
        assert {left.delivery for left in result.left} == {delivery("one"), delivery("two")}


class TestStopping:
    def test_a_signal_begins_nothing_new_and_records_what_is_out(self, world: World) -> None:
        runner = world.runner()
        original = world.server.create
        world.server.create = lambda *call: (runner.stop.set(), original(*call))[1]  # type: ignore[method-assign]
        runner.publish([sealed("one"), sealed("two")])
        assert world.state("one") is State.PUBLISHED
        record = world.ledger().get(delivery("two"))
        assert record is not None
        assert (record.state, record.retry_after, record.code) == (State.RETRY, None, "not-reached")
        assert len(world.server.stored) == 1

    def test_a_signal_between_two_parts_leaves_the_thread_to_the_next_run(self, world: World) -> None:
        runner = world.runner()
        original = world.server.create
        world.server.create = lambda *call: (runner.stop.set(), original(*call))[1]  # type: ignore[method-assign]
        runner.publish([sealed("one", parts=2)])
        world.server.create = original  # type: ignore[method-assign]
        world.runner().publish([sealed("one", parts=2)])
        assert [post.text for post in world.server.stored] == ["one 0", "one 1"]

    def test_nothing_is_begun_when_the_time_that_is_left_is_short(self, world: World) -> None:
        world.runner(run_time=timedelta(seconds=59)).publish([sealed("one")])
        assert world.server.creates == 0
        assert world.state("one") is State.RETRY

    def test_nothing_is_begun_when_the_lease_runs_out_although_the_run_goes_on(self, world: World) -> None:
        runner = world.runner(run_time=timedelta(days=1))
        runner.platform.prepared = [Pending(reason="transcoding")] * 5
        publish([sealed("one")], runner.ledger(), runner.desk(lease=timedelta(seconds=65)))
        assert world.server.creates == 0

    def test_a_person_who_holds_it_after_the_claim_is_obeyed(self, world: World) -> None:
        runner = world.runner()
        runner.platform.prepared = [Retry(reason="busy")]
        said = []

        def hold(seconds: float) -> None:
            world.sleep(seconds)
            if not said:
                said.append(1)
                claim = world.ledger().get(delivery("one")).claim  # type: ignore[union-attr]
                at = format_instant(world.clock())
                entry = Entry(kind="held", delivery=delivery("one"), at=at, owner=claim.owner, reason="wait for legal")  # type: ignore[union-attr]
                say(world, entry)

        runner.publish([sealed("one")], sleep=hold)
        record = world.ledger().get(delivery("one"))
        assert record is not None
        assert (record.state, record.reason) == (State.HELD, "wait for legal")
        assert world.server.creates == 0

    def test_a_state_that_cannot_be_read_again_stops_everything(self, world: World) -> None:
        runner = world.runner()

        def recheck(_item: object) -> None:
            raise SmmError("The remote did not answer.", unsafe=True)

        runner.publish([sealed("one"), sealed("two"), sealed("one", "other")], recheck=recheck)
        assert world.server.creates == 0
        assert runner.stop.is_set()
        assert world.state("one") is State.RETRY

    def test_a_recheck_that_breaks_sends_nothing_either(self, world: World) -> None:
        runner = world.runner()

        def recheck(_item: object) -> None:
            raise ValueError("secret")

        runner.publish([sealed("one")], recheck=recheck)
        assert world.server.creates == 0
        assert "secret" not in (world.ledger().get(delivery("one")).reason or "")  # type: ignore[union-attr]

    def test_a_claim_that_another_run_took_over_is_not_sent_and_not_spoken_about(self, world: World) -> None:
        slow, fast = world.runner(), world.runner()
        slow.platform.prepared = [Retry(reason="busy")]

        def overtaken(seconds: float) -> None:
            world.sleep(seconds)
            if not world.server.stored:
                say(world, replace(world.ledger().get(delivery("one")).claim, kind="retry", payload=None))  # type: ignore[union-attr,arg-type]
                fast.publish([sealed("one")])

        result = slow.publish([sealed("one")], sleep=overtaken)
        assert len(world.server.stored) == 1
        assert result.entries == ()
        assert result.left[0].reason == "it is published by another run"
        assert world.state("one") is State.PUBLISHED


class TestPushing:
    def test_claims_that_cannot_be_pushed_send_nothing(self, world: World) -> None:
        world.remote.refuse = lambda _message: "protected branch hook declined"
        with pytest.raises(SmmError) as raised:
            world.runner().publish([sealed("one")])
        assert raised.value.exit_code == 3
        assert world.server.creates == 0

    def test_outcomes_that_cannot_be_pushed_come_back_with_their_receipts(self, world: World) -> None:
        world.remote.refuse = lambda message: "declined" if message.startswith("Record") else None
        result = world.runner().publish([sealed("one"), sealed("one", "other")])
        assert result.failure is not None
        assert result.failure.exit_code == 3
        assert {entry.delivery for entry in result.unpushed} == {delivery("one"), delivery("one", "other")}
        assert all(entry.receipts[0].url.startswith("https://fake.example/") for entry in result.unpushed)
        assert world.state("one") is State.CLAIMED

    def test_a_git_that_breaks_unexpectedly_loses_no_receipt_either(self, world: World) -> None:
        runner = world.runner()
        original = runner.branch.commit

        def commit(edits: Any, message: Any, *, urgent: Any = True) -> Any:
            if message.startswith("Record"):
                raise OSError("no space left on device")
            return original(edits, message, urgent=urgent)

        runner.branch.commit = commit  # type: ignore[method-assign]
        result = runner.publish([sealed("one")])
        assert result.failure is not None
        assert [entry.kind for entry in result.unpushed] == ["published"]

    def test_outcomes_are_pushed_on_the_way_at_most_every_ten_seconds(self, world: World) -> None:
        pushes = []
        world.remote.refuse = lambda message: pushes.append((message, world.now)) and None  # type: ignore[func-returns-value]
        original = world.server.create

        def slow(*call: Any) -> Any:
            world.sleep(4.0)
            return original(*call)

        world.server.create = slow  # type: ignore[method-assign]
        world.runner().publish([sealed(f"post-{n}") for n in range(12)])
        records = [at for message, at in pushes if message.startswith("Record")]
        assert len(records) >= 2
        gaps = [later - earlier for earlier, later in itertools.pairwise(records[:-1])]
        assert all(gap >= timedelta(seconds=10) for gap in gaps)
        assert all(world.state(f"post-{n}") is State.PUBLISHED for n in range(12))

    def test_a_push_that_is_refused_on_the_way_begins_nothing_new(self, world: World) -> None:
        world.remote.refuse = lambda message: "declined" if message.startswith("Record") else None
        original = world.server.create

        def slow(*call: Any) -> Any:
            world.sleep(11.0)
            return original(*call)

        world.server.create = slow  # type: ignore[method-assign]
        runner = world.runner()
        result = runner.publish([sealed(f"post-{n}") for n in range(40)], recheck=lambda _: _wait(runner))
        assert runner.stop.is_set()
        assert len(world.server.stored) < 40
        sent = {entry.delivery for entry in result.unpushed if entry.kind == "published"}
        assert len(sent) == len(world.server.stored)

    def test_extra_edits_ride_with_the_outcomes(self, world: World) -> None:
        def extras(entries: Any) -> Any:
            text = " ".join(entry.kind for entry in entries).encode()
            return (Write(path="index.json", content=lambda _read: text),)

        world.runner().publish([sealed("one")], extras=extras)
        assert world.remote.files["index.json"] == b"published"
        assert len(world.remote.messages) == 2


def _wait(runner: Any) -> None:
    """Give the main thread time to see what happened."""
    runner.stop.wait(0.05)


class TestPages:
    def test_pages_are_written_in_the_commit_that_records_them(self, tmp_path: Path) -> None:
        world = World(directory=tmp_path, platform_type=PagesPlatform)
        world.runner().publish([sealed("one"), sealed("two"), sealed("one", "other")])
        head = world.remote.commits[world.remote.head or ""]
        before = world.remote.commits[head.parent or ""]
        assert not [path for path in before.files if path.startswith("site/")]
        assert {path: data for path, data in head.files.items() if path.startswith("site/")} == {
            "site/acme/one.html": b"one 0",
            "site/acme/two.html": b"two 0",
            "site/other/one.html": b"one 0",
        }
        assert b'"published"' in head.files[ledger_path(delivery("one"))]

    def test_of_a_thread_of_pages_nothing_is_on_record_before_all_of_it(self, tmp_path: Path) -> None:
        """A run that stood still and lost its claim must not leave a receipt of a page that nobody made."""
        world = World(directory=tmp_path, platform_type=PagesPlatform)
        thread = sealed("one", parts=2)
        result = world.runner().publish([thread])
        assert [entry.kind for entry in result.entries] == ["published"]
        assert len(result.entries[0].receipts) == 2

    def test_a_thread_of_pages_that_stops_half_way_begins_anew(self, tmp_path: Path) -> None:
        world = World(directory=tmp_path, platform_type=PagesPlatform)
        sends = itertools.count()
        original = PagesPlatform.send

        def fails_second(platform: PagesPlatform, *call: Any) -> Any:
            return Retry(reason="later") if next(sends) == 1 else original(platform, *call)

        runner = world.runner()
        runner.platform.send = partial(fails_second, runner.platform)  # type: ignore[method-assign]
        runner.publish([sealed("one", parts=2)])
        record = world.ledger().get(delivery("one"))
        assert record is not None
        assert (record.state, record.receipts) == (State.RETRY, ())
        head = world.remote.commits[world.remote.head or ""]
        assert not [path for path in head.files if path.startswith("site/")]

    def test_pages_that_cannot_be_made_keep_nobody_elses_receipts_from_being_recorded(self, world: World) -> None:
        runner = world.runner()
        original = runner.open

        class Broken(PagesPlatform):
            broken = True

        pages = Broken(world.server)

        def opener(account: Any) -> Any:
            opened = original(account)
            if account == "pages":
                pages.sessions[account] = runner.platform.sessions[account]
                return replace(opened, platform=pages)
            return opened

        result = runner.publish([sealed("one"), sealed("one", "pages")], open=opener)
        assert world.state("one") is State.PUBLISHED
        assert world.state("one", "pages") is State.CLAIMED
        assert result.failure is not None
        assert [entry.delivery.account for entry in result.unpushed] == ["pages"]


class TestTargets:
    def test_a_reply_to_a_post_of_ours_is_sent_with_its_url(self, world: World) -> None:
        world.runner().publish([sealed("first")])
        world.runner().publish([sealed("second", reply_to="post:first")])
        assert world.server.stored[1].reply_to == "https://fake.example/acme/p0"

    def test_a_reply_to_a_post_that_is_not_out_here_is_left_and_not_claimed(self, world: World) -> None:
        world.runner().publish([sealed("first", "other")])
        result = world.runner().publish([sealed("second", reply_to="post:first")])
        assert result.left[0].reason == "reply_to: post:first is not published on this account yet"
        assert world.state("second") is None

    def test_an_imported_post_is_known_by_its_url(self, world: World) -> None:
        known = {("acme", "old", "acme"): "https://fake.example/acme/old"}
        world.runner().publish([sealed("second", reply_to="post:old")], imported=known)
        assert world.server.stored[0].reply_to == "https://fake.example/acme/old"


class TestJournalTrouble:
    def test_a_full_disk_before_the_call_sends_nothing(self, world: World) -> None:
        runner = world.runner()
        desk = runner.desk()
        assert runner.journal is not None
        runner.journal.full = True
        publish([sealed("one")], runner.ledger(), desk)
        assert world.server.creates == 0
        assert world.state("one") is State.RETRY

    def test_a_disk_that_fills_up_after_a_part_keeps_its_receipt_and_sends_no_further_part(self, world: World) -> None:
        runner = world.runner()
        desk = runner.desk()
        original = world.server.create

        def fill(*call: Any) -> Any:
            assert runner.journal is not None
            runner.journal.full = True
            return original(*call)

        world.server.create = fill  # type: ignore[method-assign]
        publish([sealed("one", parts=2)], runner.ledger(), desk)
        record = world.ledger().get(delivery("one"))
        assert record is not None
        assert (record.state, len(record.receipts)) == (State.RETRY, 1)


def test_a_receipt_with_a_foreign_instant_is_recorded_with_one_that_can_be_read(world: World) -> None:
    receipts = [
        Receipt(part=0, id="1", url="https://fake.example/1", at=at)
        for at in ("yesterday", "2026-12-01T09:00:00.000+01:00")
    ]
    runner = world.runner()
    answers = iter(receipts)
    original = runner.platform.send
    runner.platform.send = lambda *call: replace(original(*call), receipt=next(answers))  # type: ignore[method-assign]
    runner.publish([sealed("one"), sealed("two")])
    ledger = world.ledger()
    assert ledger.get(delivery("two")).receipts[0].at == AT  # type: ignore[union-attr]
    assert ledger.get(delivery("one")).receipts[0].at.startswith("2026-12-01T08:00:0")  # type: ignore[union-attr]


def test_a_ledger_line_that_cannot_be_read_claims_nothing(world: World) -> None:
    path = ledger_path(delivery("one"))
    FakeBranch(world.remote).commit([Write(path=path, content=lambda _read: b'{"kind":"publ')], "Tear")
    runner = world.runner()
    with pytest.raises(SmmError) as raised:
        publish([sealed("one")], Ledger(), runner.desk())
    assert raised.value.exit_code == 3
    assert world.server.creates == 0
