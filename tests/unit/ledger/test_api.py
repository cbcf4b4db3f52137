"""``commit-mode: api``: the state branch on real Git, extended by calls to a server that commits as GitHub does."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from smm_action.core.errors import SmmError
from smm_action.core.schema import broken_by
from smm_action.ledger.api import LARGEST, PLACEHOLDER
from smm_action.ledger.branch import ATTEMPTS
from smm_action.model.edit import Append, Write
from tests.scenarios.repositories import Repository, bare_with_post, clone
from tests.shared import shared
from tests.unit.ledger.github import TOKEN, GitHub, serving

LINES = "ledger/acme/2c/hello.jsonl"
STATE = "smm-state"
SECRET = {"SMM_STATE_KEY": "the team's key, forty-one characters long"}


def add(line: str, path: str = LINES) -> Append:
    return Append(path=path, lines=(line.encode(),))


def write(path: str, data: bytes) -> Write:
    return Write(path=path, content=lambda _read: data)


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    origin = bare_with_post(tmp_path)
    # nobody gets in but by the API
    origin.hook("pre-receive", "echo 'commits must have verified signatures' >&2; exit 1")
    with serving(origin) as served:
        yield served


@pytest.fixture
def here(github: GitHub, tmp_path: Path) -> Repository:
    return clone(github.bare, tmp_path / "here")


@pytest.fixture
def begun(github: GitHub, here: Repository) -> GitHub:
    """Return a server whose state branch is there, with one line, and whose calls are forgotten."""
    here.state(**github.environ).commit([add("one")], "Claim hello on acme")
    github.calls.clear()
    return github


def test_a_push_is_what_such_a_repository_refuses(here: Repository, github: GitHub):
    with pytest.raises(SmmError, match="refused our push"):
        here.state().commit([add("one")], "x")


def test_a_new_branch_is_begun_with_one_file_and_extended(here: Repository, github: GitHub):
    head = here.state(**github.environ).commit([add("one")], "Claim hello on acme")
    assert github.bare.git("rev-parse", STATE) == head
    assert github.bare.files(STATE) == {LINES: "one", "README.md": PLACEHOLDER.strip()}
    assert list(github.bare.history(STATE)) == ["Claim hello on acme", "Begin the state branch"]
    assert github.bare.git("merge-base", "main", STATE, check=False) == ""


def test_two_runners_that_begin_it_at_once_both_write(here: Repository, github: GitHub, tmp_path: Path):
    first, second = here.state(**github.environ), clone(github.bare, tmp_path / "there").state(**github.environ)
    assert first.fetch() is second.fetch() is None
    first.commit([add("one")], "first")
    second.commit([add("two")], "second")
    assert github.bare.files(STATE)[LINES] == "one\ntwo"


def test_a_commit_is_the_tree_that_a_push_would_make(begun: GitHub, here: Repository):
    state = here.state(**begun.environ)
    picture = bytes(range(256))
    edits = [add("two"), write("site/pages/media/a b ü.png", picture), write("index.json", b"{}\n")]
    head = state.commit(edits, "Record hello on acme\n\nhello on acme\nhello on other")
    assert state.read(head, "site/pages/media/a b ü.png") == picture
    assert begun.bare.git("log", "-1", "--format=%B", head) == "Record hello on acme\n\nhello on acme\nhello on other"
    (asked,) = begun.mutations()
    sent = {item["path"]: base64.b64decode(item["contents"]) for item in asked["fileChanges"]["additions"]}
    assert sent == {LINES: b"one\ntwo\n", "site/pages/media/a b ü.png": picture, "index.json": b"{}\n"}
    assert asked["expectedHeadOid"] == begun.bare.git("rev-parse", f"{head}^")


def test_nothing_to_write_is_no_call(begun: GitHub, here: Repository):
    here.state(**begun.environ).commit([add("one")], "again")
    assert begun.calls == []


def test_a_conflict_is_read_and_written_again(begun: GitHub, here: Repository, tmp_path: Path):
    other = clone(begun.bare, tmp_path / "there").state(**begun.environ)

    def somebody_is_faster() -> None:
        given = {
            "branch": {"repositoryNameWithOwner": "acme/social", "branchName": STATE},
            "message": {"headline": "faster", "body": ""},
            "expectedHeadOid": begun.bare.git("rev-parse", STATE),
            "fileChanges": {
                "additions": [{"path": LINES, "contents": base64.b64encode(b"one\nfaster\n").decode()}],
                "deletions": [],
            },
        }
        begun.commit(given)

    begun.before.append(somebody_is_faster)
    head = here.state(**begun.environ).commit([add("two")], "slower")
    assert begun.bare.files(STATE)[LINES] == "one\nfaster\ntwo"
    assert other.fetch() == head
    assert len(begun.mutations()) == 2


@pytest.mark.parametrize("lost", ["answer", "asked", "502"])
def test_after_a_lost_answer_the_branch_is_read_and_everything_is_there_once(
    begun: GitHub, here: Repository, lost: str
):
    begun.lose.append(lost)
    # an edit that would be seen if it were made twice
    counted = Write(path="count", content=lambda read: (read("count") or b"") + b"1")
    head = here.state(**begun.environ).commit([add("two"), counted], "x")
    assert begun.bare.files(STATE)[LINES] == "one\ntwo"
    assert begun.bare.files(STATE)["count"] == "1"
    assert begun.bare.git("rev-parse", STATE) == head
    assert list(begun.bare.history(STATE)).count("x") == 1


def test_a_commit_that_another_followed_is_found(begun: GitHub, here: Repository, tmp_path: Path):
    there = clone(begun.bare, tmp_path / "there").state(**begun.environ)
    begun.lose.append("answer")
    state = here.state(**begun.environ)
    looked = state.fetch

    def follow() -> str | None:
        state.fetch = looked  # type: ignore[method-assign]
        there.commit([add("three")], "later")
        return looked()

    looked()
    state.fetch = follow  # type: ignore[method-assign]
    state.commit([add("two")], "x")
    assert begun.bare.files(STATE)[LINES] == "one\ntwo\nthree"
    assert list(begun.bare.history(STATE))[:2] == ["later", "x"]


def test_a_refusal_for_good_says_what_github_said(begun: GitHub, here: Repository):
    begun.lose += ["403"] * ATTEMPTS
    with pytest.raises(SmmError, match="403 Resource not accessible by integration") as refused:
        here.state(**begun.environ).commit([add("two")], "x")
    assert (refused.value.exit_code, TOKEN in str(refused.value)) == (3, False)


def test_a_deletion_is_asked_for_as_one(begun: GitHub, here: Repository):
    state = here.state(**begun.environ)
    head = state.commit([write("index.json", b"{}")], "x")
    tree = here.git("mktree", stdin=here.git("ls-tree", head).replace("index.json", "index2.json").encode() + b"\n")
    moved = here.git("commit-tree", tree, "-p", head, "-m", "move")
    made = state._sender.send(moved)
    assert begun.mutations()[-1]["fileChanges"]["deletions"] == [{"path": "index.json"}]
    assert begun.bare.git("rev-parse", f"{made}^{{tree}}") == tree


def test_what_is_no_plain_file_is_not_sent(begun: GitHub, here: Repository):
    state = here.state(**begun.environ)
    head = state.fetch()
    assert head is not None
    listing = (
        here.git("ls-tree", head) + "\n120000 blob " + here.git("hash-object", "-w", "--stdin", stdin=b"/") + "\tx\n"
    )
    linked = here.git("commit-tree", here.git("mktree", stdin=listing.encode()), "-p", head, "-m", "link")
    with pytest.raises(SmmError, match="x is no plain file"):
        state._sender.send(linked)
    assert begun.mutations() == []


def test_a_change_that_is_too_large_is_refused_before_it_is_sent(begun: GitHub, here: Repository):
    with pytest.raises(SmmError, match="40 MB") as refused:
        here.state(**begun.environ).commit([write("site/film.mp4", bytes(LARGEST * 3 // 4 + 3))], "x")
    assert refused.value.exit_code == 3
    assert begun.mutations() == []


def test_the_chain_holds_for_what_github_commits(github: GitHub, here: Repository, tmp_path: Path):
    state = here.state(**github.environ, **SECRET)
    state.commit([add("one")], "x")
    head = state.commit([add("two")], "y")
    other = clone(github.bare, tmp_path / "there").state(**SECRET)
    assert (other.fetch(), other.guard.seq(head, "")) == (head, 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SMM_COMMIT_MODE": "pull"}, "It is push or api"),
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN"),
        ({"GITHUB_REPOSITORY": ""}, "GITHUB_REPOSITORY"),
        ({"GITHUB_API_URL": "http://api.github.example", "GITHUB_GRAPHQL_URL": "http://api.github.example"}, "https"),
    ],
)
def test_what_is_missing_is_named(github: GitHub, here: Repository, change: dict[str, str], said: str):
    with pytest.raises(SmmError, match=said):
        here.state(**{**github.environ, **change}).commit([add("one")], "x")
    assert github.calls == []


@pytest.mark.shared
def test_the_rest_calls_are_what_github_describes(here: Repository, github: GitHub):
    here.state(**github.environ).commit([add("one")], "x")
    document = json.loads(shared("contracts/github/api.github.com.extract.json").read_text("utf-8"))
    told = [(path.rpartition("/")[2], asked) for path, asked in github.calls if "/git/" in path]
    assert [name for name, _ in told] == ["trees", "commits", "refs"]
    for name, asked in told:
        operation = document["paths"][f"/repos/{{owner}}/{{repo}}/git/{name}"]["post"]
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        assert list(broken_by(body, asked)) == []
