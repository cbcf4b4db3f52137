"""What people say of a delivery, and what `prepare` hands over."""

from __future__ import annotations

import json

import pytest

from tests.scenarios.conftest import Team, after, post


@pytest.fixture
def one(team: Team) -> Team:
    """Return a team with one post for Mastodon alone."""
    team.merge({"posts/hello.md": post("Hello, world", to="acme-mastodon")})
    return team


@pytest.fixture
def doubtful(one: Team) -> Team:
    """Return a team whose post is there, whose answer was lost, and whose server can not be searched."""
    one.sandbox.inject("mastodon.publish drop after times=1; mastodon.find error 503")
    assert one.publish().states("hello") == {"acme-mastodon": "unknown"}
    return one


class TestResolve:
    def test_an_unknown_that_a_person_found_is_published_at_that_url(self, doubtful: Team):
        ran = doubtful.run("resolve", "hello", "acme-mastodon", "--published", "https://mastodon.example/@acme/1")
        assert ran.code == 0, ran.err
        ran = doubtful.run("--format", "json", "status", "hello")
        assert ran.deliveries["hello", "acme-mastodon"]["url"] == "https://mastodon.example/@acme/1"
        assert doubtful.publish(now=after(hours=1)).deliveries == {}
        assert doubtful.made() == (1, 0)

    def test_an_unknown_that_a_person_did_not_find_is_sent_again(self, one: Team):
        one.sandbox.inject("mastodon.publish drop before times=1; mastodon.find error 503")
        one.publish()
        assert one.run("resolve", "hello", "acme-mastodon", "--resend").code == 0
        assert one.publish(now=after(minutes=15)).states("hello") == {"acme-mastodon": "published"}
        assert one.made() == (1, 0)

    def test_an_unknown_stays_and_is_not_failed_again(self, doubtful: Team):
        for hours in (1, 2, 30):
            ran = doubtful.publish(now=after(hours=hours))
            assert (ran.code, ran.deliveries) == (0, {}), ran.err
        assert "Left alone: hello on acme-mastodon" in ran.err
        assert doubtful.made() == (1, 0)
        assert doubtful.kinds("acme-mastodon") == ["claimed", "unknown"]

    def test_what_is_no_question_can_not_be_answered(self, one: Team):
        one.publish()
        for arguments in (["--resend"], ["--published", "https://mastodon.example/@acme/1"]):
            ran = one.run("resolve", "hello", "acme-mastodon", *arguments)
            assert ran.code == 2
            assert "is published" in ran.err
        assert one.run("resolve", "hello", "acme-bluesky", "--resend").code == 2
        assert one.run("resolve", "hello", "acme-mastodon").code == 2
        assert one.kinds("acme-mastodon") == ["claimed", "published"]

    def test_a_receipt_must_be_an_address(self, doubtful: Team):
        ran = doubtful.run("resolve", "hello", "acme-mastodon", "--published", "javascript:alert(1)")
        assert ran.code == 2
        assert doubtful.kinds("acme-mastodon") == ["claimed", "unknown"]


class TestHold:
    def test_a_held_post_does_not_go_out_until_it_is_released(self, one: Team):
        assert one.run("hold", "hello", "acme-mastodon", "--reason", "wait", now=after(minutes=-5)).code == 0
        assert one.publish().deliveries == {}
        assert one.status("hello") == {"acme-mastodon": "held"}
        assert one.run("release", "hello", "acme-mastodon", now=after(hours=10)).code == 0
        assert one.publish(now=after(hours=10)).states("hello") == {"acme-mastodon": "published"}

    def test_a_post_released_before_its_time_waits_for_its_time(self, one: Team):
        one.run("hold", "hello", "acme-mastodon", now=after(minutes=-30))
        one.run("release", "hello", "acme-mastodon", now=after(minutes=-20))
        assert one.publish(now=after(minutes=-10)).deliveries == {}
        assert one.publish().states("hello") == {"acme-mastodon": "published"}

    def test_a_hold_from_elsewhere_is_seen_before_each_send(self, team: Team):
        team.merge({f"posts/p{n}.md": post(f"Post {n}", to="acme-mastodon") for n in (1, 2)})
        team.sandbox.inject("mastodon.publish latency 4 times=1")
        running = team.start("--format", "json", "publish")
        while not [e for e in team.entries_or_none() if e.kind == "claimed"]:
            assert running.poll() is None
        person = team.another("person")
        # what is claimed can not be held any more: the claim says that it is about to go out
        ran = person.run("hold", "p2", "acme-mastodon")
        assert ran.code == 2
        running.communicate(timeout=90)
        assert team.made() == (2, 0)

    def test_who_said_it_is_recorded(self, one: Team):
        one.run("hold", "hello", "acme-mastodon", environ={"GITHUB_ACTOR": "ada"})
        assert [entry.by for entry in one.entries()] == ["ada"]


