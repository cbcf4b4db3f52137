"""`kill -9` of a publish at chosen points, then a fresh run: each post is there once, and the ledger knows where."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

import pytest

from tests.scenarios.conftest import Team, after, ended, post

BOTH = {"acme-mastodon", "acme-bluesky"}
PATIENCE = 60.0


@pytest.fixture
def both(team: Team) -> Team:
    """Return a team with one post for two real platforms."""
    team.merge({"posts/hello.md": post("Hello, world", to="acme-mastodon, acme-bluesky")})
    return team


def kill_when(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    """Kill the process the moment it has come to a point; it must not have ended before."""
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the point was never reached"
        time.sleep(0.005)
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -9


def claimed(team: Team) -> bool:
    return any(entry.kind == "claimed" for entry in team.entries_or_none())


def check_once(team: Team, posts: int = 1) -> None:
    """Check that every post is there once, and that the ledger says published at the address the server knows."""
    assert team.made() == (posts, posts)
    records = [r for r in team.ledger().records.values() if r.delivery.account in BOTH]
    assert {record.state for record in records} == {"published"}
    known = {r.key for r in team.sandbox.store.records("mastodon", "status")} | {key for key, _ in team.skeets()}
    told = [receipt for record in records for receipt in record.receipts]
    assert {receipt.id.rpartition("/")[2] for receipt in told} == known
    assert all(receipt.url.rpartition("/")[2] in known for receipt in told)


@pytest.fixture(params=["the same clone, at once", "a fresh runner, at once", "a fresh runner, after the lease"])
def recover(request: pytest.FixtureRequest) -> Callable[[Team], None]:
    """Return what runs after the kill: with the dead run's journal at hand, or with nothing but the remote.

    Without the journal, what is not there may still come until the dead run's lease has passed.
    """
    where, _, when = str(request.param).partition(", ")

    def run(team: Team) -> None:
        team.sandbox.inject("")
        next_one = team if where == "the same clone" else team.another()
        for minutes in (30, 45) if when == "after the lease" else (1, 10, 21, 35):
            ran = next_one.publish(now=after(minutes=minutes))
            assert ran.code == 0, ran.err

    return run


def test_killed_after_the_claim_and_before_any_send(both: Team, recover: Callable[[Team], None]):
    both.sandbox.inject("*.publish latency 30; *.publish drop before")
    kill_when(both.start("publish"), lambda: claimed(both))
    recover(both)
    check_once(both)


def test_killed_between_the_servers_answer_and_the_outcome_push(both: Team, recover: Callable[[Team], None]):
    # the second account's call hangs, so the first one's receipt is not pushed yet
    both.sandbox.inject("bluesky.publish latency 30; bluesky.publish drop before")
    kill_when(both.start("publish"), lambda: both.made()[0] == 1)
    assert "published" not in both.kinds("acme-mastodon")
    recover(both)
    check_once(both)


def test_killed_when_both_are_out_and_nothing_is_recorded(both: Team, recover: Callable[[Team], None]):
    both.origin.hook("pre-receive", "git rev-parse -q --verify smm-state >/dev/null && sleep 30; exit 0")
    kill_when(both.start("publish"), lambda: both.made() == (1, 1))
    both.origin.hook("pre-receive", "exit 0")
    assert both.kinds("acme-mastodon") == both.kinds("acme-bluesky") == ["claimed"]
    recover(both)
    check_once(both)


@pytest.mark.parametrize("out", [1, 2])
def test_killed_in_the_middle_of_a_thread(team: Team, recover: Callable[[Team], None], out: int):
    team.merge({"posts/hello.md": post("One\n\n---\n\nTwo\n\n---\n\nThree", to="acme-mastodon, acme-bluesky")})
    team.sandbox.inject(f"*.publish latency 30 skip={out}; *.publish drop before skip={out}")
    kill_when(team.start("publish"), lambda: team.made() == (out, out))
    recover(team)
    check_once(team, posts=3)
    assert team.statuses() == ["One", "Two", "Three"]
    assert team.records() == ["One", "Two", "Three"]


def test_killed_before_the_claim_leaves_nothing(both: Team, recover: Callable[[Team], None]):
    both.sandbox.inject("mastodon.verify latency 30; bluesky.session latency 30")
    process = both.start("publish")
    kill_when(process, (both.here.path / ".git/smm/journal").is_dir)
    assert both.entries_or_none() == []
    recover(both)
    check_once(both)


def test_the_post_was_edited_and_moved_while_its_run_was_dead(both: Team):
    both.sandbox.inject("bluesky.publish latency 30; bluesky.publish drop before")
    kill_when(both.start("publish"), lambda: both.made()[0] == 1)
    both.sandbox.inject("")
    both.merge({"posts/hello.md": post("Edited", to="acme-mastodon, acme-bluesky", time=after(hours=2))})
    both.publish(now=after(minutes=30))
    assert both.made() == (1, 0), "what is surely not out waits for its new time"
    both.publish(now=after(hours=2))
    check_once(both)
    assert (both.statuses(), both.records()) == (["Hello, world"], ["Hello, world"])


def test_while_its_owner_lives_a_claim_is_left_alone(both: Team):
    both.sandbox.inject("*.publish latency 6")
    alive = both.start("publish")
    while not claimed(both):
        assert alive.poll() is None
    other = both.another()
    ran = other.publish(now=after(minutes=1))
    assert (ran.code, ran.deliveries) == (0, {}), ran.err
    assert ended(alive).code == 0
    check_once(both)


def test_a_terminated_run_ends_what_it_began_and_begins_nothing_new(team: Team):
    team.merge({f"posts/p{n}.md": post(f"Post {n}", to="acme-mastodon") for n in (1, 2)})
    team.sandbox.inject("mastodon.publish latency 3 times=1")
    process = team.start("publish")
    while not claimed(team):
        assert process.poll() is None
    time.sleep(1)
    process.terminate()
    assert ended(process).code in {0, 1}
    assert team.statuses() == ["Post 1"]
    assert team.kinds("acme-mastodon", "p1") == ["claimed", "published"]
    assert team.kinds("acme-mastodon", "p2") == ["claimed", "retry"]
    team.publish(now=after(minutes=15))
    assert team.statuses() == ["Post 1", "Post 2"]


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8])
def test_killed_at_any_instant_after_the_process_began_its_work(both: Team, delay: float):
    process = both.start("publish")
    deadline = time.monotonic() + PATIENCE
    while not both.sandbox.store.calls() and time.monotonic() < deadline:
        assert process.poll() is None
    time.sleep(delay)
    process.kill()
    process.communicate(timeout=PATIENCE)
    runner = both.another()
    for minutes in (30, 45):
        assert runner.publish(now=after(minutes=minutes)).code == 0
    check_once(both)
