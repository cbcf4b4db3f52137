"""Whole ticks: what a team sees when its posts become due."""

from __future__ import annotations

from tests.scenarios.conftest import NOON, Team, after, ended, post

THREE = {"acme-mastodon": "published", "acme-bluesky": "published", "acme-pages": "published"}


def test_due_posts_go_out_once_on_three_accounts_and_the_state_branch_holds_receipts(hello: Team):
    ran = hello.publish()
    assert ran.code == 0, ran.err
    assert ran.states("hello") == THREE
    assert hello.statuses() == ["Hello, world"]
    assert hello.records() == ["Hello, world"]
    assert any(path.endswith("index.html") for path in hello.pages())
    receipts = {e.delivery.account: e.receipts[0] for e in hello.entries() if e.kind == "published"}
    assert set(receipts) == set(THREE)
    assert receipts["acme-mastodon"].url.startswith(hello.sandbox.url)
    assert receipts["acme-bluesky"].id.startswith("at://did:")
    assert receipts["acme-pages"].url.startswith("https://acme.example/social/")


def test_the_claim_stands_before_the_receipt_in_every_ledger_file(hello: Team):
    hello.publish()
    for account in THREE:
        assert hello.kinds(account) == ["claimed", "published"]
    claims = [entry for entry in hello.entries() if entry.kind == "claimed"]
    assert all(entry.payload and entry.key and entry.owner and entry.lease_until for entry in claims)


def test_publishing_again_sends_nothing(hello: Team):
    hello.publish()
    head = hello.origin.git("rev-parse", "smm-state")
    for now in (NOON, after(hours=1), after(days=40)):
        ran = hello.publish(now=now)
        assert (ran.code, ran.deliveries) == (0, {})
    assert hello.made() == (1, 1)
    assert hello.sends() == 2
    ledgers = hello.origin.git("diff", "--name-only", head, "smm-state", "--", "ledger", "site")
    assert ledgers == ""


def test_a_quiet_tick_commits_nothing(hello: Team):
    hello.publish()
    hello.run("metrics", now=after(minutes=5))
    head = hello.origin.git("rev-parse", "smm-state")
    hello.publish(now=after(minutes=20))
    assert hello.origin.git("rev-parse", "smm-state") == head


def test_the_lint_cache_keeps_no_secret(hello: Team):
    token = "ghp_" + "a1B2c3D4e5F6" * 3
    hello.merge({"posts/leak.md": post(f"Our token is {token}")})
    ran = hello.run("lint")
    assert "secret-in-content" in ran.out
    kept = [path for path in (hello.here.path / ".git" / "smm").rglob("*") if path.is_file()]
    assert [path for path in kept if token.encode() in path.read_bytes()] == []


def test_nothing_is_sent_before_its_time(hello: Team):
    ran = hello.publish(now="2026-12-01T11:59:59Z")
    assert (ran.code, ran.deliveries) == (0, {})
    assert hello.made() == (0, 0)
    assert "next_due" in hello.origin.git("show", "smm-state:index.json")
    assert NOON in hello.origin.git("show", "smm-state:index.json")


def test_two_processes_at_once_in_two_clones_send_each_once(hello: Team):
    other = hello.another()
    first, second = (runner.start("--format", "json", "publish") for runner in (hello, other))
    codes = {ended(first).code, ended(second).code}
    assert codes == {0}
    assert hello.made() == (1, 1)
    assert {e.delivery.account for e in hello.entries() if e.kind == "published"} == set(THREE)
    assert len([e for e in hello.entries() if e.kind == "published"]) == 3


def test_two_processes_at_once_in_one_clone_send_each_once(hello: Team):
    started = [hello.start("--format", "json", "publish") for _ in range(2)]
    assert [ended(process).code for process in started] == [0, 0]
    assert hello.made() == (1, 1)


def test_a_late_post_is_missed_and_said_once(hello: Team):
    first = hello.publish(now=after(hours=7))
    assert first.code == 1
    assert set(first.states("hello").values()) == {"missed"}
    assert "7 h late" in first.deliveries["hello", "acme-bluesky"]["reason"]
    second = hello.publish(now=after(hours=8))
    assert (second.code, second.deliveries) == (0, {})
    assert hello.made() == (0, 0)
    assert hello.kinds("acme-bluesky") == ["missed"]


def test_a_post_that_is_not_to_go_out_late_is_held_and_goes_out_when_released(team: Team):
    team.merge({"posts/hello.md": post("Hello", to="acme-mastodon", late="hold")})
    assert team.publish(now=after(hours=1)).states("hello") == {"acme-mastodon": "held"}
    assert team.publish(now=after(hours=2)).deliveries == {}
    assert team.run("release", "hello", "acme-mastodon", now=after(hours=3)).code == 0
    assert team.publish(now=after(hours=3)).states("hello") == {"acme-mastodon": "published"}
    assert team.statuses() == ["Hello"]


