"""What is derived against the lines it is derived from."""

from __future__ import annotations

import json

import pytest

from smm_action.ledger import upkeep
from smm_action.ledger.check import check
from smm_action.ledger.check_summary import summary_flaws
from smm_action.ledger.paths import DAYS, SAID, SUMMARY, ledger_path
from smm_action.ledger.store import append
from smm_action.ledger.summary import PREFIX, SummaryFault, parse_summary
from tests.unit.ledger.entries import HELLO, at, claim, entry, receipt
from tests.unit.ledger.paper import Paper

DIGEST = "ab" * 32
SAID_PATH = f"{SAID}/ab"
DAY = f"{DAYS}/{at(0)[:10]}"
NAME = b"acme/hello\n"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return a branch with one post that is out, and its summary."""
    monkeypatch.setattr(upkeep, "WIDE", 0)
    branch = Paper()
    lines = [claim(0, "a", content_digest=DIGEST), entry("published", 1, "a", receipts=(receipt(),))]
    branch.commit(append(lines))
    branch.commit(append([entry("retracting", 2)]))
    return branch.files


def test_what_upkeep_writes_is_right(files: dict[str, bytes]) -> None:
    assert list(summary_flaws(files)) == []
    assert files[DAY] == NAME
    assert files[SAID_PATH] == f"{DIGEST[:PREFIX]} ".encode() + NAME
    held = json.loads(files[SUMMARY])
    assert (held["posts"], held["places"], held["published"]) == (1, {"retracting": 1}, {})
    assert held["standing"] == {"retracting": {"acme/hello": at(1)}}


def test_its_schema_is_kept(files: dict[str, bytes]) -> None:
    spoilt = {**files, SUMMARY: files[SUMMARY].replace(b'"posts": 1', b'"posts": 1, "more": 1')}
    assert [flaw.file for flaw in check(files) if "+" in flaw.file] == []
    (flaw,) = (flaw for flaw in check(spoilt) if flaw.file == SUMMARY)
    assert flaw.what == "not as schemas/artifacts/summary/v1.schema.json says"
    assert flaw.mends


def test_without_a_summary_nothing_is_missing(files: dict[str, bytes]) -> None:
    assert list(summary_flaws({path: data for path, data in files.items() if path != SUMMARY})) == []


def test_lists_may_name_a_post_too_many(files: dict[str, bytes]) -> None:
    assert list(summary_flaws({**files, DAY: files[DAY] + b"acme/other\n"})) == []


SPOILT: list[tuple[str, bytes, str]] = [
    (SUMMARY, b"{", "a summary that can not be read"),
    (SUMMARY, b'"posts": 2', "a summary of another ledger"),
    (SUMMARY, b'"retracting": 2', "a summary of another ledger"),
    (DAY, b"", "a list that is not whole"),
    (SAID_PATH, b"", "a list that is not whole"),
    (DAY, NAME + b"nobody\n", "a line that names no post"),
    (SAID_PATH, f"{DIGEST[:PREFIX]} ".encode() + NAME + b"acme/hello\n", "a line that names no post"),
    (f"{DAYS}/2020-01-01", b"\xff\n", "a line that names no post"),
]


@pytest.mark.parametrize(("path", "data", "what"), SPOILT)
def test_what_is_wrong_is_said_with_how_it_is_mended(
    files: dict[str, bytes], path: str, data: bytes, what: str
) -> None:
    if data.startswith(b'"'):
        key = data.partition(b":")[0]
        data = files[path].replace(key + b": 1", data)
    (flaw,) = summary_flaws({**files, path: data})
    assert (flaw.file, flaw.what, flaw.mends) == (path, what, True)
    assert "--repair" in flaw.do


def test_a_standing_post_that_was_hidden_is_named(files: dict[str, bytes]) -> None:
    held = json.loads(files[SUMMARY])
    (flaw,) = summary_flaws({**files, SUMMARY: json.dumps({**held, "standing": {}}).encode()})
    assert "retracting: none, and the ledger has acme/hello" in flaw.why


def test_a_line_that_can_not_be_read_is_told_where_it_stands(files: dict[str, bytes]) -> None:
    assert list(summary_flaws({**files, ledger_path(HELLO): b"torn\n"})) == []


WHOLE = {"of": "a" * 64, "posts": 1, "places": {}, "published": {}, "standing": {}}


@pytest.mark.parametrize(
    "held",
    [
        [],
        {},
        {**WHOLE, "of": "x"},
        {**WHOLE, "of": 1},
        {**WHOLE, "posts": "1"},
        {**WHOLE, "posts": True},
        {**WHOLE, "places": {"held": "1"}},
        {**WHOLE, "published": []},
        {**WHOLE, "standing": {"held": []}},
        {**WHOLE, "standing": {"held": {"acme/hello": 1}}},
    ],
)
def test_what_is_no_summary_is_not_taken_for_one(held: object) -> None:
    parse_summary(json.dumps(WHOLE).encode())
    with pytest.raises(SummaryFault):
        parse_summary(json.dumps(held).encode())
