"""Kits in issues: opened once, answered by a comment with the address, closed when it is on the record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.issues import Tracker, tracking
from tests.scenarios.conftest import SMM_YML, Ran, Team, after, post

FORUM = "  acme-forum: {platform: manual, handle: acme}\n"
CONFIG = SMM_YML.replace("accounts:\n", f"accounts:\n{FORUM}")
URL = "https://forum.example/t/1"


@pytest.fixture
def tracker() -> Iterator[Tracker]:
    with tracking() as running:
        yield running


@pytest.fixture
def forum(team: Team) -> Team:
    manual = "manual: {issue: true, webhook: true, assignees: [ada]}\n"
    team.merge({"smm.yml": CONFIG + manual, "posts/hello.md": post("Hello, forum", to="acme-forum")})
    return team


def publish(team: Team, tracker: Tracker, now: str = after()) -> Ran:
    return team.publish(now=now, environ=tracker.environ)


def test_an_issue_is_opened_once_and_holds_the_kit(forum: Team, tracker: Tracker):
    assert publish(forum, tracker).states("hello") == {"acme-forum": "held"}
    (issue,) = tracker.issues.values()
    assert issue["title"] == "Post by hand: hello on acme-forum"
    assert issue["assignees"] == ["ada"]
    assert "```text\nHello, forum\n```" in issue["body"]
    publish(forum, tracker, after(minutes=15))
    publish(forum, tracker, after(minutes=30))
    assert len(tracker.issues) == 1


def test_a_comment_with_the_address_is_the_receipt(forum: Team, tracker: Tracker):
    publish(forum, tracker)
    tracker.comment(1, f" <{URL}>\n")
    ran = publish(forum, tracker, after(minutes=15))
    row = ran.deliveries["hello", "acme-forum"]
    assert (row["state"], row["url"]) == ("published", URL)
    assert forum.entries()[-1].by == "ada"
    assert tracker.issues[1]["state"] == "closed"
    assert not [path for path in forum.files() if path.startswith("kits/")]
    asked = len(tracker.asked)
    publish(forum, tracker, after(minutes=30))
    assert len(tracker.comments[1]) == 2
    assert len(tracker.asked) - asked <= 1  # one look at the list


@pytest.mark.parametrize(
    ("body", "association"),
    [(URL, "NONE"), (URL, "CONTRIBUTOR"), (f"It is at {URL}", "MEMBER"), ("done", "MEMBER"), ("javascript:x", "OWNER")],
)
def test_nobody_elses_word_and_nothing_else_is_taken(forum: Team, tracker: Tracker, body: str, association: str):
    publish(forum, tracker)
    tracker.comment(1, body, association=association)
    assert publish(forum, tracker, after(minutes=15)).deliveries == {}
    assert tracker.issues[1]["state"] == "open"


def test_an_answer_on_the_command_line_closes_the_issue(forum: Team, tracker: Tracker):
    publish(forum, tracker)
    forum.run("resolve", "hello", "acme-forum", "--published", URL, now=after(minutes=5))
    publish(forum, tracker, after(minutes=15))
    assert tracker.issues[1]["state"] == "closed"


def test_an_issue_that_somebody_closed_is_not_opened_again(forum: Team, tracker: Tracker):
    publish(forum, tracker)
    tracker.issues[1]["state"] = "closed"
    publish(forum, tracker, after(minutes=15))
    assert len(tracker.issues) == 1


def test_a_github_that_refuses_is_told_and_changes_nothing(forum: Team, tracker: Tracker):
    tracker.status = 403
    ran = publish(forum, tracker)
    assert ran.states("hello") == {"acme-forum": "held"}
    assert "give the job that publishes `issues: write`" in ran.err
    assert "ghs_sesame" not in ran.err + ran.out
    tracker.status = 0
    publish(forum, tracker, after(minutes=15))
    assert len(tracker.issues) == 1


def test_the_webhook_is_called_once_and_its_secret_is_nowhere(forum: Team, tracker: Tracker):
    ran = publish(forum, tracker)
    publish(forum, tracker, after(minutes=15))
    (call,) = tracker.hooked
    assert "hello on acme-forum" in call["text"]
    assert call["content"] == call["text"]
    assert call["query"] == "token=secret-hook"
    assert len(call["key"]) == 64
    assert "secret-hook" not in ran.err + ran.out


def test_the_next_tick_comes_to_look_for_the_answer(forum: Team, tracker: Tracker):
    publish(forum, tracker)
    index = forum.origin.git("show", "smm-state:index.json")
    assert f'"next_due": "{after(minutes=15)}"' in index


def test_without_github_the_kit_is_on_the_branch_all_the_same(forum: Team):
    ran = forum.publish()
    assert ran.states("hello") == {"acme-forum": "held"}
    assert "GITHUB_REPOSITORY and GITHUB_TOKEN are not set" in ran.err
    assert "SMM_MANUAL_WEBHOOK is not set" in ran.err
