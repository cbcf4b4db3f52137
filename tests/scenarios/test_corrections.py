"""A typo after publishing: `revision: 2` with `correct: edit | reply | replace | leave`, through the same claims."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import Team, after, post

LATER = after(hours=30)
NEXT = after(hours=31)
TO = "acme-mastodon, acme-bluesky"
EDITABLE = "acme-mastodon, acme-pages"


def correct(team: Team, body: str, how: str | None = None, *, to: str = "all", revision: int = 2, **keys: str) -> None:
    more = {"correct": how} if how is not None else {}
    team.merge({"posts/hello.md": post(body, to=to, revision=str(revision), **more, **keys)})


@pytest.fixture
def out(team: Team) -> Team:
    """Return a team whose post, with a typo, is out on three accounts since yesterday."""
    team.merge({"posts/hello.md": post("Helo, world")})
    assert team.publish().code == 0
    return team


def page(team: Team, path: str = "hello/index.html") -> str:
    return team.origin.git("show", f"smm-state:site/acme-pages/{path}")


def mastodon_ids(team: Team) -> list[str]:
    return [record.key for record in team.sandbox.store.records("mastodon", "status", oldest_first=True)]


class TestEdit:
    def test_the_text_changes_where_it_stands(self, out: Team):
        before = mastodon_ids(out)
        correct(out, "Hello, world", "edit", to=EDITABLE)
        ran = out.publish(now=LATER)
        assert ran.code == 0, ran.err
        assert ran.states("hello") == {"acme-mastodon": "edited", "acme-pages": "edited"}
        assert (out.statuses(), mastodon_ids(out)) == (["Hello, world"], before)
        assert "Hello, world" in page(out)
        assert not any("hello-r2" in path for path in out.pages())
        one, two = (r for d, r in out.ledger().records.items() if d.account == "acme-mastodon")
        assert one.receipts == two.receipts
        assert out.publish(now=NEXT).deliveries == {}
        assert out.run("lint", now=NEXT).code == 0
        assert out.run("fsck", now=NEXT).code == 0

    def test_a_platform_that_can_not_says_so_and_keeps_its_post(self, out: Team):
        correct(out, "Hello, world", "edit")
        ran = out.publish(now=LATER)
        assert "Bluesky has no `edit`" in ran.err
        assert "acme-bluesky" not in ran.states("hello")
        assert out.records() == ["Helo, world"]
        assert out.statuses() == ["Hello, world"]

    def test_pictures_and_every_part_of_a_thread_change(self, team: Team, pictures: dict[str, bytes]):
        first = post("One\n\n---\n\nTwo", to="acme-mastodon", media="[{file: media/red.png, alt: Red}]")
        team.merge({"media/red.png": pictures["red"], "media/blue.png": pictures["blue"], "posts/hello.md": first})
        team.publish()
        ids = mastodon_ids(team)
        correct(team, "Uno\n\n---\n\nDos", "edit", to="acme-mastodon", media="[{file: media/blue.png, alt: Blue}]")
        assert team.publish(now=LATER).states("hello") == {"acme-mastodon": "edited"}
        assert (team.statuses(), mastodon_ids(team)) == (["Uno", "Dos"], ids)
        [status, _] = team.sandbox.store.records("mastodon", "status", oldest_first=True)
        [blob] = [team.sandbox.store.blob("mastodon", key) for key in status.value["media_ids"]]
        assert blob is not None
        assert (blob.data, blob.meta["description"]) == (pictures["blue"], "Blue")

    @pytest.mark.parametrize(
        ("body", "keys", "why"),
        [
            ("One\n\n---\n\nTwo", {}, "parts"),
            ("Hello", {"visibility": "unlisted"}, "visibility"),
            ("Hello", {"reply_to": "https://social.example/@bob/1"}, "reply_to"),
        ],
    )
    def test_what_no_edit_can_do_is_held_and_nothing_is_touched(
        self, team: Team, body: str, keys: dict[str, str], why: str
    ):
        team.merge({"posts/hello.md": post("Helo", to="acme-mastodon")})
        team.publish()
        correct(team, body, "edit", to="acme-mastodon", **keys)
        ran = team.publish(now=LATER)
        assert ran.code == 1
        assert why in ran.deliveries["hello", "acme-mastodon"]["reason"]
        assert team.statuses() == ["Helo"]
        correct(team, "Hello", "edit", to="acme-mastodon")
        assert team.publish(now=NEXT).states("hello") == {"acme-mastodon": "edited"}

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_a_lost_answer_is_tried_again(self, out: Team, when: str):
        correct(out, "Hello, world", "edit", to="acme-mastodon")
        out.sandbox.inject(f"mastodon.edit drop {when}")
        assert out.publish(now=LATER).states("hello") == {"acme-mastodon": "retry"}
        out.sandbox.inject("")
        assert out.publish(now=NEXT).states("hello") == {"acme-mastodon": "edited"}
        assert out.statuses() == ["Hello, world"]

    def test_what_was_claimed_is_what_goes_out_whatever_was_written_since(self, out: Team):
        correct(out, "Hello, world", "edit", to="acme-mastodon")
        out.sandbox.inject("mastodon.edit error 503")
        out.publish(now=LATER)
        out.sandbox.inject("")
        correct(out, "Hello, moon", "reply", to="acme-mastodon")
        assert out.publish(now=NEXT).states("hello") == {"acme-mastodon": "edited"}
        assert out.statuses() == ["Hello, world"]

    def test_a_post_that_somebody_deleted_can_not_be_edited(self, out: Team):
        [status] = out.sandbox.store.records("mastodon", "status")
        out.sandbox.store.delete(status, out.clock())
        correct(out, "Hello, world", "edit", to="acme-mastodon")
        assert out.publish(now=LATER).states("hello") == {"acme-mastodon": "failed"}
        assert out.statuses() == []

    def test_an_edit_can_be_edited_and_then_taken_back(self, out: Team):
        correct(out, "Hello", "edit", to=EDITABLE)
        out.publish(now=LATER)
        correct(out, "Hello, world", "edit", to=EDITABLE, revision=3)
        assert set(out.publish(now=NEXT).states("hello").values()) == {"edited"}
        assert out.statuses() == ["Hello, world"]
        ran = out.run("retract", "hello", now=after(hours=32))
        assert ran.code == 0, ran.err
        assert (out.statuses(), out.records()) == ([], [])
        assert not any("hello" in path for path in out.pages())
        assert {record.state for record in out.ledger().records.values()} == {"retracted"}


class TestReply:
    def test_the_new_text_answers_the_last_part(self, team: Team):
        team.merge({"posts/hello.md": post("One\n\n---\n\nTwo", to="all")})
        team.publish()
        correct(team, "Correction: three", "reply")
        ran = team.publish(now=LATER)
        assert ran.code == 0, ran.err
        assert set(ran.states("hello").values()) == {"published"}
        assert team.statuses() == ["One", "Two", "Correction: three"]
        ids = mastodon_ids(team)
        statuses = team.sandbox.store.records("mastodon", "status", oldest_first=True)
        assert statuses[2].value["in_reply_to_id"] == ids[1]
        skeets = team.skeets()
        assert skeets[2][1]["reply"]["parent"]["uri"].endswith(skeets[1][0])
        assert skeets[2][1]["reply"]["root"]["uri"].endswith(skeets[0][0])
        assert "u-in-reply-to" in page(team, "hello-r2/index.html")
        assert team.run("lint", now=NEXT).code == 0
        assert team.run("fsck", now=NEXT).code == 0
        assert team.publish(now=NEXT).deliveries == {}

    def test_a_lost_answer_is_found(self, out: Team):
        correct(out, "Hello, world", "reply", to=TO)
        out.sandbox.inject("*.publish drop after times=2")
        out.publish(now=LATER)
        out.sandbox.inject("")
        out.publish(now=NEXT)
        assert (out.statuses(), out.records()) == (["Helo, world", "Hello, world"],) * 2


class TestReplace:
    def test_the_old_one_goes_first(self, out: Team):
        correct(out, "Hello, world", "replace")
        ran = out.publish(now=LATER)
        assert ran.code == 0, ran.err
        assert (out.statuses(), out.records()) == (["Hello, world"],) * 2
        calls = [c.operation for c in out.sandbox.store.calls() if c.operation.startswith("mastodon.")]
        assert calls[-1 - calls[::-1].index("mastodon.publish") :].count("mastodon.delete") == 0
        assert calls.count("mastodon.delete") == 1
        assert "hello/index.html" not in " ".join(out.pages())
        assert "Hello, world" in page(out, "hello-r2/index.html")
        states = {(d.account, d.revision): r.state for d, r in out.ledger().records.items()}
        assert {state for (_, revision), state in states.items() if revision == 1} == {"retracted"}
        assert {state for (_, revision), state in states.items() if revision == 2} == {"published"}
        assert out.publish(now=NEXT).deliveries == {}
        assert out.run("fsck", now=NEXT).code == 0

    def test_while_the_old_one_may_be_there_the_new_one_waits(self, out: Team):
        correct(out, "Hello, world", "replace", to=TO)
        out.sandbox.inject("bluesky.delete drop before")
        ran = out.publish(now=LATER)
        assert "acme-bluesky" in ran.err
        assert (out.statuses(), out.records()) == (["Hello, world"], ["Helo, world"])
        out.sandbox.inject("")
        out.publish(now=NEXT)
        assert out.records() == ["Hello, world"]
        assert out.made() == (2, 2)

    def test_what_a_person_took_back_is_not_replaced(self, out: Team):
        out.run("retract", "hello", "acme-bluesky", now=after(hours=29))
        correct(out, "Hello, world", "replace", to=TO)
        ran = out.publish(now=LATER)
        assert ran.states("hello")["acme-bluesky"] == "skipped"
        assert (out.statuses(), out.records()) == (["Hello, world"], [])

    def test_sealed_in_one_job_and_sent_in_another(self, out: Team):
        correct(out, "Hello, world", "replace", to=TO)
        out.run("prepare", "--out", "sealed", now=LATER)
        assert (out.statuses(), out.records()) == (["Helo, world"],) * 2
        ran = out.publish("--sealed", "sealed", now=LATER)
        assert ran.code == 0, ran.err
        assert (out.statuses(), out.records()) == (["Hello, world"],) * 2

    @pytest.mark.parametrize("push", [1, 2, 3, 4])
    def test_killed_at_any_push_it_is_replaced_once(self, out: Team, push: int):
        """Pushes: the intent to take back, that it is gone, the claim, the outcome."""
        correct(out, "Hello, world", "replace", to=TO)
        out.killed_at_push(push, "publish", now=LATER)
        other = out.another()
        for minutes in (30, 45):
            other.publish(now=after(hours=30, minutes=minutes))
        assert (out.statuses(), out.records()) == (["Hello, world"],) * 2
        assert out.made() == (2, 2)


class TestLeave:
    def test_nothing_is_sent_and_lint_is_quiet(self, out: Team):
        calls = out.sends()
        correct(out, "Hello, world", "leave")
        assert out.run("lint", now=LATER).code == 0
        ran = out.publish(now=LATER)
        assert ran.code == 0, ran.err
        assert set(ran.states("hello").values()) == {"skipped"}
        assert {row["reason"] for row in ran.deliveries.values()} == {"left as it is"}
        assert out.sends() == calls
        assert out.publish(now=NEXT).deliveries == {}
        assert out.run("lint", now=NEXT).code == 0


class TestUnclear:
    def test_a_revision_that_does_not_say_how_waits_and_names_the_four(self, out: Team):
        correct(out, "Hello, world")
        ran = out.publish(now=LATER)
        assert "`correct: edit`, `reply`, `replace` or `leave`" in ran.err
        assert ran.deliveries == {}
        assert (out.statuses(), out.records()) == (["Helo, world"],) * 2

    def test_an_account_that_never_got_it_gets_a_publication(self, team: Team):
        team.merge({"posts/hello.md": post("Helo", to="acme-mastodon")})
        team.publish()
        correct(team, "Hello", "edit", to=TO, max_late="3d")
        ran = team.publish(now=LATER)
        assert ran.states("hello") == {"acme-mastodon": "edited", "acme-bluesky": "published"}
        assert (team.statuses(), team.records()) == (["Hello"], ["Hello"])


class TestPerAccount:
    def test_each_account_is_corrected_its_own_way(self, out: Team):
        own = "{acme-bluesky: {correct: replace}, microblog: {correct: leave}}"
        correct(out, "Hello, world", "edit", variants=own)
        assert out.run("lint", now=LATER).code == 0
        out.publish(now=LATER)
        states = {one.account: record.state.value for one, record in out.ledger().records.items() if one.revision == 2}
        assert states == {"acme-mastodon": "edited", "acme-bluesky": "published", "acme-pages": "skipped"}
        assert (out.statuses(), out.records()) == (["Hello, world"], ["Hello, world"])
        assert "Helo, world" in page(out)
        assert out.publish(now=NEXT).deliveries == {}


class TestKilled:
    @pytest.mark.parametrize("how", ["edit", "reply"])
    @pytest.mark.parametrize("push", [1, 2])
    def test_a_correction_is_made_once(self, out: Team, how: str, push: int):
        """Pushes: the claim, the outcome."""
        correct(out, "Hello, world", how, to="acme-mastodon")
        out.killed_at_push(push, "publish", now=LATER)
        other = out.another()
        for minutes in (30, 45):
            other.publish(now=after(hours=30, minutes=minutes))
        assert out.statuses() == (["Hello, world"] if how == "edit" else ["Helo, world", "Hello, world"])
        states = {r.state for d, r in out.ledger().records.items() if d.revision == 2}
        assert states == {"edited" if how == "edit" else "published"}
