"""What may change while a claim is open: clocks, runs, journals, accounts, posts. Each post is there once at most."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from smm_action.ledger.index import parse_index
from tests.scenarios.conftest import NOON, SMM_YML, Team, after, ended, post
from tests.scenarios.test_killed import check_once, claimed, kill_when
from tests.warm.client import CHECKOUT

KILLING = """\
import os, signal
from smm_action.publish.journal import Journal

def killed(*_arguments):
    os.kill(os.getpid(), signal.SIGKILL)

Journal.{step} = killed
"""
HANGS = "*.publish latency 30; *.publish drop before"


@pytest.fixture
def one(team: Team) -> Team:
    """Return a team with one post for Mastodon alone."""
    team.merge({"posts/hello.md": post("Hello, world", to="acme-mastodon")})
    return team


def killed_at(team: Team, step: str, **environ: str) -> None:
    """Publish with a process that kills itself where it would take ``step`` of the journal."""
    folder = team.origin.path.parent / f"dies-at-{step}"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(KILLING.format(step=step))
    ran = ended(team.start("publish", environ={"PYTHONPATH": f"{folder}:{CHECKOUT}", **environ}))
    assert ran.code == -9, ran.err


def killed_before_the_send(team: Team, **environ: str) -> None:
    team.sandbox.inject(HANGS)
    kill_when(team.start("publish", environ=environ), lambda: claimed(team))
    team.sandbox.inject("")


def killed_after_the_send(team: Team, **environ: str) -> None:
    team.origin.hook("pre-receive", "git rev-parse -q --verify smm-state >/dev/null && sleep 30; exit 0")
    kill_when(team.start("publish", environ=environ), lambda: team.made() == (1, 0))
    team.origin.hook("pre-receive", "exit 0")


def state(team: Team, account: str = "acme-mastodon") -> str:
    (found,) = [r.state.value for d, r in team.ledger().records.items() if d.account == account]
    return found


def journals(team: Team) -> Path:
    return team.here.path / ".git/smm/journal"


def run_of(number: str, attempt: str = "1") -> dict[str, str]:
    return {"GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": number, "GITHUB_RUN_ATTEMPT": attempt}


class TestBetweenTheAnswerAndTheJournal:
    @pytest.mark.parametrize("runner", ["the same clone", "a fresh runner"])
    def test_what_is_out_is_found_and_nothing_is_sent_twice(self, team: Team, runner: str):
        team.merge({"posts/hello.md": post("Hello, world", to="acme-mastodon, acme-bluesky")})
        killed_at(team, "receipt")
        assert "published" not in team.kinds("acme-mastodon") + team.kinds("acme-bluesky")
        next_one = team if runner == "the same clone" else team.another()
        for minutes in (30, 45):
            assert next_one.publish(now=after(minutes=minutes)).code == 0
        check_once(team)

    def test_a_thread_goes_on_after_the_part_that_is_in_no_journal(self, one: Team):
        one.merge({"posts/hello.md": post("One\n\n---\n\nTwo\n\n---\n\nThree", to="acme-mastodon")})
        killed_at(one, "receipt")
        assert one.statuses() == ["One"]
        one.publish(now=after(minutes=1))
        assert one.statuses() == ["One", "Two", "Three"]

    def test_killed_before_it_announced_the_send_nothing_is_out_and_the_journal_says_so(self, one: Team):
        killed_at(one, "sending")
        one.sandbox.inject("mastodon.find error 503")
        assert one.publish(now=after(minutes=1)).states("hello") == {"acme-mastodon": "published"}
        assert one.made() == (1, 0)


class TestAJournalThatIsNotOurs:
    def test_one_of_another_repository_is_no_evidence(self, one: Team):
        killed_before_the_send(one)
        shutil.rmtree(journals(one))
        journals(one).mkdir()
        delivery = {"brand": "acme", "post": "hello", "account": "acme-mastodon"}
        receipt = {"part": 0, "id": "9", "url": "https://elsewhere.example/@other/9", "at": NOON}
        told = [
            {"event": "start", "nonce": "f" * 32, "owner": {"run": "local-other-1-1", "nonce": "f" * 32}},
            {"event": "sending", "nonce": "f" * 32, "delivery": delivery, "part": 0},
            {"event": "receipt", "nonce": "f" * 32, "delivery": delivery, "receipt": receipt},
        ]
        (journals(one) / "foreign.jsonl").write_text("\n".join(map(json.dumps, told)) + "\n")
        assert one.publish(now=after(minutes=21)).states("hello") == {"acme-mastodon": "published"}
        assert one.made() == (1, 0)
        (record,) = one.ledger().records.values()
        assert record.url is not None
        assert record.url.startswith(one.sandbox.url)

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00", b"{}\n[]\nnull\n7\n", b'{"event": "start"}\n{"nonce": 7}\n']
    )
    def test_one_that_can_not_be_read_stops_nothing(self, one: Team, content: bytes):
        journals(one).mkdir(parents=True)
        (journals(one) / "broken.jsonl").write_bytes(content)
        assert one.publish().states("hello") == {"acme-mastodon": "published"}


class TestRuns:
    def test_two_jobs_of_one_run_send_each_post_once(self, one: Team):
        other = one.another()
        started: list[subprocess.Popen[str]] = [runner.start("publish", environ=run_of("7")) for runner in (one, other)]
        assert {ended(process).code for process in started} == {0}
        assert one.made() == (1, 0)

    def test_a_job_leaves_what_another_job_of_its_run_claimed_until_the_lease_ends(self, one: Team):
        killed_before_the_send(one, **run_of("7"))
        other = one.another()
        assert other.publish(now=after(minutes=19), environ=run_of("7")).deliveries == {}
        assert one.made() == (0, 0)
        assert other.publish(now=after(minutes=20, seconds=30), environ=run_of("7")).states("hello") == {
            "acme-mastodon": "published"
        }

    def test_a_second_attempt_of_a_run_knows_that_the_first_is_over_and_adopts_what_it_sent(self, one: Team):
        killed_after_the_send(one, **run_of("7"))
        ran = one.another().publish(now=after(minutes=1), environ=run_of("7", attempt="2"))
        assert ran.states("hello") == {"acme-mastodon": "published"}
        assert one.made() == (1, 0)

    def test_what_a_run_that_is_over_did_not_send_may_still_come_until_its_lease_has_passed(self, one: Team):
        killed_before_the_send(one, **run_of("7"))
        other = one.another()
        assert other.publish(now=after(minutes=1), environ=run_of("7", attempt="2")).deliveries == {}
        ran = other.publish(now=after(minutes=21), environ=run_of("7", attempt="2"))
        assert ran.states("hello") == {"acme-mastodon": "published"}
        assert one.made() == (1, 0)

    def test_a_first_attempt_says_nothing_of_a_later_one(self, one: Team):
        killed_before_the_send(one, **run_of("7", attempt="2"))
        assert one.another().publish(now=after(minutes=1), environ=run_of("7")).deliveries == {}

    def test_a_lease_counts_from_the_instant_that_was_handed_in(self, one: Team):
        killed_before_the_send(one, **run_of("7"))
        (claim,) = one.entries()
        assert claim.at.startswith("2026-12-01T12:00:0")
        assert (claim.lease_until or "").startswith("2026-12-01T12:20:0")
        other = one.another()
        assert other.publish(now=after(minutes=19), environ=run_of("8")).deliveries == {}
        assert other.publish(now=after(minutes=20, seconds=30), environ=run_of("8")).states("hello") == {
            "acme-mastodon": "published"
        }
        assert one.made() == (1, 0)


class TestAClockThatGoesBack:
    def test_a_claim_of_a_dead_run_is_settled_all_the_same(self, one: Team):
        killed_before_the_send(one)
        earlier = after(hours=-2)
        one.publish(now=earlier)
        assert one.kinds("acme-mastodon") == ["claimed", "retry"]
        assert one.publish(now=earlier).deliveries == {}
        assert one.kinds("acme-mastodon") == ["claimed", "retry"]
        assert one.another().publish().states("hello") == {"acme-mastodon": "published"}
        assert one.made() == (1, 0)

    def test_what_is_out_stays_out(self, one: Team):
        killed_at(one, "receipt")
        for hours in (-3, 1, -1, 2):
            one.publish(now=after(hours=hours))
        assert one.made() == (1, 0)
        assert state(one) == "published"

    def test_what_failed_has_failed(self, one: Team):
        one.run("hold", "hello", "acme-mastodon", now=after(hours=1))
        one.run("release", "hello", "acme-mastodon", now=after(hours=1))
        one.merge({"posts/hello.md": post("Hello, world", to="acme-mastodon", time=after(hours=-1))})
        one.sandbox.inject("mastodon.publish error 422")
        one.publish(now=after(hours=1, minutes=1))
        one.sandbox.inject("")
        assert state(one) == "failed"
        assert one.publish(now=after(minutes=30)).deliveries == {}
        assert one.made() == (0, 0)


WITHOUT = SMM_YML.replace("  acme-mastodon: {platform: mastodon, server: https://mastodon.example, handle: acme}\n", "").replace(
    "acme-mastodon, ", ""
)  # fmt: skip
MOVED = SMM_YML.replace(
    "  acme-mastodon: {platform: mastodon, server: https://mastodon.example, handle: acme}\n",
    "  acme-mastodon: {platform: bluesky, handle: other.bsky.social}\n"
    "  second: {platform: mastodon, server: https://mastodon.example, handle: acme}\n",
)
DISABLED = SMM_YML.replace("{platform: mastodon, server: https://mastodon.example,", "{platform: x,")


class TestAnAccountThatChanges:
    """The account of an open claim is gone, or no longer where it was: nothing is sent, and a person is asked."""

    @pytest.fixture(params=["out", "not out"])
    def abandoned(self, one: Team, request: pytest.FixtureRequest) -> Team:
        if request.param == "out":
            killed_at(one, "receipt")
        else:
            killed_before_the_send(one)
        # nothing but the remote is known to the runner that comes next
        return one.another()

    @pytest.mark.parametrize(
        ("config", "to", "why"),
        [
            (WITHOUT, "acme-bluesky", "smm.yml has no account on mastodon"),
            (MOVED, "acme-mastodon", "it was claimed for mastodon"),
            (DISABLED, "acme-mastodon", "smm.yml has no account on mastodon"),
        ],
    )
    def test_its_claim_becomes_a_question(self, abandoned: Team, config: str, to: str, why: str):
        made = abandoned.made()[0]
        abandoned.merge({"smm.yml": config, "posts/hello.md": post("Hello, world", to=to)})
        first = abandoned.publish(now=after(minutes=30))
        assert why in first.err
        assert state(abandoned) == "claimed"
        second = abandoned.publish(now=after(hours=2))
        assert second.code == 1
        assert state(abandoned) == "unknown"
        third = abandoned.publish(now=after(hours=3))
        assert (third.code, third.deliveries) == (0, {})
        index = parse_index(abandoned.origin.git("show", "smm-state:index.json").encode())
        assert index is not None
        assert index.open == ()
        assert abandoned.made()[0] == made
        assert [text for text in abandoned.records() if to != "acme-bluesky"] == []

    def test_when_it_is_back_the_question_is_answered(self, abandoned: Team):
        abandoned.merge({"smm.yml": WITHOUT, "posts/hello.md": post("Hello, world", to="acme-bluesky")})
        abandoned.publish(now=after(hours=2))
        abandoned.merge({"smm.yml": SMM_YML, "posts/hello.md": post("Hello, world", to="acme-mastodon")})
        abandoned.publish(now=after(hours=3))
        assert state(abandoned) == "published"
        assert abandoned.made()[0] == 1


class TestAPostThatIsDeleted:
    def delete(self, team: Team) -> None:
        (team.here.path / "content/posts/hello.md").unlink()
        team.merge()

    def test_what_is_out_is_adopted(self, one: Team):
        killed_at(one, "receipt")
        self.delete(one)
        one.publish(now=after(minutes=1))
        assert (state(one), one.made()) == ("published", (1, 0))

    def test_what_is_not_out_is_not_sent_and_keeps_no_gate_open(self, one: Team):
        killed_before_the_send(one)
        self.delete(one)
        for minutes in (1, 30):
            assert one.publish(now=after(minutes=minutes)).code == 0
        assert (state(one), one.made()) == ("retry", (0, 0))
        index = parse_index(one.origin.git("show", "smm-state:index.json").encode())
        assert index is not None
        assert (index.open, index.next_due) == ((), None)

    def test_it_is_sent_when_it_is_there_again_in_time(self, one: Team):
        killed_before_the_send(one)
        self.delete(one)
        one.publish(now=after(minutes=1))
        one.merge({"posts/hello.md": post("Hello, world", to="acme-mastodon")})
        one.publish(now=after(minutes=15))
        assert (state(one), one.made()) == ("published", (1, 0))


class TestRetry:
    def test_after_a_persons_word_a_failed_post_has_all_its_attempts_again(self, one: Team):
        one.sandbox.inject("mastodon.publish error 422 times=1")
        one.publish()
        assert one.run("retry", "hello", "acme-mastodon", now=after(hours=20)).code == 0
        one.sandbox.inject("mastodon.publish limit 1")
        # late as it is, it counts from the word: each attempt may follow the one before
        for minutes in (0, 2, 10, 45, 170):
            assert state(one) != "missed"
            one.publish(now=after(hours=20, minutes=minutes))
        assert (state(one), one.kinds("acme-mastodon").count("claimed")) == ("failed", 6)
        (record,) = one.ledger().records.values()
        assert "given up after 5 attempts" in (record.reason or "")
