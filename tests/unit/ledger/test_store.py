"""Files of the state branch as a ledger, and entries as edits."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from smm_action.core.errors import SmmError
from smm_action.ledger.codec import sample_to_line, to_line
from smm_action.ledger.paths import ledger_path
from smm_action.ledger.store import append, read_accounts, read_ledger, read_samples
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Unread
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.sample import AccountSample, Sample
from tests.unit.ledger.entries import HELLO, at, claim, entry, receipt, record_of

PATH = ledger_path(HELLO)
OTHER = DeliveryId(BrandName("acme"), PostId("other"), AccountName("acme-mastodon"))


class Files:
    """A state branch in memory, which remembers what was asked of it."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.asked: list[str] = []

    def read_many(self, head: str, paths: Iterable[str]) -> dict[str, bytes]:
        self.asked = list(paths)
        return {path: self.files[path] for path in self.asked if path in self.files}

    def paths(self, head: str, below: str = "") -> tuple[str, ...]:
        return tuple(path for path in sorted(self.files) if path.startswith(below))


def written(*edits) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for edit in edits:
        files.update(edit.apply(files.get))
    return files


OUT = [claim(0, "a"), entry("published", 1, "a", receipts=(receipt(),))]


def test_no_branch_is_an_empty_ledger():
    assert read_ledger(Files({}), None).records == {}


def test_what_was_appended_is_read():
    ledger = read_ledger(Files(written(*append(OUT))), "abc")
    assert (record_of(ledger).state, ledger.head) == (State.PUBLISHED, "abc")


def test_all_posts_are_read_when_none_is_named():
    other = entry("missed", 1, delivery=OTHER)
    files = Files({**written(*append([*OUT, other])), "README.md": b"# x", "ledger/notes.txt": b"not ours"})
    assert set(read_ledger(files, "abc").records) == {HELLO, OTHER}


def test_only_the_posts_that_are_named_are_read():
    files = Files(written(*append([*OUT, entry("missed", 1, delivery=OTHER)])))
    ledger = read_ledger(files, "abc", [(HELLO.brand, HELLO.post), (BrandName("acme"), PostId("new"))])
    assert set(ledger.records) == {HELLO}
    assert ledger_path(OTHER) not in files.asked


def test_entries_of_a_post_go_into_one_edit_in_their_order():
    (edit,) = append(OUT)
    assert (edit.path, edit.lines) == (PATH, tuple(to_line(held) for held in OUT))


def test_appending_twice_adds_once():
    (edit,) = append(OUT)
    assert written(edit, edit) == written(edit)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (to_line(OUT[0]) + b"\n" + to_line(OUT[1])[:-9] + b"\n", 2),
        (to_line(OUT[0]) + b"\n" + to_line(OUT[1])[:-9], 2),
        (b"<<<<<<< HEAD\n" + to_line(OUT[0]) + b"\n", 1),
        (to_line(OUT[0]) + b"\r\n\n" + b"x\n", 3),
        (to_line(entry("missed", 1, delivery=OTHER)) + b"\n", 1),
    ],
    ids=["torn", "torn at the end", "merge conflict", "after an empty line", "another post's"],
)
def test_a_line_that_can_not_be_read_is_unsafe_and_named(data: bytes, line: int):
    with pytest.raises(SmmError) as caught:
        read_ledger(Files({PATH: data}), "abc")
    assert caught.value.exit_code == 3
    assert caught.value.what.startswith(f"Line {line} of {PATH} ")


def test_a_last_line_without_its_end_is_whole_when_it_parses():
    data = b"\n".join(to_line(held) for held in OUT)
    assert record_of(read_ledger(Files({PATH: data}), "abc")).state is State.PUBLISHED


SAMPLES = [Sample(delivery=HELLO, at=f"2026-{month}-01T00:00:00Z", counters={"likes": 1}) for month in ("11", "12")]
FOLLOWERS = AccountSample(account=AccountName("acme-mastodon"), at=at(0), counters={"followers": 3})


def test_samples_are_read_month_by_month():
    files = {f"metrics/{held.at[:7]}.jsonl": sample_to_line(held) + b"\n" for held in reversed(SAMPLES)}
    assert read_samples(Files(files), "abc") == tuple(SAMPLES)


def test_older_months_are_left_out_when_they_do_not_matter():
    files = Files({f"metrics/{held.at[:7]}.jsonl": sample_to_line(held) + b"\n" for held in SAMPLES})
    assert read_samples(files, "abc", "2026-12-31") == (SAMPLES[1],)
    assert read_samples(files, "abc", "2026-11-30") == tuple(SAMPLES)
    assert files.asked == ["metrics/2026-11.jsonl", "metrics/2026-12.jsonl"]


def test_what_was_not_read_is_not_taken_for_what_nobody_sent():
    files = Files(written(*append([*OUT, entry("missed", 1, delivery=OTHER)])))
    ledger = read_ledger(files, "abc", [(HELLO.brand, HELLO.post)])
    with pytest.raises(Unread, match="acme/other"):
        ledger.get(OTHER)


def test_samples_of_accounts_are_read():
    assert read_accounts(Files({"accounts.jsonl": sample_to_line(FOLLOWERS) + b"\n"}), "abc") == (FOLLOWERS,)


def test_without_a_branch_nothing_was_counted():
    assert read_samples(Files({}), None) == read_accounts(Files({}), None) == ()


def test_a_torn_sample_is_named_too():
    with pytest.raises(SmmError, match=r"Line 1 of accounts\.jsonl"):
        read_accounts(Files({"accounts.jsonl": b"{"}), "abc")
