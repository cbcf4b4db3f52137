"""What was reviewed is what goes out: real commits and merges, a sandbox, and a GitHub that knows who approved."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from smm_action.model.digest import content_digest
from smm_action.model.entry import Entry
from smm_action.seal.directory import read, write
from tests.fakes.reviews import Reviewing, reviewing
from tests.scenarios.conftest import NOON, SMM_YML, Ran, Team, after, post

REQUIRED = SMM_YML + "policy: {approval: required}\n"
EARLY = after(hours=-2)
ONE = "acme-mastodon"
PEOPLE = "ada: {name: Ada, mastodon: '@ada@example.social', bluesky: ada.example}\n"


@dataclass(kw_only=True)
class Office:
    """A team whose work goes through pull requests, mostly."""

    team: Team
    github: Reviewing

    def pull(self, number: int, files: Mapping[str, str | bytes], *, approved: str | None = "ada") -> str:
        """Propose files on a branch, have them approved or not, and merge; return the merge."""
        git = self.team.here.git
        git("checkout", "-q", "-b", f"pull-{number}")
        self.team.write(files)
        head = self.team.here.commit("Propose")
        git("checkout", "-q", "main")
        git("merge", "-q", "--no-ff", "-m", "Merge", f"pull-{number}")
        merge = git("rev-parse", "HEAD")
        git("push", "-q", "origin", "HEAD:main")
        self.github.pull(number, head, head, merge)
        if approved is not None:
            self.github.approve(number, approved)
        return merge

    def publish(self, *arguments: str, **told: str) -> Ran:
        return self.team.publish(*arguments, environ=self.github.environ, **told)

    def seals(self, account: str = ONE, name: str = "hello") -> list[Entry]:
        entries = self.team.entries_or_none()
        return [e for e in entries if (e.kind, e.delivery.account, e.delivery.post) == ("sealed", account, name)]

    def held(self, ran: Ran) -> str:
        """Return the reason why all of the post is held."""
        assert set(ran.states("hello").values()) == {"held"}, ran.out + ran.err
        assert self.team.made() == (0, 0)
        return str(ran.deliveries["hello", ONE]["reason"])


@pytest.fixture
def github() -> Iterator[Reviewing]:
    with reviewing() as server:
        yield server


@pytest.fixture
def office(team: Team, github: Reviewing) -> Office:
    """Return a team that demands reviews."""
    team.merge({"smm.yml": REQUIRED, "people.yml": PEOPLE})
    return Office(team=team, github=github)


HELLO = {"posts/hello.md": post("Hello, @{ada}")}


def test_what_was_approved_goes_out_and_the_ledger_says_by_whom(office: Office):
    merge = office.pull(7, HELLO)
    ran = office.publish()
    assert ran.code == 0, ran.err
    assert set(ran.states("hello").values()) == {"published"}
    (seal,) = office.seals()
    assert dict(seal.data) == {"approved": True, "approved_by": ["ada"], "pr": 7}
    assert seal.main_sha == merge
    claim = next(e for e in office.team.entries() if e.kind == "claimed" and e.delivery == seal.delivery)
    assert claim.content_digest == seal.content_digest
    assert office.team.kinds(ONE) == ["sealed", "claimed", "published"]


def test_status_and_the_dashboard_say_who_approved(office: Office):
    office.pull(7, HELLO)
    office.publish()
    told = "approved by ada in pull request #7"
    assert office.team.run("status", "hello").out.count(told) == 3
    row = office.team.run("--format", "json", "status", "hello").deliveries["hello", ONE]
    assert (row["approved_by"], row["pr"]) == (["ada"], 7)
    assert told.replace("#", "&#35;") in office.team.origin.git("show", "smm-state:README.md")


def test_what_was_pushed_past_review_is_held_and_said_why_once(office: Office):
    commit = office.team.merge(HELLO)
    ran = office.publish()
    assert ran.code == 1
    reason = office.held(ran)
    assert f"commit {commit[:12]} came without a pull request" in reason
    assert "posts/hello.md" in reason
    again = office.publish(now=after(minutes=15))
    assert (again.code, again.deliveries) == (0, {})
    assert office.team.kinds(ONE) == ["sealed", "held"]


def test_an_approval_after_the_merge_lets_it_go(office: Office):
    office.pull(7, HELLO, approved=None)
    reason = office.held(office.publish())
    assert "pull request #7, which nobody but its author approved" in reason
    office.github.approve(7)
    ran = office.publish(now=after(hours=1))
    assert ran.code == 0, ran.err
    assert office.team.made() == (1, 1)
    assert [seal.data["approved"] for seal in office.seals()] == [False, True]


def test_a_review_that_did_not_see_the_last_push_is_none(office: Office):
    office.pull(7, HELLO)
    office.github.reviews[7][0]["commit_id"] = "0" * 40
    assert "nobody but its author" in office.held(office.publish())


def test_another_handle_after_the_approval_holds_it_until_that_is_approved(office: Office):
    office.pull(7, HELLO)
    office.publish(now=EARLY)
    commit = office.team.merge({"people.yml": PEOPLE.replace("ada@example", "eve@example")})
    ran = office.publish()
    # the handle on Mastodon is no part of the post on Bluesky
    assert ran.states("hello") == {ONE: "held", "acme-bluesky": "published", "acme-pages": "published"}
    assert f"commit {commit[:12]} came without a pull request" in ran.deliveries["hello", ONE]["reason"]
    assert f"hello on {ONE}: text changed after it was merged." in ran.err
    office.pull(8, {"people.yml": PEOPLE.replace("ada@example", "ada2@example")})
    assert office.publish(now=after(hours=1)).code == 0
    assert office.team.made() == (0, 1)
    office.pull(9, {"posts/hello.md": post("Hello again, @{ada}")})
    assert office.publish(now=after(hours=2)).code == 0
    assert office.team.made() == (1, 1)
    assert "ada2" in office.team.statuses()[0]


def test_what_is_taken_back_needs_no_second_review(office: Office):
    office.pull(7, HELLO)
    office.publish(now=EARLY)
    office.team.merge({"people.yml": PEOPLE.replace("ada@example", "eve@example")})
    office.publish(now=after(hours=-1))
    office.team.merge({"people.yml": PEOPLE})
    ran = office.publish()
    assert ran.code == 0, ran.err
    assert office.team.made() == (1, 1)
    assert [seal.data["approved"] for seal in office.seals()] == [True, False, True]


def test_a_push_that_changes_no_word_of_it_holds_nothing(office: Office):
    office.pull(7, HELLO)
    office.team.merge({"smm.yml": REQUIRED + "utm: {source: smm}\n", "people.yml": PEOPLE + "bob: {name: Bob}\n"})
    ran = office.publish()
    assert ran.code == 0, ran.err
    assert office.team.made() == (1, 1)


def test_another_time_by_a_push_keeps_the_approval_and_is_recorded(office: Office):
    office.pull(7, HELLO)
    office.publish(now=EARLY)
    office.team.merge({"posts/hello.md": post("Hello, @{ada}", time=after(hours=1))})
    told = office.publish(now=after(minutes=-10))
    assert f"hello on {ONE}: time changed after it was merged, approved by ada in pull request #7." in told.err
    ran = office.publish(now=after(hours=1))
    assert ran.code == 0, ran.err
    assert office.team.made() == (1, 1)
    first, second = office.seals()
    assert first.content_digest == second.content_digest
    assert first.schedule_digest != second.schedule_digest
    assert second.data["approved_by"] == ["ada"]


def test_without_an_answer_it_waits_and_the_next_tick_asks_again(office: Office):
    office.pull(7, HELLO)
    office.github.status = 403
    reason = office.held(office.publish())
    assert "approval could not be looked up" in reason
    assert "pull-requests: read" in reason
    assert f'"next_due": "{after()}"' in office.team.origin.git("show", "smm-state:index.json")
    office.github.status = 200
    assert office.publish(now=after(minutes=15)).code == 0
    assert office.team.made() == (1, 1)


def test_what_waits_for_a_person_opens_the_gate_seldom(office: Office):
    office.team.merge(HELLO)
    office.publish()
    assert f'"next_due": "{after(hours=1)}"' in office.team.origin.git("show", "smm-state:index.json")


def test_where_there_is_no_github_a_required_review_can_not_be_known(office: Office):
    office.pull(7, HELLO)
    reason = office.held(office.team.publish())
    assert "reviews are known on GitHub alone" in reason


def test_a_release_stands_for_no_review(office: Office):
    office.team.merge(HELLO)
    office.publish()
    office.team.run("release", "hello", ONE)
    office.publish(now=after(minutes=20))
    assert office.team.made() == (0, 0)
    assert office.team.kinds(ONE)[-1] == "held"


def shallow(office: Office) -> None:
    """Let the team work in a clone of one commit, as `actions/checkout` makes it."""
    path = office.team.origin.path.parent / "shallow"
    office.team.origin.git("clone", "-q", "--depth=1", f"file://{office.team.origin.path}", str(path))
    office.team.here.path = path


def test_a_shallow_clone_is_as_good(office: Office):
    office.pull(7, HELLO)
    office.team.merge({"posts/other.md": post("Other", time=after(days=1))})
    shallow(office)
    ran = office.publish()
    assert ran.code == 0, ran.err
    assert office.team.made() == (1, 1)


def test_the_one_commit_of_a_shallow_clone_vouches_for_nothing_before_it(office: Office):
    pushed = office.team.merge(HELLO)
    office.pull(7, {"posts/other.md": post("Other", time=after(days=1))})
    shallow(office)
    assert f"commit {pushed[:12]} came without a pull request" in office.held(office.publish())


def prepared(office: Office) -> tuple[Path, dict[str, str]]:
    """Return what `prepare` wrote, and what the job that publishes it is given."""
    # the Action takes no --sandbox, so the account is one of the sandbox's by its own words
    account = f"  acme-mastodon: {{platform: mastodon, server: '{office.team.sandbox.url}', handle: acme}}\n"
    smm_yml = f"brand: acme\naccounts:\n{account}policy: {{approval: required}}\n"
    office.pull(7, {"smm.yml": smm_yml, "posts/hello.md": post("Hello, @{ada}", to=ONE)})
    sealed = office.team.here.path.parent / "sealed"
    given = {
        **office.github.environ, "SMM_INPUT_SEALED": str(sealed), "SMM_INPUT_NOW": NOON,
        "RUNNER_TEMP": str(sealed.parent), "SMM_ACME_MASTODON_TOKEN": "sandbox-acme",
    }  # fmt: skip
    assert office.team.run("action", environ={**given, "SMM_INPUT_COMMAND": "prepare"}, sandbox=False).code == 0
    return sealed, {**given, "SMM_INPUT_COMMAND": "publish"}


def test_what_prepare_sealed_goes_out(office: Office):
    _, given = prepared(office)
    ran = office.team.run("action", environ=given, sandbox=False)
    assert ran.code == 0, ran.err
    assert office.team.statuses() == ["Hello, @ada@example.social"]


def test_a_text_that_was_put_into_what_prepare_sealed_stays_there(office: Office):
    directory, given = prepared(office)
    sealing, commit = read(directory)
    (sealed,) = sealing.sealed
    parts = (replace(sealed.payload.parts[0], text="Buy gold"),)
    payload = replace(sealed.payload, parts=parts)
    forged = replace(sealed, payload=payload, content_digest=content_digest(payload))
    shutil.rmtree(directory)
    write(replace(sealing, sealed=(forged,)), directory, commit)
    ran = office.team.run("action", environ=given, sandbox=False)
    assert ran.code == 1, ran.err
    assert office.team.statuses() == []
    assert office.team.entries()[-1].reason == "what was sealed is not what this commit says; run `prepare` again"


def test_without_the_policy_it_is_recorded_and_stops_nothing(team: Team, github: Reviewing):
    office = Office(team=team, github=github)
    office.pull(7, HELLO | {"people.yml": PEOPLE})
    office.team.merge({"posts/pushed.md": post("Pushed")})
    ran = office.publish()
    assert ran.code == 0, ran.err
    assert office.team.made() == (2, 2)
    assert dict(office.seals()[0].data) == {"approved": True, "approved_by": ["ada"], "pr": 7}
    assert dict(office.seals(name="pushed")[0].data) == {"approved": False}


def test_an_edit_before_publishing_says_so(team: Team, github: Reviewing):
    office = Office(team=team, github=github)
    office.pull(7, {"posts/hello.md": post("Hello")})
    assert office.publish(now=EARLY).err == ""
    office.pull(8, {"posts/hello.md": post("Hallo")}, approved="bob")
    ran = office.publish(now=after(hours=-1))
    assert f"hello on {ONE}: text changed after it was merged, approved by bob in pull request #8." in ran.err
    assert len({seal.content_digest for seal in office.seals()}) == 2
    head = team.origin.git("rev-parse", "smm-state")
    assert office.publish(now=after(minutes=-30)).err == ""
    assert team.origin.git("diff", "--name-only", head, "smm-state", "--", "ledger", "README.md") == ""


class TestForetold:
    """Without secrets and without a network it is known who may have to approve."""

    def dry(self, office: Office, **told: str) -> tuple[Ran, dict[str, str | None]]:
        ran = office.team.run("--format", "json", "publish", "--dry-run", **told)
        assert ran.code == 0, ran.err
        return ran, {item["account"]: item["reason"] for item in json.loads(ran.out)["due"]}

    def test_what_nobody_was_asked_about(self, office: Office):
        office.pull(7, HELLO)
        ran, reasons = self.dry(office)
        assert set(reasons.values()) == {"needs an approval; asked when publishing"}
        told = f"Held unless approved: hello on {ONE}: needs an approval; asked when publishing"
        assert told in ran.err
        assert (
            told.partition(": ")[2].replace("hello on acme-mastodon: ", "")
            in office.team.run("publish", "--dry-run").out
        )
        assert told in office.team.run("prepare", "--out", "sealed").err
        assert office.github.asked == []

    def test_what_was_approved_needs_nothing(self, office: Office):
        office.pull(7, HELLO)
        office.publish(now=EARLY)
        asked = len(office.github.asked)
        ran, reasons = self.dry(office)
        assert (set(reasons.values()), ran.err) == ({None}, "")
        assert len(office.github.asked) == asked

    def test_what_was_not_approved_at_the_last_look(self, office: Office):
        office.pull(7, HELLO, approved=None)
        office.publish(now=EARLY)
        _, reasons = self.dry(office)
        reason = str(reasons[ONE])
        assert "pull request #7, which nobody but its author approved" in reason
        assert reason.endswith("; asked again when publishing")

    def test_another_text_is_another_question(self, office: Office):
        office.pull(7, HELLO)
        office.publish(now=EARLY)
        office.pull(8, {"posts/hello.md": post("Hello again, @{ada}")})
        assert set(self.dry(office)[1].values()) == {"needs an approval; asked when publishing"}

    def test_what_can_not_be_sent_is_told_as_such_and_once(self, office: Office):
        office.pull(7, {"posts/hello.md": post("x" * 501, to=ONE)})
        ran, reasons = self.dry(office)
        assert str(reasons[ONE]).startswith("text-too-long: ")
        assert ran.err.count(f"hello on {ONE}") == 1
        assert ran.err.startswith("Would be held: ")

    def test_where_no_review_is_asked_for_nothing_is_said(self, team: Team, github: Reviewing):
        office = Office(team=team, github=github)
        office.pull(7, HELLO | {"people.yml": PEOPLE})
        ran, reasons = self.dry(office)
        assert (set(reasons.values()), ran.err) == ({None}, "")

    def test_the_action_says_it_when_it_prepares(self, office: Office):
        office.pull(7, HELLO)
        sealed = office.team.here.path.parent / "sealed"
        given = {"SMM_INPUT_SEALED": str(sealed), "SMM_INPUT_NOW": NOON, "SMM_INPUT_COMMAND": "prepare"}
        ran = office.team.run("action", environ=given, sandbox=False)
        assert f"Held unless approved: hello on {ONE}: needs an approval; asked when publishing" in ran.out
