"""What an abandoned claim comes to, by policy, search, journal and credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from smm_action.core.http import Lost
from smm_action.model.codec import encode
from smm_action.model.delivery import Receipt, Retry, State, Unauthorized
from smm_action.model.entry import REPEATABLE, Entry, Ledger, Owner, Record
from smm_action.model.payload import Sealed
from smm_action.publish.access import NoCredentials, Opened
from smm_action.publish.journal import Account, History
from smm_action.publish.reconcile import PATIENCE, SECOND_LOOK, Evidence, Reconciled, reconcile
from tests.fakes.platform import FakePlatform, ForgetfulPlatform, KeyedPlatform, PagesPlatform, SearchablePlatform
from tests.fakes.runner import START, Runner, World, delivery, sealed

OWNER = Owner(run="gone", nonce="g")
NOW = START + timedelta(minutes=30)


class KeyedAndSearchable(SearchablePlatform):
    """As Bluesky is."""

    card = KeyedPlatform.card


def claimed(item: Sealed, *, state: State = State.CLAIMED, receipts: tuple[Receipt, ...] = ()) -> Ledger:
    entry = Entry(
        kind="claimed",
        delivery=delivery(item.payload.post, item.payload.account),
        at="2026-12-01T08:00:00Z",
        owner=OWNER,
        lease_until="2026-12-01T08:20:00Z",
        key=item.key,
        payload=encode(item),
        due=item.due,
    )
    record = Record(delivery=entry.delivery, state=state, claim=entry, receipts=receipts)
    return Ledger(records={entry.delivery: record})


def settle(runner: Runner, ledger: Ledger, **fields: object) -> Reconciled:
    settings: dict[str, object] = {
        "now": NOW,
        "is_dead": lambda _owner: False,
        "open": runner.open,
        "cards": runner.cards,
        "pause": runner.world.sleep,
    }
    return reconcile(ledger, Evidence(**{**settings, **fields}))  # type: ignore[arg-type]


def runner(directory: Path, platform: type[FakePlatform]) -> Runner:
    return World(directory=directory, platform_type=platform).runner()


def out(run: Runner, item: Sealed, part: int = 0) -> None:
    from smm_action.model.delivery import part_key

    text = item.payload.parts[part].text
    run.world.server.create(item.payload.account, part_key(item.key, part), text, None)


def kinds(found: Reconciled) -> list[str]:
    return [amendment.entry.kind for amendment in found.amendments]


def test_what_is_found_is_adopted_with_the_claims_owner_and_key(tmp_path: Path) -> None:
    run, item = runner(tmp_path, SearchablePlatform), sealed("one")
    out(run, item)
    found = settle(run, claimed(item))
    (amendment,) = found.amendments
    assert (amendment.entry.kind, amendment.entry.owner, amendment.entry.key) == ("published", OWNER, item.key)
    assert amendment.entry.receipts[0].url == "https://fake.example/acme/p0"
    assert amendment.seen == claimed(item).get(delivery("one"))


def test_what_two_searches_do_not_find_may_be_sent_again(tmp_path: Path) -> None:
    run = runner(tmp_path, SearchablePlatform)
    found = settle(run, claimed(sealed("one")))
    assert kinds(found) == ["retry"]
    assert run.trap.steps.count("find") == 2
    assert run.world.slept == [SECOND_LOOK]


def test_a_second_search_that_finds_it_is_believed(tmp_path: Path) -> None:
    run, item = runner(tmp_path, SearchablePlatform), sealed("one")
    out(run, item)
    run.world.server.lag = 1
    assert kinds(settle(run, claimed(item))) == ["published"]


def test_a_search_that_cannot_tell_leaves_a_doubt(tmp_path: Path) -> None:
    run = runner(tmp_path, SearchablePlatform)
    run.world.server.blind = True
    found = settle(run, claimed(sealed("one")))
    assert kinds(found) == ["unknown"]
    assert found.amendments[0].entry.reason == "the search is down"
    assert found.undecided[0].delivery == delivery("one")


def test_a_search_that_breaks_tells_only_the_type_of_its_fault(tmp_path: Path) -> None:
    run = runner(tmp_path, SearchablePlatform)
    run.platform.find = lambda *_: (_ for _ in ()).throw(Lost("Bearer secret"))  # type: ignore[attr-defined]
    found = settle(run, claimed(sealed("one")))
    assert found.amendments[0].entry.reason == "the search failed (Lost)"


@pytest.mark.parametrize(
    ("platform", "now", "kind"),
    [
        (KeyedPlatform, NOW, "retry"),
        (KeyedPlatform, START + timedelta(days=900), "retry"),
        (ForgetfulPlatform, START + timedelta(minutes=59), "retry"),
        (ForgetfulPlatform, START + timedelta(minutes=60), "unknown"),
        (FakePlatform, NOW, "unknown"),
        (PagesPlatform, NOW, "retry"),
    ],
)
def test_without_a_search_the_card_decides(
    tmp_path: Path, platform: type[FakePlatform], now: object, kind: str
) -> None:
    assert kinds(settle(runner(tmp_path, platform), claimed(sealed("one")), now=now)) == [kind]


def test_a_thread_is_settled_part_by_part(tmp_path: Path) -> None:
    run, item = runner(tmp_path, SearchablePlatform), sealed("one", parts=3)
    first = Receipt(part=0, id="p0", url="https://fake.example/acme/p0", at="2026-12-01T08:00:00Z")
    out(run, item, 0)
    out(run, item, 1)
    found = settle(run, claimed(item, receipts=(first,)))
    assert kinds(found) == ["retry"]
    assert [receipt.id for receipt in found.amendments[0].entry.receipts] == ["p0", "p1"]
    out(run, item, 2)
    found = settle(run, claimed(item, receipts=(first,)))
    assert kinds(found) == ["published"]
    assert [receipt.part for receipt in found.amendments[0].entry.receipts] == [0, 1, 2]


@pytest.mark.parametrize("answer", [NoCredentials(reason="x"), Unauthorized(reason="x"), Retry(reason="x")])
def test_without_a_way_in_nothing_is_concluded(tmp_path: Path, answer: object) -> None:
    run = runner(tmp_path, SearchablePlatform)
    run.closed = {"acme": answer}  # type: ignore[dict-item]
    found = settle(run, claimed(sealed("one")))
    assert found.amendments == ()
    assert [item.reason for item in found.undecided] == ["x"]


def test_a_platform_that_is_not_built_leaves_its_claims_alone(tmp_path: Path) -> None:
    found = settle(runner(tmp_path, FakePlatform), claimed(sealed("one")), cards={})
    assert found.amendments == ()
    assert found.undecided[0].reason == "smm.yml has no account on fake that is built here"


def test_a_claim_that_cannot_be_read_is_named_and_left(tmp_path: Path) -> None:
    ledger = claimed(sealed("one"))
    record = ledger.get(delivery("one"))
    assert record is not None
    assert record.claim is not None
    for payload in (None, {}, {"payload": 7}):
        broken = Entry(kind="claimed", delivery=delivery("one"), at="2026-12-01T08:00:00Z", owner=OWNER, lease_until="2026-12-01T08:20:00Z", payload=payload)  # type: ignore[arg-type]  # fmt: skip
        held = Ledger(records={delivery("one"): Record(delivery=delivery("one"), state=State.CLAIMED, claim=broken)})
        found = settle(runner(tmp_path, SearchablePlatform), held)
        assert found.amendments == ()
        assert found.undecided[0].reason == "the claim's payload cannot be read"


class TestWhoIsDead:
    def test_a_lease_that_has_passed_needs_nobodys_word(self, tmp_path: Path) -> None:
        run = runner(tmp_path, SearchablePlatform)
        assert kinds(settle(run, claimed(sealed("one")), now=START + timedelta(minutes=20))) == ["retry"]

    def test_a_lease_that_has_not_passed_protects_a_runner_not_known_to_be_over(self, tmp_path: Path) -> None:
        run = runner(tmp_path, SearchablePlatform)
        assert settle(run, claimed(sealed("one")), now=START + timedelta(minutes=19)) == Reconciled()

    @pytest.mark.parametrize(
        ("platform", "is_out", "said"),
        [
            pytest.param(SearchablePlatform, True, ["published"], id="found"),
            pytest.param(FakePlatform, True, ["unknown"], id="nobody can look"),
            pytest.param(KeyedPlatform, False, ["retry"], id="a repeat is safe"),
            pytest.param(KeyedAndSearchable, False, ["retry"], id="not found, and a repeat is safe"),
            pytest.param(PagesPlatform, False, ["retry"], id="nothing is out before it is recorded"),
            pytest.param(SearchablePlatform, False, [], id="not found, and it may still come"),
        ],
    )
    def test_a_runner_known_to_be_over_is_settled_at_once_unless_it_is_not_found(
        self, tmp_path: Path, platform: type[FakePlatform], is_out: bool, said: list[str]
    ) -> None:
        run, item = runner(tmp_path, platform), sealed("one")
        if is_out:
            out(run, item)
        asked: list[Owner] = []
        found = settle(run, claimed(item), now=START, is_dead=lambda owner: asked.append(owner) is None)
        assert kinds(found) == said
        assert asked == [OWNER]

    @pytest.mark.parametrize("state", [State.CLAIMED, State.UNKNOWN])
    def test_not_finding_it_counts_when_the_lease_has_passed(self, tmp_path: Path, state: State) -> None:
        run = runner(tmp_path, SearchablePlatform)
        settled = {
            minute: settle(
                run, claimed(sealed("one"), state=state), now=START + timedelta(minutes=minute), is_dead=lambda _: True
            )
            for minute in (1, 19, 20)
        }
        assert [kinds(found) for found in settled.values()] == [[], [], ["retry"]]
        assert settled[19].undecided[0].reason == "it is not there, and may still come until 2026-12-01T08:20:00Z"
        assert run.world.slept == [SECOND_LOOK], "a second look is for what may be concluded"

    def test_states_that_are_no_claim_and_no_doubt_are_not_looked_at(self, tmp_path: Path) -> None:
        for state in set(State) - {State.CLAIMED, State.UNKNOWN}:
            ledger = claimed(sealed("one"), state=state)
            assert settle(runner(tmp_path, SearchablePlatform), ledger) == Reconciled()

    def test_each_run_is_asked_about_once(self, tmp_path: Path) -> None:
        asked: list[Owner] = []
        records = {**claimed(sealed("one")).records, **claimed(sealed("two")).records}
        settle(
            runner(tmp_path, SearchablePlatform), Ledger(records=records),
            now=START, is_dead=lambda owner: asked.append(owner) is not None,
        )  # fmt: skip
        assert asked == [OWNER]


class TestNobodyCanLook:
    LEASE = START + timedelta(minutes=20)

    @pytest.mark.parametrize(
        ("waited", "kind"),
        [(PATIENCE - timedelta(seconds=1), []), (PATIENCE, ["unknown"]), (9 * PATIENCE, ["unknown"])],
    )
    @pytest.mark.parametrize("answer", [NoCredentials(reason="x"), Unauthorized(reason="x"), Retry(reason="x")])
    def test_an_hour_after_the_lease_a_person_is_asked(
        self, tmp_path: Path, answer: Opened, waited: timedelta, kind: list[str]
    ) -> None:
        run = runner(tmp_path, SearchablePlatform)
        run.closed = {"acme": answer}
        found = settle(run, claimed(sealed("one")), now=self.LEASE + waited)
        assert kinds(found) == kind
        assert [item.reason for item in found.undecided] == ["x"]
        assert [a.entry.reason for a in found.amendments] == ["nobody could look: x"] * len(kind)

    def test_it_is_asked_once(self, tmp_path: Path) -> None:
        run = runner(tmp_path, SearchablePlatform)
        run.closed = {"acme": NoCredentials(reason="x")}
        found = settle(run, claimed(sealed("one"), state=State.UNKNOWN), now=self.LEASE + PATIENCE)
        assert found.amendments == ()
        assert found.undecided[0].reason == "x"

    def test_a_run_that_can_look_later_settles_it_all_the_same(self, tmp_path: Path) -> None:
        run, item = runner(tmp_path, SearchablePlatform), sealed("one")
        out(run, item)
        assert kinds(settle(run, claimed(item, state=State.UNKNOWN), now=self.LEASE + 30 * PATIENCE)) == ["published"]

    def test_a_flush_asks_nobody_however_long_it_is(self, tmp_path: Path) -> None:
        found = settle(
            runner(tmp_path, SearchablePlatform), claimed(sealed("one")),
            now=self.LEASE + timedelta(days=900), cards={}, patience=timedelta.max,
        )  # fmt: skip
        assert found.amendments == ()

    def test_an_unreadable_claim_becomes_a_question_too(self, tmp_path: Path) -> None:
        held = claimed(sealed("one")).get(delivery("one"))
        assert held is not None
        assert held.claim is not None
        broken = replace(held, claim=replace(held.claim, payload={}))
        found = settle(
            runner(tmp_path, SearchablePlatform), Ledger(records={held.delivery: broken}), now=self.LEASE + PATIENCE
        )
        assert kinds(found) == ["unknown"]

    @pytest.mark.parametrize(
        ("claim", "why"),
        [
            (sealed("one", platform="other"), "it was claimed for other, and the account is on fake now"),
            (
                replace(sealed("one"), server="https://old.example/"),
                "it was claimed for https://old.example/, and the account is on https://fake.example now",
            ),
        ],
    )
    def test_an_account_that_moved_says_nothing_about_where_it_was(
        self, tmp_path: Path, claim: Sealed, why: str
    ) -> None:
        run = runner(tmp_path, SearchablePlatform)
        cards = {**run.cards, "other": run.platform.card}
        found = settle(run, claimed(claim), cards=cards)
        assert (kinds(found), found.undecided[0].reason) == ([], why)


def test_a_clock_behind_the_dead_runs_speaks_after_its_claim(tmp_path: Path) -> None:
    run, item = runner(tmp_path, SearchablePlatform), sealed("one")
    out(run, item)
    ledger = claimed(item)
    (record,) = ledger.records.values()
    seen = Ledger(records={record.delivery: replace(record, updated="2026-12-01T08:00:00Z")})
    found = settle(run, seen, now=START - timedelta(hours=2), is_dead=lambda _owner: True)
    assert [a.entry.at for a in found.amendments] == ["2026-12-01T08:00:00.000001Z"]


class TestJournals:
    def history(self, **fields: object) -> History:
        told: Mapping[str, object] = {"g": {delivery("one"): Account(**fields)}}  # type: ignore[arg-type]
        return History(runs=told)  # type: ignore[arg-type]

    def test_its_receipts_are_adopted_without_asking_anybody(self, tmp_path: Path) -> None:
        run = runner(tmp_path, FakePlatform)
        run.closed = {"acme": NoCredentials(reason="x")}
        receipt = Receipt(part=0, id="p7", url="https://fake.example/p7", at="2026-12-01T08:00:01Z")
        history = self.history(receipts={0: receipt}, announced=frozenset({0}))
        found = settle(run, claimed(sealed("one")), history=history)
        assert kinds(found) == ["published"]
        assert found.amendments[0].entry.receipts == (receipt,)

    @pytest.mark.parametrize(
        "told", [{}, {"announced": frozenset({0}), "refused": frozenset({0})}, {"announced": frozenset({1})}]
    )
    def test_what_it_never_announced_or_saw_refused_is_free(self, tmp_path: Path, told: dict[str, object]) -> None:
        found = settle(runner(tmp_path, FakePlatform), claimed(sealed("one")), history=self.history(**told))
        assert kinds(found) == ["retry"]

    def test_an_announcement_without_an_end_is_a_doubt(self, tmp_path: Path) -> None:
        history = self.history(announced=frozenset({0}))
        assert kinds(settle(runner(tmp_path, FakePlatform), claimed(sealed("one")), history=history)) == ["unknown"]

    def test_receipts_of_pages_that_were_never_committed_are_not_believed(self, tmp_path: Path) -> None:
        receipt = Receipt(part=0, id="one", url="https://pages.example/one", at="2026-12-01T08:00:01Z")
        history = self.history(receipts={0: receipt}, announced=frozenset({0}))
        assert kinds(settle(runner(tmp_path, PagesPlatform), claimed(sealed("one")), history=history)) == ["retry"]

    def test_a_part_known_from_a_journal_is_recorded_even_when_the_next_must_wait(self, tmp_path: Path) -> None:
        run = runner(tmp_path, SearchablePlatform)
        run.closed = {"acme": NoCredentials(reason="no secret here")}
        receipt = Receipt(part=0, id="p7", url="https://fake.example/p7", at="2026-12-01T08:00:01Z")
        history = self.history(receipts={0: receipt}, announced=frozenset({0, 1}))
        found = settle(run, claimed(sealed("one", parts=2)), history=history)
        assert kinds(found) == ["part"]
        assert found.undecided[0].reason == "no secret here"


def test_each_account_is_opened_once(tmp_path: Path) -> None:
    run = runner(tmp_path, SearchablePlatform)
    opened: list[str] = []
    records = {**claimed(sealed("one")).records, **claimed(sealed("two")).records}
    settle(run, Ledger(records=records), open=lambda name: (opened.append(name), run.open(name))[1])
    assert opened == ["acme"]


class TestARepeatThatIsNotMade:
    """What is freed for a same-key repeat may be withdrawn before the repeat: it stays a doubt until somebody looked."""

    @staticmethod
    def freed(item: Sealed) -> Ledger:
        (record,) = claimed(item, state=State.RETRY).records.values()
        return Ledger(records={record.delivery: replace(record, code=REPEATABLE)})

    def test_it_is_freed_as_a_doubt(self, tmp_path: Path) -> None:
        found = settle(runner(tmp_path, KeyedAndSearchable), claimed(sealed("one")), now=START, is_dead=lambda _: True)
        assert [amendment.entry.code for amendment in found.amendments] == [REPEATABLE]

    def test_it_is_adopted_when_it_comes_late(self, tmp_path: Path) -> None:
        run, item = runner(tmp_path, KeyedAndSearchable), sealed("one")
        out(run, item)
        found = settle(run, self.freed(item), now=START)
        assert kinds(found) == ["published"]
        assert found.amendments[0].entry.receipts

    def test_before_the_lease_has_passed_nothing_is_said_of_what_is_not_there(self, tmp_path: Path) -> None:
        assert settle(runner(tmp_path, KeyedAndSearchable), self.freed(sealed("one")), now=START) == Reconciled()

    def test_absent_after_the_lease_it_is_surely_not_out(self, tmp_path: Path) -> None:
        found = settle(runner(tmp_path, KeyedAndSearchable), self.freed(sealed("one")))
        assert [(one.entry.kind, one.entry.code) for one in found.amendments] == [("retry", "taken-over")]

    @pytest.mark.parametrize("now", [START, NOW, START + 30 * PATIENCE])
    def test_where_nobody_can_look_it_waits_for_its_repeat(self, tmp_path: Path, now: datetime) -> None:
        found = settle(runner(tmp_path, KeyedPlatform), self.freed(sealed("one")), now=now)
        assert found == Reconciled()

    def test_any_other_retry_is_left_alone(self, tmp_path: Path) -> None:
        run, item = runner(tmp_path, KeyedAndSearchable), sealed("one")
        out(run, item)
        assert settle(run, claimed(item, state=State.RETRY)) == Reconciled()