def test_a_missed_post_with_a_fresh_time_is_due_again(hello: Team):
    hello.publish(now=after(hours=7))
    hello.merge({"posts/hello.md": post("Hello, world", time=after(hours=9))})
    assert hello.publish(now=after(hours=8)).deliveries == {}
    assert hello.publish(now=after(hours=9)).states("hello") == THREE
    assert hello.made() == (1, 1)


def test_an_edit_after_publishing_is_not_sent(hello: Team):
    hello.publish()
    hello.merge({"posts/hello.md": post("Goodbye, world", time=after(hours=1))})
    ran = hello.publish(now=after(hours=2))
    assert (ran.code, ran.deliveries) == (0, {})
    assert hello.statuses() == ["Hello, world"]
    assert hello.records() == ["Hello, world"]


def test_a_post_that_moves_to_another_file_is_not_sent_again(hello: Team):
    hello.merge({"posts/hello.md": post("Hello, world", id="hello")})
    hello.publish()
    (hello.here.path / "content/posts/hello.md").unlink()
    hello.merge({"posts/2026/renamed.md": post("Hello, world", id="hello")})
    assert hello.publish(now=after(hours=1)).deliveries == {}
    assert hello.made() == (1, 1)


def test_uncommitted_changes_are_named_and_ignored(hello: Team):
    hello.write({"posts/hello.md": post("Not reviewed"), "posts/new.md": post("Not reviewed either")})
    ran = hello.publish()
    assert ran.code == 0
    assert "Uncommitted changes are not looked at" in ran.err
    assert "posts/hello.md" in ran.err
    assert "posts/new.md" in ran.err
    assert hello.statuses() == ["Hello, world"]


def test_a_draft_and_an_imported_delivery_are_never_sent(team: Team):
    team.merge(
        {
            "posts/draft.md": "---\nplatforms: [all]\n---\nNo time\n",
            "posts/held-back.md": post("A draft with a time", draft="true"),
            "posts/old.md": post(
                "Imported", imported="{acme-mastodon: {state: published, url: 'https://mastodon.example/@acme/1'}}"
            ),
        }
    )
    ran = team.publish()
    assert set(ran.deliveries) == {("old", "acme-bluesky"), ("old", "acme-pages")}
    assert team.made() == (0, 1)


def test_a_dry_run_claims_and_sends_nothing(hello: Team):
    ran = hello.run("--format", "json", "publish", "--dry-run")
    assert ran.code == 0, ran.err
    assert hello.made() == (0, 0)
    assert hello.sandbox.store.calls() == ()
    assert hello.origin.git("branch", "--list", "smm-state") == ""


def test_only_what_is_selected_goes_out(hello: Team):
    ran = hello.publish("--select", "platform:mastodon")
    assert set(ran.deliveries) == {("hello", "acme-mastodon")}
    assert hello.made() == (1, 0)
    assert set(hello.publish().deliveries) == {("hello", "acme-bluesky"), ("hello", "acme-pages")}


def test_a_post_that_breaks_a_limit_is_held_until_its_text_is_mended_and_the_others_go_out(hello: Team):
    hello.merge({"posts/long.md": post("x" * 400, to="acme-bluesky")})
    first = hello.publish()
    assert first.code == 1
    assert first.states("long") == {"acme-bluesky": "held"}
    assert first.states("hello") == THREE
    assert hello.publish(now=after(minutes=5)).deliveries == {}
    hello.merge({"posts/long.md": post("x" * 200, to="acme-bluesky")})
    assert hello.publish(now=after(minutes=10)).states("long") == {"acme-bluesky": "published"}


def test_a_broken_post_stops_nobody_else(hello: Team):
    hello.merge({"posts/broken.md": "---\nplatforms: [all]\ntime: [\n---\nx\n"})
    ran = hello.publish()
    assert ran.states("hello") == THREE
    assert hello.made() == (1, 1)


def test_a_reply_waits_for_what_it_answers_and_then_answers_it(team: Team):
    team.merge(
        {
            "posts/first.md": post("First", to="acme-mastodon, acme-bluesky"),
            "posts/second.md": post("Second", to="acme-mastodon, acme-bluesky", reply_to="post:first"),
        }
    )
    team.publish()
    team.publish(now=after(minutes=15))
    assert team.statuses() == ["First", "Second"]
    assert team.records() == ["First", "Second"]
    (first, _), (_, second) = team.skeets()
    assert second["reply"]["parent"]["uri"].endswith(first)


def test_the_dashboard_and_the_index_say_what_is_out(hello: Team):
    hello.merge({"posts/later.md": post("Later", time=after(days=1))})
    hello.publish()
    page = hello.origin.git("show", "smm-state:README.md")
    assert "hello" in page
    assert "later" in page
    index = hello.origin.git("show", "smm-state:index.json")
    assert after(days=1) in index
    assert '"open": []' in index


def test_no_text_of_a_post_is_in_a_commit_message(hello: Team):
    hello.publish()
    log = hello.origin.git("log", "--format=%B", "smm-state")
    assert "Hello, world" not in log
    assert "hello" in log
