"""``post:<id>`` becomes the URL of what is out on the same account."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smm_action.model.delivery import Receipt, State
from smm_action.model.entry import Ledger, Record
from smm_action.platformkit.base import Target
from smm_action.publish.targets import Unresolved, resolve_targets
from tests.fakes.runner import delivery, sealed

URL = "https://fake.example/acme/p0"


def ledger(*records: Record) -> Ledger:
    return Ledger(records={record.delivery: record for record in records})


def out(post: str, account: str = "acme", url: str = URL, state: State = State.PUBLISHED, revision: int = 1) -> Record:
    receipt = Receipt(part=0, id="p0", url=url, at="2026-12-01T08:00:00Z")
    return Record(delivery=replace(delivery(post, account), revision=revision), state=state, receipts=(receipt,))


@pytest.mark.parametrize("key", ["reply_to", "quote", "repost"])
def test_a_url_stays_and_a_name_becomes_the_url_of_the_first_part(key: str) -> None:
    assert resolve_targets(sealed("two", **{key: "https://x.example/1"}).payload, Ledger()) == Target(
        **{key: "https://x.example/1"}
    )
    assert resolve_targets(sealed("two", **{key: "post:one"}).payload, ledger(out("one"))) == Target(**{key: URL})


def test_nothing_named_is_no_target() -> None:
    assert resolve_targets(sealed("two").payload, Ledger()) == Target()


@pytest.mark.parametrize(
    "held",
    [
        ledger(),
        ledger(out("one", "other")),
        ledger(out("one", state=State.CLAIMED)),
        ledger(out("one", state=State.RETRACTED)),
        ledger(Record(delivery=delivery("one"), state=State.PUBLISHED)),
    ],
)
def test_what_is_not_out_on_this_account_is_waited_for(held: Ledger) -> None:
    answer = resolve_targets(sealed("two", quote="post:one").payload, held)
    assert answer == Unresolved(reason="quote: post:one is not published on this account yet")


def test_the_newest_revision_counts() -> None:
    held = ledger(out("one"), out("one", url="https://fake.example/acme/p9", revision=2))
    assert resolve_targets(sealed("two", quote="post:one").payload, held) == Target(
        quote="https://fake.example/acme/p9"
    )


def test_an_imported_post_is_known_where_the_ledger_knows_nothing() -> None:
    known = {("acme", "one", "acme"): "https://old.example/1"}
    assert resolve_targets(sealed("two", quote="post:one").payload, Ledger(), known) == Target(  # type: ignore[arg-type]
        quote="https://old.example/1"
    )
    assert resolve_targets(sealed("two", quote="post:one").payload, ledger(out("one")), known) == Target(quote=URL)  # type: ignore[arg-type]
