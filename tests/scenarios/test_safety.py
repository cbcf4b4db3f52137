"""When working on would not be safe: exit 3, and nothing is sent."""

from __future__ import annotations

import json

import pytest

from tests.scenarios.conftest import SMM_YML, Ran, Team, after, post

THREE = {"acme-mastodon", "acme-bluesky", "acme-pages"}


def refused(team: Team, ran: Ran) -> None:
    """Check that a run ended as unsafe, said what to do, and reached nobody."""
    assert ran.code == 3, (ran.out, ran.err)
    assert "smm:" in ran.err
    assert "Traceback" not in ran.err
    assert team.sends() == 0


def test_what_was_not_merged_is_not_sent(hello: Team):
    hello.write({"posts/new.md": post("On a branch")})
    hello.here.commit("On a branch")
    ran = hello.publish()
    refused(hello, ran)
    assert "default branch (main)" in ran.err
    assert hello.origin.git("branch", "--list", "smm-state") == ""


def test_what_was_pushed_to_another_branch_is_not_merged(hello: Team):
    hello.here.git("checkout", "-q", "-b", "proposal")
    hello.write({"posts/new.md": post("On a branch")})
    hello.here.commit("On a branch")
    hello.here.git("push", "-q", "origin", "proposal")
    refused(hello, hello.publish())


def test_an_older_commit_of_the_default_branch_is_merged(hello: Team):
    hello.another("colleague").merge({"posts/later.md": post("Later", time=after(days=1))})
    assert hello.publish().code == 0
    assert hello.made() == (1, 1)


@pytest.mark.parametrize("also", ["in a clone that saw it", "in a fresh runner"])
def test_a_state_branch_that_was_pushed_back_stops_everything_that_can_see_it(hello: Team, also: str):
    hello.publish()
    first = hello.origin.git("rev-list", "--max-parents=0", "smm-state")
    hello.merge({"posts/second.md": post("Second")})
    sends = hello.sends()
    hello.origin.git("update-ref", "refs/heads/smm-state", first)
    runner = hello if also == "in a clone that saw it" else hello.another()
    ran = runner.publish(now=after(minutes=15))
    if also == "in a clone that saw it":
        assert ran.code == 3, ran.err
        assert "moved backwards" in ran.err
        assert hello.sends() == sends
    else:
        # the root commit holds the claims, so a runner that never saw more still sends nothing twice
        assert hello.statuses().count("Hello, world") == 1
        assert hello.records().count("Hello, world") == 1


def test_a_state_branch_that_vanished_stops_everything(hello: Team):
    hello.publish()
    sends = hello.sends()
    hello.origin.git("update-ref", "-d", "refs/heads/smm-state")
    ran = hello.publish(now=after(minutes=15))
    assert ran.code == 3
    assert "git update-ref" in ran.err
    assert hello.sends() == sends
    assert hello.origin.git("branch", "--list", "smm-state") == ""


def test_a_remote_without_the_branch_is_a_new_repository(hello: Team):
    assert hello.origin.git("branch", "--list", "smm-state") == ""
    assert hello.publish().code == 0
    assert hello.origin.git("rev-list", "--max-parents=0", "--count", "smm-state") == "1"


def test_a_remote_that_does_not_answer_stops_everything(hello: Team):
    hello.origin.path.rename(hello.origin.path.parent / "away")
    ran = hello.publish()
    refused(hello, ran)
    assert "The remote origin can not be read" in ran.err


def test_a_torn_line_of_the_ledger_stops_everything(hello: Team):
    hello.publish()
    sends = hello.sends()
    person = hello.another("person")
    person.here.git("checkout", "-q", "smm-state")
    [path] = [path for path in hello.files() if path.startswith("ledger/")]
    whole = (person.here.path / path).read_text()
    person.here.write(path, whole + '{"kind": "publ')
    person.here.commit("Mend by hand")
    person.here.git("push", "-q", "origin", "smm-state")
    ran = hello.publish(now=after(minutes=15))
    assert ran.code == 3
    assert path in ran.err
    assert hello.sends() == sends


def test_without_a_remote_nothing_is_sent(hello: Team):
    hello.here.git("remote", "remove", "origin")
    ran = hello.publish()
    refused(hello, ran)
    assert "remote" in ran.err
    assert "origin" in ran.err


def test_outside_of_a_repository_nothing_is_sent(hello: Team):
    (hello.here.path / ".git").rename(hello.here.path.parent / "away.git")
    ran = hello.publish()
    refused(hello, ran)
    assert "is not in a Git repository" in ran.err


