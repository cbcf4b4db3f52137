"""`smm retract`: what is out is taken back everywhere, whatever goes wrong on the way, and nothing sends it again."""

from __future__ import annotations

import json
import time

import pytest

from tests.scenarios.conftest import Team, after, ended, post

LATER = after(hours=1)
TO = "acme-mastodon, acme-bluesky"


@pytest.fixture
def out(hello: Team) -> Team:
    """Return a team whose post is out on three accounts."""
    assert hello.publish().code == 0
    return hello


def live(team: Team) -> tuple[int, int]:
    """Return how many Mastodon statuses and Bluesky posts are there now."""
    return len(team.statuses()), len(team.records())


class TestEverywhere:
    def test_it_is_gone_on_every_platform_and_stays_gone(self, out: Team):
        ran = out.run("--format", "json", "retract", "hello", "--reason", "wrong price", now=LATER)
        assert ran.code == 0, ran.err
        assert set(ran.states("hello").values()) == {"retracted"}
        assert live(out) == (0, 0)
        assert [path for path in out.pages() if "hello" in path] == []
        entries = [e for e in out.entries() if e.kind in {"retracting", "retracted"}]
        assert {(e.kind, e.reason) for e in entries} == {("retracting", "wrong price"), ("retracted", "wrong price")}
        assert all(e.by for e in entries)
        assert out.publish(now=after(hours=2)).deliveries == {}
        assert out.made() == (1, 1)

    def test_pages_and_outcome_are_one_commit(self, out: Team):
        out.run("retract", "hello", "acme-pages", now=LATER)
        commits = out.origin.git("log", "--format=%H", "--diff-filter=D", "smm-state", "--", "site").splitlines()
        assert len(commits) == 1
        changed = out.origin.git("show", "--format=", "--name-status", commits[0]).splitlines()
        assert "D\tsite/acme-pages/hello/index.html" in changed
        assert any("ledger/" in line for line in changed)
        assert '"retracted"' in out.origin.git("show", f"{commits[0]}", "--", "ledger")
        for page in ("index.html", "feed.xml", "feed.json", "sitemap.xml", "items.jsonl"):
            assert "Hello, world" not in out.origin.git("show", f"smm-state:site/acme-pages/{page}")
            assert "/hello/" not in out.origin.git("show", f"smm-state:site/acme-pages/{page}")
        assert out.run("fsck", now=LATER).code == 0

    def test_one_account_alone(self, out: Team):
        assert out.run("retract", "hello", "acme-bluesky", now=LATER).code == 0
        assert live(out) == (1, 0)
        assert out.status("hello", now=LATER) == {
            "acme-mastodon": "published",
            "acme-bluesky": "retracted",
            "acme-pages": "published",
        }

    def test_a_thread_goes_from_its_end(self, team: Team):
        team.merge({"posts/hello.md": post("One\n\n---\n\nTwo\n\n---\n\nThree", to=TO)})
        team.publish()
        team.sandbox.inject("mastodon.delete error 500 skip=1")
        assert team.run("retract", "hello", now=LATER).code == 1
        assert (team.statuses(), team.records()) == (["One", "Two"], [])
        team.sandbox.inject("")
        assert team.run("retract", "hello", now=after(hours=2)).code == 0
        assert live(team) == (0, 0)

    def test_what_is_not_out_yet_is_held(self, team: Team):
        team.merge({"posts/hello.md": post("Hello", to=TO)})
        team.sandbox.inject("bluesky.publish error 503")
        team.publish()
        team.sandbox.inject("")
        assert team.run("retract", "hello", now=after(minutes=1)).code == 0
        assert team.status("hello", now=LATER) == {"acme-mastodon": "retracted", "acme-bluesky": "held"}
        team.publish(now=LATER)
        assert live(team) == (0, 0)

    def test_a_thread_of_which_a_part_is_out_is_taken_back_too(self, team: Team):
        team.merge({"posts/hello.md": post("One\n\n---\n\nTwo", to="acme-mastodon")})
        team.sandbox.inject("mastodon.publish error 422 skip=1")
        team.publish()
        team.sandbox.inject("")
        assert (team.status("hello"), live(team)) == ({"acme-mastodon": "failed"}, (1, 0))
        assert team.run("retract", "hello", now=LATER).code == 0
        assert live(team) == (0, 0)
        assert team.run("retry", "hello", "acme-mastodon", now=LATER).code == 2


