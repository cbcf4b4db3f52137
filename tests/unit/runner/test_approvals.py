"""Who approved a commit, asked of a GitHub that answers on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from smm_action.model.review import Review
from smm_action.plan.approval import Unasked
from smm_action.runner import approvals
from smm_action.runner import github as github_api
from smm_action.runner.approvals import Reviews, approvers
from tests.fakes.reviews import Reviewing, review, reviewing, user
from tests.shared import shared

HEAD = "a" * 40
OLD = "b" * 40
MERGE = "c" * 40


@pytest.fixture
def github() -> Iterator[Reviewing]:
    with reviewing() as server:
        yield server


def asked(github: Reviewing, commit: str = MERGE, **given: Any) -> Review | Unasked:
    return Reviews(github.environ, **given).of(commit)


def test_a_merge_leads_to_its_pull_request_and_its_approval(github: Reviewing):
    github.pull(7, HEAD, HEAD, MERGE)
    github.approve(7)
    assert asked(github) == asked(github, HEAD) == Review(pr=7, approved_by=("ada",))
    assert github.asked[:2] == [
        f"/api/v3/repos/acme/social/commits/{MERGE}/pulls", "/api/v3/repos/acme/social/pulls/7/reviews",
    ]  # fmt: skip


def test_a_push_has_no_pull_request(github: Reviewing):
    assert asked(github) == Review()


APPROVED = review("ada", HEAD)


@pytest.mark.parametrize(
    ("reviews", "names"),
    [
        ([], ()),
        ([APPROVED], ("ada",)),
        ([review("bob", HEAD, minute=1), APPROVED], ("ada", "bob")),
        # the author's own word, however it is written
        ([review("grace", HEAD)], ()),
        ([review("Grace", HEAD)], ()),
        # a head that was not merged
        ([review("ada", OLD)], ()),
        ([review("ada", OLD), review("ada", HEAD, minute=1)], ("ada",)),
        ([review("ada", HEAD), review("ada", OLD, minute=1)], ()),
        # what comes after replaces what came before, whatever the order in the list
        ([APPROVED, review("ada", HEAD, "DISMISSED", 1)], ()),
        ([review("ada", HEAD, "DISMISSED", 1), APPROVED], ()),
        ([review("ada", HEAD, "CHANGES_REQUESTED"), review("ada", HEAD, minute=1)], ("ada",)),
        ([APPROVED, review("ada", HEAD, "CHANGES_REQUESTED", 1)], ()),
        # but a comment does not
        ([APPROVED, review("ada", HEAD, "COMMENTED", 1)], ("ada",)),
        ([APPROVED, review("ada", HEAD, "PENDING", 1, submitted_at=None)], ("ada",)),
        # somebody asks for changes still
        ([APPROVED, review("bob", HEAD, "CHANGES_REQUESTED", 1)], ()),
        ([APPROVED, review("bob", OLD, "CHANGES_REQUESTED", 1)], ()),
        # the author's wish for changes is none
        ([APPROVED, review("grace", HEAD, "CHANGES_REQUESTED", 1)], ("ada",)),
        # a stranger, a machine, a deleted account
        ([review("ada", HEAD, author_association="NONE")], ()),
        ([review("ada", HEAD, author_association="CONTRIBUTOR")], ()),
        ([APPROVED, review("mallory", HEAD, "CHANGES_REQUESTED", 1, author_association="NONE")], ("ada",)),
        ([review("ada", HEAD, author_association="OWNER")], ("ada",)),
        ([review("ada", HEAD, author_association="COLLABORATOR")], ("ada",)),
        ([review("bot", HEAD, user=user("github-actions[bot]", "Bot"))], ()),
        ([review("ghost", HEAD, user=None)], ()),
        # no review of ours
        ([{}], ()),
        ([{"user": "ada", "state": ["APPROVED"], "commit_id": HEAD, "author_association": "MEMBER"}], ()),
    ],
)  # fmt: skip
def test_whose_approval_counts(github: Reviewing, reviews: list[dict[str, Any]], names: tuple[str, ...]):
    github.pull(7, HEAD, MERGE)
    github.reviews[7] = reviews
    assert asked(github) == Review(pr=7, approved_by=names)


@pytest.mark.parametrize(
    ("permission", "names"), [("admin", ("ada",)), ("write", ("ada",)), ("read", ()), ("none", ())]
)
def test_who_hides_that_he_belongs_here_is_looked_up_once(github: Reviewing, permission: str, names: tuple[str, ...]):
    github.permissions["ada"] = permission
    for number, commit in ((7, MERGE), (8, OLD)):
        github.pull(number, HEAD, commit)
        github.approve(number, author_association="CONTRIBUTOR")
    reviews = Reviews(github.environ)
    assert reviews.of(MERGE) == Review(pr=7, approved_by=names)
    assert reviews.of(OLD) == Review(pr=8, approved_by=names)
    assert sum("permission" in path for path in github.asked) == 1


def test_a_pull_request_of_a_deleted_account_can_be_approved():
    assert approvers({"user": None, "head": {"sha": HEAD}}, [APPROVED], lambda _: True) == ("ada",)


HOME = {"full_name": "Acme/Social", "default_branch": "main"}


@pytest.mark.parametrize(
    ("fields", "pr"),
    [
        ({"base": {"ref": "main", "repo": HOME}}, 7),
        ({"merged_at": None}, None),
        ({"base": {"ref": "draft", "repo": HOME}}, None),
        ({"base": {"ref": "main", "repo": {**HOME, "full_name": "mallory/social"}}}, None),
        ({"base": None}, None),
    ],
)
def test_only_what_was_merged_into_the_default_branch_brought_a_commit(
    github: Reviewing, fields: dict[str, Any], pr: int | None
):
    github.pull(7, HEAD, MERGE, **fields)
    github.approve(7)
    found = asked(github)
    assert isinstance(found, Review)
    assert found.pr == pr


def test_the_pull_request_that_ended_in_the_commit_counts_before_one_that_held_it_too(github: Reviewing):
    github.pull(6, HEAD, OLD, MERGE, merge_commit_sha=OLD)
    github.pull(7, HEAD, MERGE)
    github.approve(6)
    assert asked(github) == Review(pr=7)


def test_a_commit_of_a_rebase_is_found_in_the_list_alone(github: Reviewing):
    github.pull(7, HEAD, OLD, MERGE)
    github.approve(7)
    assert asked(github, OLD) == Review(pr=7, approved_by=("ada",))


def test_a_commit_and_a_pull_request_are_asked_for_once_in_a_run(github: Reviewing):
    github.pull(7, HEAD, HEAD, MERGE)
    reviews = Reviews(github.environ)
    for commit in (MERGE, HEAD, MERGE):
        reviews.of(commit)
    assert len(github.asked) == 3


def test_every_page_of_the_reviews_is_read(github: Reviewing, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(github_api, "PAGE", 2)
    github.pull(7, HEAD, MERGE)
    for minute in range(3):
        github.approve(7, f"mallory{minute}", author_association="NONE")
    github.approve(7)
    assert asked(github) == Review(pr=7, approved_by=("ada",))
    monkeypatch.setattr(github_api, "PAGES", 2)
    assert isinstance(asked(github), Unasked), "two full pages may not be all"


@pytest.mark.parametrize(
    ("status", "told"), [(403, "pull-requests: read"), (404, "pull-requests: read"), (500, "500"), (301, "301")]
)
def test_a_refusal_is_no_answer_and_nobody_is_asked_again(github: Reviewing, status: int, told: str):
    github.status = status
    reviews = Reviews(github.environ)
    first = reviews.of(MERGE)
    assert isinstance(first, Unasked)
    assert told in first.reason
    assert reviews.silent == first
    github.status = 200
    assert reviews.of(HEAD) == first
    assert len(github.asked) == 1


def test_what_was_known_before_a_refusal_stays_known(github: Reviewing):
    github.pull(7, HEAD, MERGE)
    reviews = Reviews(github.environ)
    before = reviews.of(MERGE)
    github.status = 403
    assert isinstance(reviews.of(OLD), Unasked)
    assert reviews.of(MERGE) == before == Review(pr=7)


def test_a_run_asks_a_bounded_number_of_times(github: Reviewing):
    reviews = Reviews(github.environ, most=3)
    found = [reviews.of(f"{number:040x}") for number in range(5)]
    assert [isinstance(item, Unasked) for item in found] == [False, False, False, True, True]
    assert len(github.asked) == 3


@pytest.mark.parametrize("missing", ["GITHUB_REPOSITORY", "GITHUB_TOKEN"])
def test_without_a_repository_or_a_token_nobody_is_asked(github: Reviewing, missing: str):
    reviews = Reviews({**github.environ, missing: ""})
    assert isinstance(reviews.of(MERGE), Unasked)
    assert reviews.silent is not None
    assert github.asked == []


def test_a_github_that_is_not_there_is_no_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    with Reviewing() as server:
        environ = server.environ
    assert Reviews(environ).of(MERGE) == Unasked(reason="GitHub did not answer")


@pytest.mark.parametrize("item", [[None], ["pull"], {}, [{"number": "7"}]], ids=str)
def test_what_is_no_pull_request_is_no_answer(github: Reviewing, item: Any, monkeypatch: pytest.MonkeyPatch):
    github.pull(7, HEAD, MERGE)
    odd = [{**github.pulls[7], **given} if isinstance(given, dict) else given for given in item]
    monkeypatch.setattr(github, "answer", lambda _: odd or {"message": "none"})
    assert asked(github) == Unasked(reason="GitHub's answer is none that is understood")


@pytest.mark.shared
def test_reviews_are_read_as_github_describes_them():
    held = json.loads(shared("contracts/github/api.github.com.extract.json").read_text("utf-8"))["components"]
    schema = held["schemas"]["pull-request-review"]
    example = held["examples"]["pull-request-review"]["value"]
    assert set(APPROVED) <= set(schema["properties"]) & set(example)
    assert set(APPROVED) - {"submitted_at", "commit_id"} <= set(schema["required"])
    assert set(held["schemas"]["author-association"]["enum"]) > approvals.TEAM
    assert (example["state"], example["author_association"]) == ("CHANGES_REQUESTED", "COLLABORATOR")
    pull = {"user": user("grace"), "head": {"sha": example["commit_id"]}}
    assert approvers(pull, [review("ada", example["commit_id"]), example], lambda _: True) == ()
    assert approvers(pull, [{**example, "state": "APPROVED"}], lambda _: True) == (example["user"]["login"],)


@pytest.mark.shared
def test_pull_requests_are_read_as_github_writes_them(github: Reviewing):
    folder = shared("contracts/github/event-payloads/pull_request")
    pulls = [json.loads(file.read_text("utf-8"))["pull_request"] for file in sorted(folder.glob("*.json"))]
    assert pulls
    for pull in pulls:
        github.pull(7, HEAD, MERGE)
        assert set(github.pulls[7]) <= set(pull)
        assert set(github.pulls[7]["base"]) <= set(pull["base"])
        assert {"full_name", "default_branch"} <= set(pull["base"]["repo"])
        assert {"login", "type"} <= set(pull["user"])
