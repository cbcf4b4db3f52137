"""The step summary fits into what GitHub takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.runner.summary import LIMIT, NOTE, add, fitted


def test_it_is_appended(tmp_path: Path):
    file = tmp_path / "summary"
    add({"GITHUB_STEP_SUMMARY": str(file)}, "# One")
    add({"GITHUB_STEP_SUMMARY": str(file)}, "two\n")
    assert file.read_text() == "# One\ntwo\n"


def test_outside_a_workflow_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    add({}, "# One")
    assert list(tmp_path.iterdir()) == []


def test_it_never_outgrows_the_limit_however_often_one_adds(tmp_path: Path):
    file = tmp_path / "summary"
    for _ in range(5):
        add({"GITHUB_STEP_SUMMARY": str(file)}, "words of a line\n" * 20_000)
    assert LIMIT - 40 < file.stat().st_size <= LIMIT < 1024 * 1024
    assert file.read_text().endswith(NOTE)
    assert file.read_text().count(NOTE) == 1


def test_what_fits_is_left_alone():
    assert fitted("a\nb\n", 4) == "a\nb\n"
    assert fitted("a\nb", 4) == "a\nb\n"


def test_it_is_cut_after_a_whole_line():
    text = "".join(f"line {number}\n" for number in range(100))
    kept = fitted(text, 300).removesuffix(NOTE)
    assert text.startswith(f"{kept}\n")
    assert kept.splitlines()[-1].startswith("line ")


@pytest.mark.parametrize("fence", ["```", "````", "~~~", "```json"])
def test_an_open_code_block_is_closed(fence: str):
    text = f"before\n{fence}\n" + "x" * 30 + "\n" + ("y" * 30 + "\n") * 20
    kept = fitted(text, 250).removesuffix(NOTE)
    assert kept.splitlines()[-1] == fence.removesuffix("json")


def test_a_closed_one_is_not_opened_again():
    text = "```\ncode\n```\n" + ("y" * 30 + "\n") * 20
    assert fitted(text, 250).count("```") == 2


def test_no_room_at_all_is_nothing():
    assert fitted("a\n" * 100, 0) == ""
    assert fitted("a\n" * 100, -5) == ""


@given(st.text(max_size=300), st.integers(0, 200))
def test_it_always_fits(text: str, room: int):
    assert len(fitted(text, room).encode()) <= room
