"""Which commits an event compares, on GitHub's own example payloads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smm_action.runner.event import Event, read
from tests.shared import shared

BASE, HEAD = "a" * 40, "b" * 40


def happened(tmp_path: Path, name: str, payload: object, **environ: str) -> Event:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(payload))
    return read({"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file), **environ})


def test_a_pull_request_has_its_base_and_head(tmp_path: Path):
    payload = {"number": 7, "pull_request": {"base": {"sha": BASE}, "head": {"sha": HEAD}}}
    expected = Event(name="pull_request", base=BASE, head=HEAD, pull_request=7)
    assert happened(tmp_path, "pull_request", payload) == expected


def test_a_merge_group_has_the_base_of_the_whole_group(tmp_path: Path):
    payload = {
        "merge_group": {"base_sha": BASE, "head_sha": HEAD, "head_ref": "refs/heads/gh-readonly-queue/main/pr-7"}
    }
    assert happened(tmp_path, "merge_group", payload) == Event(name="merge_group", base=BASE, head=HEAD)


def test_a_push_has_what_was_there_before(tmp_path: Path):
    assert happened(tmp_path, "push", {"before": BASE, "after": HEAD}) == Event(name="push", base=BASE, head=HEAD)


def test_a_new_branch_has_nothing_before_it(tmp_path: Path):
    assert happened(tmp_path, "push", {"before": "0" * 40, "after": HEAD}).base is None


@pytest.mark.parametrize("name", ["schedule", "workflow_dispatch", "repository_dispatch"])
def test_a_tick_compares_nothing(tmp_path: Path, name: str):
    found = happened(tmp_path, name, {"schedule": "7 * * * *"}, GITHUB_SHA=HEAD)
    assert found == Event(name=name, head=HEAD)


def test_outside_a_workflow_nothing_happened():
    assert read({}) == Event(name="")


@pytest.mark.parametrize(
    "payload", [[], None, 5, {}, {"pull_request": None}, {"pull_request": {"base": [], "head": 1}}]
)
def test_a_payload_of_another_shape_compares_nothing(tmp_path: Path, payload: object):
    assert happened(tmp_path, "pull_request", payload).base is None


@pytest.mark.parametrize("sha", ["--output=/etc/passwd", "HEAD", "a" * 39, "A" * 40, f"{'a' * 40}\n", 5, ["a" * 40]])
def test_what_is_no_commit_id_reaches_no_command(tmp_path: Path, sha: object):
    assert happened(tmp_path, "push", {"before": sha, "after": HEAD}).base is None


def test_a_payload_that_is_not_there_or_torn_compares_nothing(tmp_path: Path):
    (tmp_path / "torn.json").write_text('{"before": ')
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    for path in ("missing.json", "torn.json", "bytes.json", ""):
        assert read({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(tmp_path / path)}) == Event(name="push")


KEYS = st.sampled_from(["pull_request", "merge_group", "base", "head", "sha", "before", "number"])
PAYLOADS = st.recursive(
    st.none() | st.text() | st.integers(), lambda held: st.dictionaries(KEYS, held) | st.lists(held, max_size=2)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PAYLOADS)
def test_no_payload_raises(tmp_path: Path, payload: object):
    for name in ("pull_request", "merge_group", "push", "schedule"):
        assert happened(tmp_path, name, payload).base is None


@pytest.mark.shared
@pytest.mark.parametrize("name", ["pull_request", "push"])
def test_githubs_own_examples_are_understood(name: str):
    folder = shared(f"contracts/github/event-payloads/{name}")
    examples = sorted(folder.glob("*.json"))
    assert examples != []
    for file in examples:
        found = read({"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file)})
        made = json.loads(file.read_text("utf-8")).get("before") == "0" * 40
        assert (found.base is None) == made, file.name
        assert (found.pull_request is not None) == (name == "pull_request")
