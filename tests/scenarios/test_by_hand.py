"""What a person posts: a kit when it is due, once, and its address on the record when the person tells it."""

from __future__ import annotations

import io
import subprocess

import pytest
from PIL import Image

from tests.scenarios.conftest import SMM_YML, Team, after, ended, post

FORUM = "  acme-forum: {platform: manual, handle: acme, limits: {characters: 100}, options: {place: The forum}}\n"
CONFIG = SMM_YML.replace("accounts:\n", f"accounts:\n{FORUM}")
KIT = "kits/acme/hello/acme-forum-1"
URL = "https://forum.example/t/1"


@pytest.fixture
def forum(team: Team) -> Team:
    team.merge({"smm.yml": CONFIG, "posts/hello.md": post("Hello, forum", to="acme-forum")})
    return team


def show(team: Team, path: str) -> str:
    return team.origin.git("show", f"smm-state:{path}")


def photo() -> bytes:
    """Return a JPEG that says where it was taken."""
    data = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    Image.new("RGB", (40, 30), "red").save(data, "JPEG", exif=exif)
    return data.getvalue()


def test_the_kit_lies_ready_once_and_the_delivery_waits_for_its_address(forum: Team):
    ran = forum.publish()
    assert ran.code == 1, ran.err  # a person has to do something
    row = ran.deliveries["hello", "acme-forum"]
    assert row["state"] == "held"
    assert f"{KIT}/ on the state branch" in row["reason"]
    assert "smm resolve hello acme-forum --published URL" in row["reason"]
    page = show(forum, f"{KIT}/README.md")
    assert "The forum" in page
    assert "```text\nHello, forum\n```" in page
    again = forum.publish(now=after(minutes=15))
    assert again.code == 0
    assert again.deliveries == {}
    assert forum.kinds("acme-forum") == ["held"]
    assert forum.sends() == 0


def test_its_address_is_its_receipt_and_the_kit_goes_away(forum: Team):
    forum.publish()
    said = forum.run("--format", "json", "resolve", "hello", "acme-forum", "--published", URL, now=after(minutes=5))
    assert said.code == 0, said.err
    row = said.deliveries["hello", "acme-forum"]
    assert (row["state"], row["url"]) == ("published", URL)
    assert not [path for path in forum.files() if path.startswith("kits/")]
    assert forum.publish(now=after(minutes=15)).deliveries == {}


def test_another_post_can_follow_it(forum: Team):
    forum.merge({"posts/second.md": post("Second", to="acme-forum", after="post:hello")})
    assert forum.publish().states("second") == {}
    forum.run("resolve", "hello", "acme-forum", "--published", URL, now=after(minutes=5))
    assert forum.publish(now=after(minutes=15)).states("second") == {"acme-forum": "held"}


def test_two_runs_at_once_hand_it_over_once(forum: Team):
    other = forum.another()
    first, second = (one.start("--format", "json", "publish") for one in (forum, other))
    codes = sorted((ended(first).code, ended(second).code))
    assert codes in ([0, 1], [1, 1])
    assert forum.kinds("acme-forum") == ["held"]


def test_a_run_that_is_killed_at_the_push_leaves_nothing_half(forum: Team):
    forum.publish(now="2026-12-01T11:00:00Z")  # the branch is there
    forum.killed_at_push(1, "publish", now=after(minutes=1))
    assert not [path for path in forum.files() if path.startswith("kits/")]
    assert forum.publish(now=after(minutes=15)).states("hello") == {"acme-forum": "held"}
    assert forum.kinds("acme-forum")[-1:] == ["held"]


def test_the_media_come_along_without_their_location(team: Team):
    body = post("Look", to="acme-forum", media="[{file: media/photo.jpg, alt: A red field}]")
    team.merge({"smm.yml": CONFIG, "posts/hello.md": body, "media/photo.jpg": photo()})
    assert team.publish().states("hello") == {"acme-forum": "held"}
    picture = subprocess.run(
        ["git", "cat-file", "blob", f"smm-state:{KIT}/1-1.jpg"], cwd=team.origin.path, capture_output=True, check=True
    ).stdout
    assert Image.open(io.BytesIO(picture)).size == (40, 30)
    assert not Image.open(io.BytesIO(picture)).getexif().get_ifd(0x8825)
    assert "```text\nA red field\n```" in show(team, f"{KIT}/README.md")


def test_nothing_that_an_author_wrote_is_markup_in_the_kit(team: Team):
    hostile = "````\n<img src=x onerror=alert(1)> @everyone [x](javascript:1)\n````"
    team.merge({"smm.yml": CONFIG, "posts/hello.md": post(hostile, to="acme-forum")})
    team.publish()
    page = show(team, f"{KIT}/README.md")
    inside = page.split("```text\n")[1].split("\n```")[0]
    assert "<img src=x" in inside
    assert "<img" not in page.replace(inside, "")


def test_any_account_can_be_posted_to_by_hand(team: Team):
    team.merge({"posts/hello.md": post("By hand", to="acme-mastodon, acme-bluesky", deliver="manual")})
    ran = team.publish()
    assert ran.states("hello") == {"acme-mastodon": "held", "acme-bluesky": "held"}
    assert team.sends() == 0
    assert {path.split("/")[3] for path in team.files() if path.startswith("kits/")} == {
        "acme-mastodon-1",
        "acme-bluesky-1",
    }


def test_a_frozen_post_gets_no_kit(forum: Team):
    forum.run("freeze", "--reason", "outage")
    assert forum.publish().deliveries["hello", "acme-forum"]["reason"] == "frozen: outage"
    assert not [path for path in forum.files() if path.startswith("kits/")]


@pytest.mark.parametrize("how", ["time", "release"])
def test_a_fresh_time_or_a_release_makes_a_new_kit(forum: Team, how: str):
    forum.publish()
    if how == "time":
        forum.merge({"posts/hello.md": post("Hello again", to="acme-forum", time=after(hours=1))})
    else:
        forum.merge({"posts/hello.md": post("Hello again", to="acme-forum")})
        assert forum.run("release", "hello", "acme-forum", now=after(minutes=30)).code == 0
    assert forum.publish(now=after(hours=1)).states("hello") == {"acme-forum": "held"}
    assert "Hello again" in show(forum, f"{KIT}/README.md")


def test_a_post_that_is_held_for_another_reason_is_not_resolved(forum: Team):
    forum.run("hold", "hello", "acme-forum", "--reason", "wait", now="2026-12-01T11:00:00Z")
    said = forum.run("resolve", "hello", "acme-forum", "--published", URL)
    assert said.code == 2
    assert "is held" in said.err


def test_fsck_has_nothing_to_say_of_kits(forum: Team):
    forum.publish()
    said = forum.run("fsck", now=after(minutes=5))
    assert said.code == 0, said.out + said.err
