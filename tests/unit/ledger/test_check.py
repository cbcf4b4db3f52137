"""What ``smm fsck`` finds in files: one thing broken at a time, and nothing where nothing is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from smm_action.ledger import invariants
from smm_action.ledger.chain import StateKey, link
from smm_action.ledger.check import check
from smm_action.ledger.codec import sample_to_line, to_line
from smm_action.ledger.fold import fold
from smm_action.ledger.index import Index
from smm_action.ledger.paths import ledger_path
from smm_action.model.entry import Entry
from smm_action.model.ids import AccountName
from smm_action.model.sample import AccountSample, Sample
from tests.unit.ledger.entries import HELLO, at, entry, receipt
from tests.unit.ledger.sealed import sealed_claim

PATH = ledger_path(HELLO)
METRICS = "metrics/2026-12.jsonl"
OUT = (sealed_claim(0, "a"), entry("published", 1, "a", receipts=(receipt(),)))
THREAD = (
    sealed_claim(0, "a", texts=("one", "two")),
    entry("part", 1, "a", receipts=(receipt(0),)),
    entry("published", 2, "a", receipts=(receipt(0), receipt(1, 2, "2"))),
)
SAMPLE = Sample(delivery=HELLO, at=at(30), counters={"likes": 1})


def lines(*held: Entry | bytes) -> bytes:
    return b"".join((item if isinstance(item, bytes) else to_line(item)) + b"\n" for item in held)


def found(files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    flaws = list(check(files))
    assert all(flaw.what and flaw.why.endswith(".") and flaw.do.endswith(".") for flaw in flaws)
    return [(flaw.file, flaw.line, flaw.what) for flaw in flaws]


def in_ledger(*held: Entry | bytes) -> list[tuple[int, str]]:
    return [(line, what) for _, line, what in found({PATH: lines(*held)})]


CLEAN: dict[str, bytes] = {
    PATH: lines(*THREAD),
    METRICS: sample_to_line(SAMPLE) + b"\n",
    "accounts.jsonl": sample_to_line(AccountSample(account=AccountName("acme-mastodon"), at=at(30))) + b"\n",
    "index.json": Index(main_sha="a", content_tree="b", next_due=at(9)).to_bytes(),
    "chain.json": link(StateKey(b"x" * 32), 1, "", "a" * 40).to_bytes(),
    "ledger/freezes.jsonl": b'{"at":"2026-12-01T08:00:00Z","kind":"freeze","reason":"x","scope":["all"]}\n',
    "README.md": b"anything",
    "site/acme-pages/index.html": b"anything",
}


def test_a_branch_as_we_write_it_is_clean():
    assert found(CLEAN) == []


@pytest.mark.parametrize(
    "history",
    [
        (sealed_claim(0, "a"), entry("retry", 1, "a"), sealed_claim(2, "b"), entry("published", 3, "b", receipts=(receipt(),))),
        (sealed_claim(0, "a"), sealed_claim(30, "b", data={"takes_over": "a"}), entry("published", 31, "b", receipts=(receipt(),))),
        (sealed_claim(0, "a"), entry("unknown", 5, "a"), entry("resolved", 9, receipts=(receipt(),), code="published", by="ada")),
        (sealed_claim(0, "a"), entry("resolved", 9, by="ada"), sealed_claim(10, "b")),
        (entry("missed", 1), entry("released", 2, by="ada"), sealed_claim(3, "a")),
        # who corrects or takes back what is out has claimed nothing
        (*OUT, entry("edited", 40, "x", receipts=(receipt(0, 40, "2"),)), entry("retracting", 50, "y"), entry("retracted", 51, "y")),
        # a slow run speaks after the one that gave its claim up
        (sealed_claim(0, "a"), entry("unknown", 21, "a"), entry("published", 2, "a", receipts=(receipt(),))),
    ],
)  # fmt: skip
def test_lives_that_happen_are_clean(history: tuple[Entry, ...]):
    assert in_ledger(*history) == []


CLAIM, PUBLISHED = OUT
ANOTHER = {**json.loads(to_line(CLAIM))["payload"]}


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((PUBLISHED,), (1, "published without its claim")),
        ((CLAIM, replace(PUBLISHED, owner=None)), (2, "a publish names no claim")),
        ((CLAIM, entry("retry", 1, "b")), (2, "retry without its claim")),
        ((CLAIM, sealed_claim(1, "b")), (2, "a second open claim")),
        ((sealed_claim(0, "a", data={"takes_over": "z"}),), (1, "a claim takes over one that does not exist")),
        ((CLAIM, replace(PUBLISHED, key="b" * 64)), (2, "another idempotency key")),
        ((CLAIM, entry("published", 1, "a", receipts=(receipt(1),))), (2, "a receipt for part 1 alone")),
        ((THREAD[0], entry("published", 1, "a", receipts=(receipt(),))), (2, "published, but not every part")),
        ((sealed_claim(5, "a"), entry("published", 1, "a", receipts=(receipt(),))), (2, "published before its claim")),
        (
            (sealed_claim(5, "a"), entry("retry", 6, "a"), sealed_claim(2, "b"), entry("retry", 3, "b")),
            (3, "a claim out of order"),
        ),
        ((replace(CLAIM, payload={}), PUBLISHED), (1, "a payload that is none")),
        ((replace(CLAIM, content_digest="b" * 64), PUBLISHED), (1, "a payload that is not what was claimed")),
        ((replace(CLAIM, payload={**ANOTHER, "key": "b" * 64}), PUBLISHED), (1, "a payload with another key")),
        ((sealed_claim(0, "a", medium="A" * 64), PUBLISHED), (1, "a medium without a digest")),
        ((CLAIM, PUBLISHED, PUBLISHED), (3, "a line that stands there twice")),
        ((CLAIM, b'{"kind":'), (2, "a line that can not be taken")),
        ((CLAIM, to_line(PUBLISHED).replace(b'"hello"', b'"other"')), (2, "a line that can not be taken")),
        (
            (CLAIM, to_line(PUBLISHED).replace(b'"kind"', b'"main_sha":"HEAD","kind"')),
            (2, "not as schemas/artifacts/entry/v1.schema.json says"),
        ),
    ],
)
def test_what_is_broken_is_found_at_its_line(history: tuple[Entry | bytes, ...], expected: tuple[int, str]):
    assert expected in in_ledger(*history)


def test_a_changed_text_is_not_what_was_claimed():
    line = to_line(CLAIM).replace(b"Hello, world", b"Hello, moon!")
    assert in_ledger(line, PUBLISHED) == [(1, "a payload that is not what was claimed")]


def test_a_file_without_line_end_is_torn():
    assert found({PATH: lines(*OUT)[:-1]}) == [(PATH, 2, "a torn line")]


def _sample(**change: Any) -> bytes:
    return sample_to_line(replace(SAMPLE, **change)) + b"\n"


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        (PATH.replace("hello", "copy"), lines(*OUT), (0, "a file where none belongs")),
        ("ledger/notes.txt", b"x", (0, "a file where none belongs")),
        ("ledger/freezes.jsonl", b'{"kind":"thaw"}\n', (1, "not as schemas/artifacts/freeze/v1.schema.json says")),
        ("ledger/freezes.jsonl", b"{\n", (1, "a line that can not be taken")),
        (METRICS, _sample(at="2027-01-01T00:00:00Z"), (1, "a line that can not be taken")),
        (METRICS, _sample(delivery=replace(HELLO, revision=2)), (1, "a line that can not be taken")),
        (
            METRICS,
            _sample().replace(b'"at"', b'"account":"x","at"'),
            (1, "not as schemas/artifacts/sample/v1.schema.json says"),
        ),
        ("accounts.jsonl", b"[]\n", (1, "a line that can not be taken")),
        ("index.json", b"{", (0, "a file that is no JSON")),
        ("index.json", b"{}", (0, "not as schemas/artifacts/index/v1.schema.json says")),
        ("chain.json", b'{"seq": 0}', (0, "not as schemas/artifacts/chain/v1.schema.json says")),
    ],
)
def test_every_other_file_is_looked_at(path: str, data: bytes, expected: tuple[int, str]):
    assert (path, *expected) in found({**CLEAN, path: data})


def test_only_the_index_can_be_repaired():
    files = {**CLEAN, "index.json": b"{", "chain.json": b"{", PATH: b"{\n"}
    assert {flaw.file for flaw in check(files) if flaw.mends} == {"index.json"}


def test_a_state_that_depends_on_the_order_is_said(monkeypatch: pytest.MonkeyPatch):
    # fold does not depend on it; one that takes the last line would
    monkeypatch.setattr(invariants, "fold", lambda held: fold([list(held)[-1]]))
    assert in_ledger(*THREAD) == [(0, "a state that depends on the order of lines")]
