"""What servers do to us: each post is there once, and one account's trouble is its own."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import Team, after, post

OUT = "published"


class TestOneAccountsTrouble:
    def test_a_refused_token_does_not_stop_the_others(self, hello: Team):
        hello.sandbox.inject("mastodon.* error 401")
        ran = hello.publish()
        assert ran.states("hello") == {"acme-mastodon": "retry", "acme-bluesky": OUT, "acme-pages": OUT}
        assert hello.made() == (0, 1)
        hello.sandbox.inject("")
        assert hello.publish(now=after(minutes=10)).states("hello") == {"acme-mastodon": OUT}
        assert hello.made() == (1, 1)

    def test_a_missing_credential_leaves_its_deliveries_alone_and_says_so(self, hello: Team):
        hello.merge({"smm.yml": SERVERS.format(url=hello.sandbox.url)})
        ran = hello.run(
            "--format", "json", "publish", sandbox=False,
            environ={"SMM_ACME_BLUESKY_APP_PASSWORD": hello.sandbox.credential("acme-bluesky")},
        )  # fmt: skip
        assert ran.code == 0, ran.err
        assert ran.states("hello") == {"acme-bluesky": OUT, "acme-pages": OUT}
        assert "SMM_ACME_MASTODON_TOKEN" in ran.err
        assert hello.made() == (0, 1)

    def test_the_secret_is_nowhere_afterwards(self, hello: Team):
        hello.merge({"smm.yml": SERVERS.format(url=hello.sandbox.url)})
        secrets = {
            "SMM_ACME_BLUESKY_APP_PASSWORD": hello.sandbox.credential("acme-bluesky"),
            "SMM_ACME_MASTODON_TOKEN": hello.sandbox.credential("acme-mastodon"),
        }
        hello.sandbox.inject("bluesky.publish error 500")
        ran = hello.run("publish", sandbox=False, environ=secrets)
        written = ran.out + ran.err + hello.origin.git("log", "-p", "smm-state")
        written += "".join(p.read_text() for p in (hello.here.path / ".git/smm/journal").iterdir())
        assert not [secret for secret in secrets.values() if secret in written]

    def test_a_rejected_post_fails_for_good_and_does_not_stop_the_others(self, hello: Team):
        hello.sandbox.inject("mastodon.publish error 422")
        ran = hello.publish()
        assert ran.code == 1
        assert ran.states("hello") == {"acme-mastodon": "failed", "acme-bluesky": OUT, "acme-pages": OUT}
        hello.sandbox.inject("")
        assert hello.publish(now=after(minutes=30)).deliveries == {}
        assert hello.made() == (0, 1)

    def test_a_slow_account_does_not_hold_up_what_the_others_recorded(self, hello: Team):
        hello.sandbox.inject("mastodon.publish latency 2")
        ran = hello.publish()
        assert ran.code == 0
        assert hello.made() == (1, 1)

    def test_a_limited_account_waits_as_long_as_it_was_told(self, hello: Team):
        hello.sandbox.inject("mastodon.publish limit 600 times=1")
        assert hello.publish().states("hello")["acme-mastodon"] == "retry"
        assert hello.publish(now=after(minutes=9)).deliveries == {}
        assert hello.publish(now=after(minutes=11)).states("hello") == {"acme-mastodon": OUT}
        assert hello.made() == (1, 1)


SERVERS = """\
brand: acme
accounts:
  acme-mastodon: {{platform: mastodon, server: "{url}", handle: acme}}
  acme-bluesky: {{platform: bluesky, server: "{url}", handle: acme.bsky.social}}
  acme-pages: {{platform: microblog, base_url: https://acme.example/social/}}
sets: {{all: [acme-mastodon, acme-bluesky, acme-pages]}}
"""


class TestAcceptedButLost:
    @pytest.mark.parametrize(
        "fault",
        [
            "error 500 after",
            "error 502 after",
            "drop after",
            "drop during",
            "answer truncated",
            "answer empty",
            "answer malformed",
        ],
    )
    def test_it_is_there_once_after_a_second_tick(self, hello: Team, fault: str):
        hello.sandbox.inject(f"*.publish {fault} times=1")
        hello.publish()
        ran = hello.publish(now=after(minutes=30))
        assert ran.code == 0, ran.err
        assert hello.made() == (1, 1)
        records = hello.ledger().records.values()
        assert {record.state for record in records} == {"published"}
        assert all(record.url for record in records)

    @pytest.mark.parametrize("fault", ["error 500 after", "drop after"])
    def test_it_is_adopted_later_when_the_search_lags(self, hello: Team, fault: str):
        hello.sandbox.inject(f"*.publish {fault} times=1; *.find hide 600; *.read hide 600")
        first = hello.publish()
        assert hello.made() == (1, 1)
        hello.sandbox.inject("")
        hello.publish(now=after(minutes=30))
        assert hello.made() == (1, 1)
        assert {r.state for r in hello.ledger().records.values()} == {"published"}, first.out

    def test_it_is_there_once_although_the_key_is_forgotten(self, hello: Team):
        hello.sandbox.inject(
            "mastodon.publish drop after times=1; mastodon.publish forget-key; mastodon.find error 503"
        )
        assert hello.publish().states("hello")["acme-mastodon"] == "unknown"
        hello.sandbox.inject("mastodon.publish forget-key")
        hello.publish(now=after(hours=3))
        assert hello.made() == (1, 1)
        assert hello.status("hello")["acme-mastodon"] == OUT

    def test_it_is_there_once_although_it_was_edited_meanwhile(self, hello: Team):
        hello.sandbox.inject("*.publish drop after times=1; *.find error 503; *.read error 503")
        hello.publish()
        hello.sandbox.inject("")
        hello.merge({"posts/hello.md": post("Edited meanwhile")})
        hello.publish(now=after(minutes=30))
        assert hello.made() == (1, 1)
        assert (hello.statuses(), hello.records()) == (["Hello, world"], ["Hello, world"])


class TestNotAccepted:
    @pytest.mark.parametrize("fault", ["error 500", "error 503", "drop before"])
    def test_it_goes_out_once_at_a_later_tick(self, hello: Team, fault: str):
        hello.sandbox.inject(f"*.publish {fault} times=1")
        hello.publish()
        hello.sandbox.inject("")
        for minutes in (30, 60):
            hello.publish(now=after(minutes=minutes))
        assert hello.made() == (1, 1)
        assert {record.state for record in hello.ledger().records.values()} == {"published"}

    def test_a_server_that_is_down_is_tried_again_and_given_up_when_it_is_too_late(self, hello: Team):
        hello.sandbox.inject("*.publish error 503")
        for minutes in (0, 30, 120):
            assert hello.publish(now=after(minutes=minutes)).states("hello")["acme-bluesky"] == "unknown"
        given_up = hello.publish(now=after(minutes=361))
        assert given_up.states("hello") == {"acme-mastodon": "missed", "acme-bluesky": "missed"}
        assert hello.publish(now=after(minutes=400)).deliveries == {}
        assert hello.made() == (0, 0)


class TestThreads:
    THREAD = "One\n\n---\n\nTwo\n\n---\n\nThree"

    @pytest.fixture
    def thread(self, team: Team) -> Team:
        team.merge({"posts/thread.md": post(self.THREAD, to="acme-mastodon, acme-bluesky")})
        return team

    def test_a_whole_thread_goes_out_in_order(self, thread: Team):
        assert thread.publish().code == 0
        assert thread.statuses() == ["One", "Two", "Three"]
        assert thread.records() == ["One", "Two", "Three"]

    @pytest.mark.parametrize("fault", ["error 503", "limit 60", "error 500 after", "drop after", "drop before"])
    def test_one_that_broke_at_part_2_resumes_with_the_missing_part(self, thread: Team, fault: str):
        thread.sandbox.inject(f"*.publish {fault} skip=1 times=1")
        thread.publish()
        thread.sandbox.inject("")
        for minutes in (30, 60):
            thread.publish(now=after(minutes=minutes))
        assert thread.made() == (3, 3)
        assert thread.statuses() == ["One", "Two", "Three"]
        assert thread.records() == ["One", "Two", "Three"]
        for record in thread.ledger().records.values():
            assert record.state == "published"
            assert [receipt.part for receipt in record.receipts] == [0, 1, 2]
            assert len({receipt.id for receipt in record.receipts}) == 3

    def test_it_is_finished_even_when_it_is_late(self, thread: Team):
        thread.sandbox.inject("*.publish error 503 skip=1")
        thread.publish()
        thread.sandbox.inject("")
        thread.publish(now=after(hours=20))
        assert thread.made() == (3, 3)

    def test_the_replies_hang_together(self, thread: Team):
        thread.sandbox.inject("*.publish error 503 skip=1 times=1")
        thread.publish()
        thread.publish(now=after(minutes=30))
        (one, _), (two, second), (_, third) = thread.skeets()
        assert second["reply"]["parent"]["uri"].endswith(one)
        assert third["reply"]["parent"]["uri"].endswith(two)
        assert third["reply"]["root"]["uri"].endswith(one)


def test_an_option_that_nobody_linted_holds_its_delivery_and_no_other(team: Team):
    team.merge({"posts/hello.md": post("Hello", variants="{acme-mastodon: {options: {sensitiv: true}}}")})
    ran = team.publish()
    assert ran.states("hello") == {"acme-mastodon": "held", "acme-bluesky": "published", "acme-pages": "published"}
    assert "options" in ran.deliveries["hello", "acme-mastodon"]["reason"]
    assert team.made() == (0, 1)
