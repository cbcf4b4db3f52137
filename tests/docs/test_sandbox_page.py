"""docs/how-to/sandbox.md says what the sandbox does."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest

from smm_action.sandbox import faults, routes
from smm_action.sandbox.server import running
from tests.shared import ROOT

PAGE = (ROOT / "docs/how-to/sandbox.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def table(heading: str) -> list[str]:
    """Return the first cells of the rows below ``heading``."""
    below = PAGE.partition(heading)[2]
    rows = re.match(r"\s*\|.*?\n\|[-|]+\n((?:\|.*\n)+)", below)
    assert rows is not None
    return [re.split(r"(?<!\\)\|", row)[1].strip() for row in rows[1].splitlines()]


def test_its_python_starts_a_sandbox_and_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    held: dict[str, Any] = {}
    exec(code, held)
    said = capsys.readouterr().out.strip()
    address = re.fullmatch(r"http://127\.0\.0\.1:(\d+)", said)
    assert address is not None
    assert held["sandbox"].url == said
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(address[1]))) != 0


def test_its_scenario_is_understood() -> None:
    (text,) = blocks("scenario")
    assert [type(rule.fault).__name__ for rule in faults.parse(text)] == ["Drop", "Latency", "Error"]


def test_it_names_every_fault_and_no_other() -> None:
    rows = [cell for cell in table("*.publish@acme-bluesky limit 30 times=2\n```\n") if cell.startswith("`")]
    named = {re.match(r"`([a-z-]+)", cell)[1] for cell in rows}
    assert named == set(faults._FAULTS)


def test_the_words_after_a_fault_are_understood() -> None:
    for line in (
        "*.* error 503 before retry-after=1",
        "*.* error 500 after",
        *(f"*.* drop {moment}" for moment in ("after", "before", "during")),
        *(f"*.* answer {how} before" for how in ("truncated", "malformed", "empty", "error")),
        "*.* skew -5",
    ):
        assert faults.parse(line)


def test_it_names_every_operation_and_no_other() -> None:
    below = PAGE.partition("Operations:")[2].partition("##")[0]
    assert set(re.findall(r"`([a-z]+\.[a-z-]+)`", below)) == routes.operations()


def test_it_names_the_parameters_of_running() -> None:
    import inspect

    told = PAGE.partition("`running` takes ")[2].partition("\n\n")[0]
    for name in inspect.signature(running).parameters:
        assert f"`{name}`" in told


def test_it_names_the_options_of_the_command() -> None:
    from click.testing import CliRunner

    from smm_action.cli.commands.sandbox import command

    told = PAGE.partition("`smm sandbox`")[2].partition("From Python")[0]
    named = re.findall(r"`(--[a-z]+)`", told)
    shown = CliRunner().invoke(command, ["--help"]).output
    assert len(named) == 5
    assert [option for option in named if option not in shown] == []
