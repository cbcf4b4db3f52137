"""What the contract suite proved, platform by platform, in one table at the end of the run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from smm_action.sandbox.contract import Contract
from smm_action.sandbox.graph.contract import GraphContract
from smm_action.sandbox.threads.contract import Postman
from tests.contract import lexicons
from tests.contract.openapi import OpenApi

CHECKED = "contract-requests"
_FILE = re.compile(r"tests/contract/test_([a-z]+?)(?:_[a-z_]+)?\.py::(?:(Test\w+)::)?(\w+)")
ABOUT_NO_PLATFORM = frozenset({"every", "rendering"})


@pytest.fixture(autouse=True)
def _count_checked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Count the requests that a test holds against a contract, whichever checker does it."""
    checked = [0]

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(real)
        def count(*given: Any) -> Any:
            checked[0] += 1
            return real(*given)

        return count

    for where, name in (
        (OpenApi, "faults"),
        (lexicons, "faults"),
        (Contract, "check"),
        (GraphContract, "faults"),
        (Postman, "faults"),
    ):
        monkeypatch.setattr(where, name, counting(getattr(where, name)))
    yield
    if checked[0]:
        request.node.user_properties.append((CHECKED, checked[0]))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print flows that ended well, requests held against a contract, and error answers with a known meaning."""
    flows, requests, errors, skipped = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        if not isinstance(report, pytest.TestReport):
            continue  # what was deselected has none
        found = _FILE.match(str(getattr(report, "nodeid", "")))
        if found is None or found[1] in ABOUT_NO_PLATFORM:
            continue
        # what a fixture notes on its way out is told by the report of that
        requests[found[1]] += sum(count for name, count in report.user_properties if name == CHECKED)
        skipped[found[1]] += report.outcome == "skipped"
        if report.when == "call" and report.outcome == "passed":
            flows[found[1]] += found[2] is not None
            errors[found[1]] += "error" in report.nodeid
    names = sorted(flows | requests | errors)
    if not names:
        return
    rows = documented()
    terminalreporter.section("what the contracts prove")
    terminalreporter.write_line(
        f"{'platform':<12}{'flows':>8}{'requests':>10}{'errors':>8}{'in table':>10}{'skipped':>9}"
    )
    for name in names:
        shown = rows.get(name, 0)
        terminalreporter.write_line(
            f"{name:<12}{flows[name]:>8}{requests[name]:>10}{errors[name]:>8}{shown or '-':>10}{skipped[name]:>9}"
        )


def documented() -> dict[str, int]:
    """Return how many errors each platform's table explains."""
    root = Path(__file__).parents[2] / "smm_action/platforms"
    return {path.parent.name: path.read_text("utf-8").count("[[error]]") for path in root.glob("*/errors.toml")}