class TestStateOnTheDefaultBranch:
    @pytest.fixture
    def there(self, team: Team) -> Team:
        team.merge({"smm.yml": SMM_YML + "state: {branch: main}\n", "posts/hello.md": post("Hello, world")})
        return team

    def test_nothing_outside_our_folder_is_written(self, there: Team):
        before = there.origin.git("ls-tree", "-r", "main")
        ran = there.publish()
        assert ran.code == 0, ran.err
        assert there.made() == (1, 1)
        touched = set(there.origin.git("ls-tree", "-r", "main").splitlines()) ^ set(before.splitlines())
        assert touched
        assert all(line.partition("\t")[2].startswith(".smm/") for line in touched)
        assert there.pages("main", ".smm/")

    def test_publishing_again_sends_nothing_before_and_after_pulling(self, there: Team):
        there.publish()
        assert there.publish(now=after(minutes=15)).deliveries == {}
        there.here.git("pull", "-q", "--ff-only", "origin", "main")
        assert there.publish(now=after(minutes=30)).deliveries == {}
        assert there.made() == (1, 1)

    def test_a_colleagues_push_meanwhile_is_kept(self, there: Team):
        colleague = there.another("colleague")
        there.publish()
        colleague.here.git("pull", "-q", "--ff-only", "origin", "main")
        colleague.merge({"posts/second.md": post("Second")})
        there.here.git("pull", "-q", "--ff-only", "origin", "main")
        assert set(there.publish(now=after(minutes=15)).deliveries) == {("second", account) for account in THREE}
        assert "content/posts/second.md" in there.files("main")


class TestRefusedPush:
    def test_a_refused_claim_sends_nothing(self, hello: Team):
        hello.origin.hook("pre-receive", "echo no room; exit 1")
        ran = hello.publish()
        refused(hello, ran)
        assert "push" in ran.err
        assert hello.origin.git("branch", "--list", "smm-state") == ""

    def test_a_refused_outcome_keeps_the_receipts_in_a_file_and_exits_3(self, hello: Team):
        hello.origin.hook("pre-receive", "git rev-parse -q --verify smm-state >/dev/null && exit 1; exit 0")
        ran = hello.publish(environ={"GITHUB_STEP_SUMMARY": str(hello.here.path.parent / "summary.md")})
        assert ran.code == 3, ran.err
        assert hello.made() == (1, 1)
        kept = json.loads((hello.here.path / "smm-receipts.json").read_text())
        urls = {entry["delivery"]["account"]: entry["receipts"][0]["url"] for entry in kept}
        assert set(urls) == THREE
        summary = (hello.here.path.parent / "summary.md").read_text()
        assert urls["acme-mastodon"] in summary
        assert urls["acme-bluesky"] in summary

    @pytest.mark.parametrize("runner", ["the same clone", "a fresh runner"])
    def test_after_a_refused_outcome_the_next_tick_finds_what_is_out(self, hello: Team, runner: str):
        hello.origin.hook("pre-receive", "git rev-parse -q --verify smm-state >/dev/null && exit 1; exit 0")
        hello.publish()
        hello.origin.hook("pre-receive", "exit 0")
        next_one = hello if runner == "the same clone" else hello.another()
        ran = next_one.publish(now=after(minutes=30))
        assert ran.code == 0, ran.err
        assert hello.made() == (1, 1)
        assert hello.status("hello") == dict.fromkeys(THREE, "published")


class TestNow:
    def test_a_chosen_instant_is_refused_for_real_servers(self, hello: Team):
        secret = {"SMM_ACME_MASTODON_TOKEN": "t", "SMM_ACME_BLUESKY_APP_PASSWORD": "p"}
        for ran in (
            hello.run("publish", sandbox=False, environ=secret),
            hello.run("publish", "--now", "2026-12-01T12:00:00Z", now=None, sandbox=False, environ=secret),
        ):
            assert ran.code == 2, ran.err
            assert "--now" in ran.err
        assert hello.origin.git("branch", "--list", "smm-state") == ""

    def test_a_dry_run_takes_it(self, hello: Team):
        ran = hello.run("publish", "--dry-run", sandbox=False)
        assert ran.code == 0, ran.err

    def test_pages_alone_take_it(self, team: Team):
        pages = SMM_YML.split("accounts:")[0] + "accounts:\n" + SMM_YML.splitlines()[4] + "\n"
        team.merge({"smm.yml": pages, "posts/hello.md": post("Hello", to="acme-pages")})
        ran = team.run("--format", "json", "publish", sandbox=False)
        assert ran.code == 0, ran.err
        assert ran.states("hello") == {"acme-pages": "published"}

    def test_a_sandbox_on_another_machine_is_refused(self, hello: Team):
        ran = hello.run("--sandbox", "http://192.0.2.1:8090", "publish", sandbox=False)
        assert ran.code == 2
        assert "this machine" in ran.err
