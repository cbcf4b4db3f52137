"""What a step says to its runner, and what content must not be able to say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.runner.commands import command, escape, escape_property, mask, quoted, write_outputs


def obeyed(lines: list[str]) -> list[str]:
    """Return the commands that the runner would obey: as actions/runner's ActionCommandManager reads a log."""
    stopped, found = "", []
    for line in "\n".join(lines).splitlines():
        told = re.search(r"^\s*::(?P<name>[^ :]+)(?: [^:]*)?::(?P<data>.*)$", line) or re.search(
            r"##\[(?P<name>[^ \]]+)[^\]]*\](?P<data>.*)", line
        )
        if told is None:
            continue
        if stopped:
            stopped = "" if told["name"] == stopped else stopped
        elif told["name"] == "stop-commands":
            stopped = told["data"]
        else:
            found.append(told["name"])
    return found


def test_a_command_is_written_as_the_runner_reads_it():
    assert command("error", "too long", file="a.md", line=3) == "::error file=a.md,line=3::too long"
    assert command("notice") == "::notice::"
    assert command("error", "x", file="", title="t") == "::error title=t::x"


def test_line_ends_and_percent_signs_are_escaped():
    assert command("error", "50 %\r\nnext") == "::error::50 %25%0D%0Anext"


def test_a_property_can_not_end_early():
    assert command("error", "x", file="a,line=1::y") == "::error file=a%2Cline=1%3A%3Ay::x"


@given(st.text())
def test_escaping_can_be_undone_and_leaves_one_line(text: str):
    shown = escape(text)
    assert shown.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%") == text
    assert not set("\r\n") & set(shown)
    assert not set("\r\n:,") & set(escape_property(text))


HOSTILE = [
    "::set-output name=due::false",
    "::error::x",
    "text ##[error] in the middle",
    "##[add-mask]a",
    "::stop-commands::mine\n::mine::\n::error::x",
    "::add-path::/tmp/evil",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_content_that_is_printed_meanwhile_is_not_obeyed(text: str):
    lines: list[str] = []
    with quoted(lines.append):
        lines.append(text)
    lines.append("::notice::after")
    assert obeyed(lines) == ["notice"]
    assert obeyed([text]) != []


def test_commands_are_obeyed_again_after_a_failure():
    lines: list[str] = []
    with pytest.raises(ZeroDivisionError), quoted(lines.append):
        raise ZeroDivisionError
    lines.append("::error::x")
    assert obeyed(lines) == ["error"]


def test_no_two_tokens_are_the_same():
    lines: list[str] = []
    for _ in range(2):
        with quoted(lines.append):
            pass
    assert len(set(lines)) == 4
    assert len(lines[0].rpartition(":")[2]) == 32


def test_every_line_of_a_secret_is_masked():
    lines: list[str] = []
    mask(lines.append, "first%\nsecond\n\n")
    assert lines == ["::add-mask::first%25%0Asecond%0A%0A", "::add-mask::first%25", "::add-mask::second"]


def test_an_empty_secret_masks_nothing():
    lines: list[str] = []
    mask(lines.append, "")
    mask(lines.append, " \n")
    assert lines == []


def outputs(text: str) -> dict[str, str]:
    """Return what the runner makes of an output file: ``name<<fence``, lines, ``fence``."""
    found, lines = {}, iter(text.split("\n"))
    for line in lines:
        if line:
            name, _, fence = line.partition("<<")
            value = []
            for held in lines:
                if held == fence:
                    break
                value.append(held)
            found[name] = "\n".join(value)
    return found


@pytest.mark.parametrize("value", ["plain", "", "two\nlines", "work<<EOF\ntrue\nEOF", "a=b", "ghadelimiter\n"])
def test_an_output_is_exactly_its_value(tmp_path: Path, value: str):
    file = tmp_path / "output"
    file.write_text("earlier=1\n")
    write_outputs({"GITHUB_OUTPUT": str(file)}, sealed_files=value, count="3")
    assert outputs(file.read_text().removeprefix("earlier=1\n")) == {"sealed-files": value, "count": "3"}


def test_outside_a_workflow_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    write_outputs({}, count="3")
    write_outputs({"GITHUB_OUTPUT": ""}, count="3")
    assert list(tmp_path.iterdir()) == []
