"""The harness itself: a forked runner is as real as a started one, and full disks and limits are what they are said to be."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.chaos.crew import Crew
from tests.chaos.trouble import vanished, withdrawn
from tests.chaos.truth import entries_at, judge
from tests.chaos.worlds import SPINE
from tests.scenarios.conftest import NOON, after
from tests.warm.client import CHECKOUT

SENT = "http POST /api/vN/statuses sent"


def test_a_runner_of_its_own_interpreter_dies_at_the_same_point(crew: Crew):
    spec = crew.spec("runner-1", NOON, hosted=0, switches=(), at=f"{SENT} #2", how="kill", away=timedelta())
    script = CHECKOUT / "tests/chaos/runner.py"
    done = subprocess.run([sys.executable, str(script), json.dumps(spec)], env=spec["environ"], check=False)
    assert done.returncode == -9
    lines = [json.loads(line) for line in Path(spec["trace"]).read_text().splitlines()]
    assert lines[-1]["struck"] == f"{SENT} #2"
    assert {entry.kind for entry in entries_at(crew, "smm-state")} == {"claimed"}
    assert crew.tick("fresh", after(minutes=25)).code == 0
    assert not [fault for verdict in judge(crew, 1).values() for fault in verdict.faults]


@pytest.mark.parametrize(
    "point",
    [
        pytest.param("git rev-parse before #3", id="before the claim"),
        pytest.param(f"{SENT} #2", id="while sending"),
        pytest.param("git commit-tree after #3", id="while recording"),
    ],
)
def test_a_full_disk_is_said_in_words(crew: Crew, point: str):
    ran = crew.tick("runner-1", at=point, how="disk")
    assert crew.runners[0].struck()
    assert "Traceback" not in ran.err
    assert ran.code == 3


def test_a_post_without_id_that_is_renamed_while_its_run_is_dead_goes_out_once(crew: Crew):
    text = SPINE.posts["posts/hello.md"].replace("id: hello\n", "")
    crew.merge({"posts/hello.md": text})
    crew.tick("runner-1", at=f"{SENT} #1")
    (crew.here.path / "content/posts/hello.md").unlink()
    crew.merge({"posts/hallo.md": text})
    crew.tick("fresh", after(minutes=30))
    assert sum("hello/1" in text for text in crew.statuses()) == 1
    states = {d.post: record.state for d, record in crew.ledger().records.items() if d.account == "acme-mastodon"}
    assert (states["hello"], states["hallo"]) == ("published", "held")


def test_a_state_branch_that_was_thrown_away_unseen_by_the_runner_makes_nothing_twice(crew: Crew):
    crew.tick("runner-1")
    made = crew.made()
    vanished(crew)
    crew.tick("fresh", after(minutes=125))
    assert crew.made() == made


def test_a_thread_that_is_withdrawn_half_out_becomes_a_question(crew: Crew):
    crew.tick("runner-1", at=f"{SENT} #2")
    withdrawn(crew)
    for minutes in (30, 45):
        crew.tick("fresh", after(minutes=minutes))
    (record,) = (r for d, r in crew.ledger().records.items() if (d.post, d.account) == ("thread", "acme-mastodon"))
    assert len(record.receipts) == 1
    assert record.state in {"held", "unknown", "missed"}