class TestRetry:
    def test_a_failed_post_is_tried_again_when_a_person_says_so(self, one: Team):
        one.sandbox.inject("mastodon.publish error 422 times=1")
        assert one.publish().states("hello") == {"acme-mastodon": "failed"}
        assert one.publish(now=after(hours=1)).deliveries == {}
        assert one.run("retry", "hello", "acme-mastodon", now=after(hours=2)).code == 0
        assert one.publish(now=after(hours=2)).states("hello") == {"acme-mastodon": "published"}
        assert one.made() == (1, 0)

    def test_a_published_post_is_not_tried_again(self, one: Team):
        one.publish()
        assert one.run("retry", "hello", "acme-mastodon").code == 2
        assert one.publish(now=after(hours=1)).deliveries == {}


class TestReconcile:
    def test_it_adopts_what_is_out_and_sends_nothing(self, doubtful: Team):
        doubtful.sandbox.inject("")
        ran = doubtful.run("--format", "json", "reconcile", now=after(hours=1))
        assert ran.code == 0, ran.err
        assert ran.states("hello") == {"acme-mastodon": "published"}
        assert doubtful.sends() == 1


class TestSealed:
    def test_what_was_prepared_is_what_goes_out(self, team: Team, pictures: dict[str, bytes]):
        team.merge(
            {
                "media/red.png": pictures["red"],
                "posts/hello.md": post("Look", media="[{file: media/red.png, alt: A red square}]"),
            }
        )
        assert team.run("prepare", "--out", "sealed").code == 0
        assert team.sends() == 0
        assert team.origin.git("branch", "--list", "smm-state") == ""
        ran = team.publish("--sealed", "sealed")
        assert ran.code == 0, ran.err
        assert set(ran.states("hello").values()) == {"published"}
        assert team.made() == (1, 1)
        [(_, record)] = team.skeets()
        assert record["embed"]["images"][0]["alt"] == "A red square"

    def test_publishing_the_same_seal_twice_sends_once(self, one: Team):
        one.run("prepare", "--out", "sealed")
        one.publish("--sealed", "sealed")
        assert one.publish("--sealed", "sealed", now=after(minutes=15)).deliveries == {}
        assert one.made() == (1, 0)

    def test_a_seal_of_another_commit_is_refused(self, one: Team):
        one.run("prepare", "--out", "sealed")
        one.merge({"posts/hello.md": post("Edited", to="acme-mastodon")})
        ran = one.publish("--sealed", "sealed")
        assert ran.code == 3
        assert "another commit" in ran.err
        assert one.made() == (0, 0)

    def test_a_seal_that_was_changed_is_refused(self, one: Team):
        one.run("prepare", "--out", "sealed")
        manifest = one.here.path / "sealed" / "sealed.json"
        manifest.write_text(manifest.read_text().replace("Hello, world", "Buy now"))
        ran = one.publish("--sealed", "sealed")
        assert ran.code == 3
        assert one.made() == (0, 0)

    def test_a_seal_that_is_not_there_is_refused(self, one: Team):
        ran = one.publish("--sealed", "nowhere")
        assert ran.code == 3
        assert "prepare" in ran.err

    def test_it_needs_no_secret_and_the_seal_holds_none(self, one: Team):
        ran = one.run("prepare", "--out", "sealed", sandbox=False, environ={"SMM_ACME_MASTODON_TOKEN": "s3cret"})
        assert ran.code == 0, ran.err
        written = "".join(path.read_text() for path in (one.here.path / "sealed").rglob("*.json"))
        assert "s3cret" not in written
        assert json.loads(written)["sealed"][0]["payload"]["parts"][0]["text"] == "Hello, world"


class TestMetrics:
    def test_counters_are_appended_and_a_second_count_has_nothing_to_do(self, one: Team):
        one.publish()
        ran = one.run("--format", "json", "metrics", now=after(hours=2))
        assert ran.code == 0, ran.err
        [sample] = json.loads(ran.out)["samples"]
        assert sample["counters"]["likes"] == 0
        assert "impressions" not in sample["counters"]
        lines = one.origin.git("show", "smm-state:metrics/2026-12.jsonl").splitlines()
        assert json.loads(lines[0]) == sample
        again = json.loads(one.run("--format", "json", "metrics", now=after(hours=2)).out)
        assert again == {"samples": [], "accounts": []}

    def test_one_account_that_fails_does_not_stop_the_others(self, team: Team):
        team.merge({"posts/hello.md": post("Hello", to="acme-mastodon, acme-bluesky")})
        team.publish()
        team.sandbox.inject("mastodon.* error 503")
        ran = team.run("--format", "json", "metrics", now=after(hours=2))
        assert ran.code == 1
        assert "acme-mastodon could not be counted" in ran.err
        assert [sample["delivery"]["account"] for sample in json.loads(ran.out)["samples"]] == ["acme-bluesky"]