class TestTrouble:
    def test_a_deletion_that_fails_is_finished_by_the_next_tick(self, out: Team):
        out.sandbox.inject("bluesky.delete error 503")
        ran = out.run("retract", "hello", now=LATER)
        assert ran.code == 1
        assert "acme-bluesky" in ran.err
        assert out.status("hello", now=LATER)["acme-bluesky"] == "retracting"
        index = json.loads(out.origin.git("show", "smm-state:index.json"))
        assert index["next_due"] == after(hours=1, minutes=15)
        out.sandbox.inject("")
        ran = out.publish(now=after(hours=2))
        assert ran.states("hello") == {"acme-bluesky": "retracted"}
        assert live(out) == (0, 0)

    def test_the_same_failure_is_said_once(self, out: Team):
        out.sandbox.inject("bluesky.delete error 503")
        for hours in (1, 2, 3):
            out.run("retract", "hello", "acme-bluesky", now=after(hours=hours))
        assert out.kinds("acme-bluesky") == ["claimed", "published", "retracting", "retracting"]

    def test_an_answer_that_is_lost_is_no_doubt(self, out: Team):
        out.sandbox.inject("*.delete drop after times=2")
        out.run("retract", "hello", now=LATER)
        out.sandbox.inject("")
        assert out.run("retract", "hello", now=after(hours=2)).code in {0, 2}
        assert set(out.status("hello", now=LATER).values()) == {"retracted"}
        assert live(out) == (0, 0)

    def test_without_secrets_the_word_is_kept_and_a_run_that_has_them_obeys(self, out: Team):
        ran = out.run("retract", "hello", "acme-mastodon", now=LATER, sandbox=False)
        assert ran.code == 1
        assert "SMM_ACME_MASTODON_TOKEN" in ran.err
        assert live(out) == (1, 1)
        assert out.publish(now=after(hours=2)).states("hello") == {"acme-mastodon": "retracted"}
        assert live(out) == (0, 1)

    def test_what_is_in_doubt_is_not_taken_back(self, team: Team):
        team.merge({"posts/hello.md": post("Hello", to="acme-mastodon")})
        team.sandbox.inject("mastodon.publish drop after; mastodon.find error 500")
        team.publish()
        assert team.status("hello") == {"acme-mastodon": "unknown"}
        ran = team.run("retract", "hello", now=after(minutes=1))
        assert ran.code == 1
        assert "smm resolve" in ran.err
        team.sandbox.inject("")
        assert team.run("retract", "hello", now=after(minutes=2)).code == 0
        assert live(team) == (0, 0)

    def test_what_is_being_sent_is_left_and_the_rest_goes(self, team: Team):
        team.merge({"posts/hello.md": post("Hello", to=TO)})
        team.sandbox.inject("mastodon.publish latency 6 times=1")
        running = team.start("publish")
        deadline = time.monotonic() + 60
        while not (team.records() and any(e.kind == "claimed" for e in team.entries_or_none())):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        ran = team.another("person").run("retract", "hello", now=after(seconds=30))
        assert ran.code == 1
        assert "is being sent" in ran.err
        assert ended(running).code == 0
        assert team.run("retract", "hello", now=after(minutes=1)).code == 0
        assert live(team) == (0, 0)

    @pytest.mark.parametrize("name", ["nothing", "later"])
    def test_nothing_to_take_back_is_said(self, team: Team, name: str):
        team.merge({"posts/later.md": post("Later", time=after(days=1))})
        ran = team.run("retract", name)
        assert ran.code == 2
        assert team.entries_or_none() == []

    def test_by_hand_is_a_persons_word(self, out: Team):
        ran = out.run("retract", "hello", "acme-mastodon", "--by-hand", now=LATER)
        assert ran.code == 0
        assert live(out) == (1, 1)
        assert out.status("hello", now=LATER)["acme-mastodon"] == "retracted"
        assert (
            out.ledger().records[next(d for d in out.ledger().records if d.account == "acme-mastodon")].code
            == "by-hand"
        )

    def test_a_post_that_a_person_vouched_for_is_found_by_its_address(self, team: Team):
        team.merge({"posts/hello.md": post("Hello", to=TO)})
        team.sandbox.inject("*.publish drop after; *.find error 500")
        team.publish()
        team.sandbox.inject("")
        [status] = team.sandbox.store.records("mastodon", "status")
        url = f"{team.sandbox.url}/@acme/{status.key}"
        team.run("resolve", "hello", "acme-mastodon", "--published", url, now=after(minutes=1))
        ran = team.run("retract", "hello", "acme-mastodon", now=LATER)
        assert ran.code == 0, ran.err
        assert team.statuses() == []


class TestKilled:
    @pytest.mark.parametrize("who", ["the next tick", "a person, elsewhere"])
    def test_between_the_deletion_and_its_record(self, out: Team, who: str):
        # the intent is the first push; the second, which records what was deleted, is never taken
        out.killed_at_push(2, "retract", "hello", now=LATER)
        assert live(out) == (0, 0)
        other = out.another()
        assert {e.kind for e in out.entries()} == {"claimed", "published", "retracting"}
        if who == "the next tick":
            ran = other.publish(now=after(hours=1, minutes=15))
        else:
            ran = other.run("retract", "hello", now=after(hours=1, minutes=15))
        assert ran.code == 0, ran.err
        assert set(out.status("hello", now=after(hours=2)).values()) == {"retracted"}
        assert [path for path in out.pages() if "hello" in path] == []
        assert out.publish(now=after(hours=3)).deliveries == {}
        assert out.made() == (1, 1)

    def test_two_at_once_do_no_harm(self, out: Team):
        out.sandbox.inject("*.delete latency 1")
        one, two = out.start("retract", "hello", now=LATER), out.another().start("retract", "hello", now=LATER)
        codes = {ended(one).code, ended(two).code}
        assert 3 not in codes
        assert set(out.status("hello", now=LATER).values()) == {"retracted"}
        assert live(out) == (0, 0)
