"""A journal survives what kills its run: torn lines, half files, foreign lines."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from smm_action.model.delivery import Receipt
from smm_action.model.entry import Owner
from smm_action.publish.journal import Account, History, Journal, read_journals
from tests.fakes.runner import delivery

OWNER = Owner(run="1", nonce="n1")
RECEIPT = Receipt(part=0, id="p0", url="https://fake.example/p0", at="2026-12-01T08:00:00Z", extra={"cid": "b"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "run.jsonl"


def told(path: Path) -> Account | None:
    return read_journals([path]).of(OWNER, delivery("one"))


def test_receipts_and_announcements_come_back_as_they_were_written(path: Path) -> None:
    journal = Journal(path, OWNER)
    journal.sending(delivery("one"), 0)
    journal.receipt(delivery("one"), RECEIPT)
    journal.sending(delivery("one"), 1)
    assert told(path) == Account(receipts={0: RECEIPT}, announced=frozenset({0, 1}))


def test_a_delivery_the_run_never_touched_was_not_announced(path: Path) -> None:
    Journal(path, OWNER).sending(delivery("two"), 0)
    assert told(path) == Account()


def test_a_run_whose_journal_is_not_at_hand_tells_nothing(path: Path) -> None:
    Journal(path, OWNER)
    history = read_journals([path])
    assert history.of(Owner(run="1", nonce="other"), delivery("one")) is None
    assert history.of(None, delivery("one")) is None
    assert History().of(OWNER, delivery("one")) is None


def test_a_refusal_takes_the_announcement_back_until_it_is_announced_again(path: Path) -> None:
    journal = Journal(path, OWNER)
    journal.sending(delivery("one"), 0)
    journal.refused(delivery("one"), 0)
    assert told(path) == Account(announced=frozenset({0}), refused=frozenset({0}))
    journal.sending(delivery("one"), 0)
    assert told(path) == Account(announced=frozenset({0}))


def test_every_cut_of_the_file_can_be_read_and_says_no_more_than_was_written(path: Path) -> None:
    journal = Journal(path, OWNER)
    journal.sending(delivery("one"), 0)
    journal.receipt(delivery("one"), RECEIPT)
    whole = path.read_bytes()
    seen = []
    for length in range(len(whole) + 1):
        path.write_bytes(whole[:length])
        seen.append(told(path))
    assert seen[0] is None
    assert seen[-1] == Account(receipts={0: RECEIPT}, announced=frozenset({0}))
    assert set(map(repr, seen)) == {
        repr(item) for item in (None, Account(), Account(announced=frozenset({0})), seen[-1])
    }


def test_a_torn_line_does_not_swallow_the_line_after_it(path: Path) -> None:
    Journal(path, OWNER).close()
    with path.open("ab") as file:
        file.write(b'{"event": "sending", "deli')
    Journal(path, OWNER).sending(delivery("one"), 0)
    assert told(path) == Account(announced=frozenset({0}))


@pytest.mark.parametrize(
    "line",
    [b"[]", b"7", b'"x"', b"\xff\xfe", b'{"nonce": 7}', b'{"nonce": "n1", "event": "receipt"}', b'{"nonce": "n1", "event": "sending", "delivery": [], "part": "x"}',
     b'{"nonce": "n1", "event": "sending", "delivery": {"brand": "acme", "post": "one", "account": "acme"}, "part": "x"}',
     b'{"nonce": "n9", "event": "sending", "delivery": {"brand": "acme", "post": "one", "account": "acme"}, "part": 0}'],
)  # fmt: skip
def test_foreign_lines_are_passed_over(path: Path, line: bytes) -> None:
    journal = Journal(path, OWNER)
    with path.open("ab") as file:
        file.write(line + b"\n")
    journal.sending(delivery("one"), 0)
    assert told(path) == Account(announced=frozenset({0}))


def test_a_file_without_a_readable_start_tells_nothing(path: Path) -> None:
    path.parent.mkdir()
    line = {
        "nonce": "n1",
        "event": "sending",
        "delivery": {"brand": "acme", "post": "one", "account": "acme"},
        "part": 0,
    }
    path.write_text(json.dumps(line), "utf-8")
    assert told(path) is None


def test_a_line_is_on_the_disk_before_the_call_returns(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(path, OWNER)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    journal.sending(delivery("one"), 0)
    journal.receipt(delivery("one"), RECEIPT)
    assert len(synced) == 2


def test_a_short_write_is_a_failure(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(path, OWNER)
    monkeypatch.setattr(os, "write", lambda _file, data: len(data) // 2)
    with pytest.raises(OSError, match="full"):
        journal.sending(delivery("one"), 0)


def test_nobody_else_on_the_machine_may_read_it(path: Path) -> None:
    Journal(path, OWNER)
    assert path.stat().st_mode & 0o077 == 0


def test_threads_do_not_tear_each_others_lines(path: Path) -> None:
    journal = Journal(path, OWNER)

    def write(name: str) -> None:
        for part in range(20):
            journal.sending(delivery(name), part)

    threads = [threading.Thread(target=write, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history = read_journals([path])
    for n in range(4):
        account = history.of(OWNER, delivery(f"t{n}"))
        assert account is not None
        assert account.announced == frozenset(range(20))
