"""The same words under another id: on one account they go out once, whoever copied or renamed the file."""

from __future__ import annotations

import subprocess
import time

import pytest

from tests.scenarios.conftest import Team, after, ended, post

TWO = "acme-mastodon, acme-bluesky"


@pytest.fixture
def first(team: Team) -> Team:
    """Return a team whose post ``first`` is out on two accounts."""
    team.merge({"posts/first.md": post("The parcels are packed.", to=TWO)})
    assert team.publish().code == 0
    return team


def reasons(team: Team, name: str) -> dict[str, str]:
    rows = team.run("--format", "json", "status", name).deliveries
    return {account: row["reason"] for (_, account), row in rows.items()}


def test_a_copy_of_what_is_out_is_held_and_says_of_what(first: Team):
    first.merge({"posts/copy.md": post("The parcels are packed.", to="all", time=after(minutes=30))})
    ran = first.publish(now=after(minutes=30))
    assert ran.code == 1
    assert ran.states("copy") == {"acme-mastodon": "held", "acme-bluesky": "held", "acme-pages": "published"}
    why = reasons(first, "copy")
    assert why["acme-mastodon"].startswith("duplicate-text: the post first says exactly this on acme-mastodon")
    assert first.made() == (1, 1)
    # said once, and not failed again
    again = first.publish(now=after(minutes=45))
    assert (again.code, again.deliveries) == (0, {})


def test_a_post_that_was_renamed_is_not_sent_again(first: Team):
    (first.here.path / "content/posts/first.md").unlink()
    first.merge({"posts/renamed.md": post("The parcels are packed.", to=TWO, time=after(minutes=30))})
    assert set(first.publish(now=after(minutes=30)).states("renamed").values()) == {"held"}
    assert first.made() == (1, 1)


def test_of_two_that_are_due_together_one_goes_out(team: Team):
    team.merge({f"posts/{name}.md": post("The parcels are packed.", to=TWO) for name in ("one", "two")})
    ran = team.publish()
    assert set(ran.states("one").values()) == {"published"}
    assert set(ran.states("two").values()) == {"held"}
    assert team.made() == (1, 1)
    assert team.publish(now=after(minutes=15)).deliveries == {}


def test_a_held_copy_goes_out_when_its_text_is_another(first: Team):
    first.merge({"posts/copy.md": post("The parcels are packed.", to=TWO, time=after(minutes=30))})
    first.publish(now=after(minutes=30))
    first.merge({"posts/copy.md": post("The parcels are on their way.", to=TWO, time=after(minutes=30))})
    assert set(first.publish(now=after(minutes=45)).states("copy").values()) == {"published"}
    assert first.made() == (2, 2)


def test_an_author_who_means_it_may_say_it_again(first: Team):
    meant = post(
        "The parcels are packed.", to="acme-mastodon", time=after(minutes=30), lint="{ignore: [duplicate-text]}"
    )
    first.merge({"posts/again.md": meant})
    assert first.publish(now=after(minutes=30)).states("again") == {"acme-mastodon": "published"}
    assert first.made() == (2, 1)


def test_a_failed_send_is_tried_again_and_is_no_copy_of_itself(team: Team):
    team.merge({"posts/first.md": post("The parcels are packed.", to="acme-mastodon")})
    team.sandbox.inject("*.publish limit 60 times=1")
    assert team.publish().states("first") == {"acme-mastodon": "retry"}
    team.merge({"posts/a-copy.md": post("The parcels are packed.", to="acme-mastodon")})
    ran = team.publish(now=after(minutes=15))
    assert ran.states("first") == {"acme-mastodon": "published"}
    assert ran.states("a-copy") == {"acme-mastodon": "held"}
    assert team.made()[0] == 1


def test_preparing_says_it_and_publishing_the_seal_holds_it(first: Team):
    first.merge({"posts/copy.md": post("The parcels are packed.", to="acme-mastodon", time=after(minutes=30))})
    prepared = first.run("prepare", "--out", "sealed", now=after(minutes=30))
    assert "Will be held: copy on acme-mastodon: duplicate-text: the post first says exactly this" in prepared.err
    assert first.publish("--sealed", "sealed", now=after(minutes=30)).states("copy") == {"acme-mastodon": "held"}
    assert first.made() == (1, 1)


class TestTwoRuns:
    """Two runs of two commits, each with one of two posts with the same words, claim at the same time."""

    @pytest.fixture
    def waiting(self, first: Team) -> subprocess.Popen[str]:
        """Return a run whose claim of ``slow`` is held back by the remote until the file ``go`` is there."""
        other = first.another()
        other.merge({"posts/slow.md": post("The parcels have left.", to="acme-mastodon")})
        asked, go = (first.origin.path.parent / name for name in ("asked", "go"))
        first.origin.hook(
            "pre-receive", f"mkdir {asked} 2>/dev/null || exit 0\nwhile [ ! -e {go} ]; do sleep 0.02; done"
        )
        running = other.start("--format", "json", "publish", now=after(minutes=1))
        deadline = time.monotonic() + 60
        while not asked.exists():
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return running

    def test_who_claims_second_is_held(self, first: Team, waiting: subprocess.Popen[str]):
        first.here.git("pull", "-q", "origin", "main")
        (first.here.path / "content/posts/slow.md").unlink()
        first.merge({"posts/fast.md": post("The parcels have left.", to="acme-mastodon")})
        assert first.publish(now=after(minutes=1)).states("fast") == {"acme-mastodon": "published"}
        (first.origin.path.parent / "go").touch()
        ran = ended(waiting)
        assert (ran.code, ran.states("slow")) == (1, {"acme-mastodon": "held"}), ran.err
        why = ran.deliveries["slow", "acme-mastodon"]["reason"]
        assert why.startswith("duplicate-text: the post fast says exactly this on acme-mastodon")
        assert first.statuses() == ["The parcels are packed.", "The parcels have left."]
        assert [entry.kind for entry in first.entries() if entry.delivery.post == "slow"] == ["held"]
