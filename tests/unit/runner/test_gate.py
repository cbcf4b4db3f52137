"""The gate on real repositories, and its reader of index.json against everything that is not one."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from smm_action.ledger.index import Index
from smm_action.runner import gate

GATE = Path(gate.__file__)
LATER, NOW, EARLIER = "2026-12-01T09:00:00Z", "2026-12-01T08:00:00Z", "2026-12-01T07:00:00Z"
IDENTITY = {
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
}  # fmt: skip


class Checkout:
    """A repository with one post, whose state branch says what a test wants."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environ = {"PATH": os.environ["PATH"], "HOME": str(path), "SMM_NOW": NOW, **IDENTITY}
        self.git("init", "-q", "-b", "main")
        self.write("content/posts/a.md", "first")
        self.commit()

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, env=self.environ, input=stdin, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def write(self, path: str, text: str) -> None:
        (self.path / path).parent.mkdir(parents=True, exist_ok=True)
        (self.path / path).write_text(text)

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def say(self, index: bytes, ref: str = "refs/remotes/origin/smm-state", path: str = "index.json") -> str:
        blob = self.git("hash-object", "-w", "--stdin", stdin=index)
        tree = self.git("mktree", stdin=f"100644 blob {blob}\t{path.rpartition('/')[2]}\n".encode())
        if "/" in path:
            tree = self.git("mktree", stdin=f"040000 tree {tree}\t{path.partition('/')[0]}\n".encode())
        commit = self.git("commit-tree", tree, "-m", "state")
        self.git("update-ref", ref, commit)
        return commit

    def index(self, **said: object) -> bytes:
        held: dict[str, object] = {"main_sha": "0" * 40, "content_tree": self.git("rev-parse", "HEAD:content")}
        return Index(**{**held, **said}).to_bytes()  # type: ignore[arg-type]

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        output = self.path / ".git" / "output"
        output.write_text("")
        done = subprocess.run(
            [sys.executable, "-I", str(GATE), *arguments],
            cwd=self.path, env={**self.environ, "GITHUB_OUTPUT": str(output), **environ},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.output = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return done

    def reason(self, **environ: str) -> str | None:
        done = self.run(**environ)
        assert done.returncode == 0, done.stderr
        assert self.output["reason"] in done.stdout
        return self.output["reason"] if self.output["work"] == "true" else None


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_nothing_due_is_no_work(checkout: Checkout):
    checkout.say(checkout.index(next_due=LATER, next_metrics=LATER))
    assert checkout.reason() is None
    assert checkout.output["work"] == "false"


@pytest.mark.parametrize(("event", "let_in"), [("workflow_dispatch", True), ("schedule", False), ("push", False)])
def test_a_run_that_a_person_started_is_never_sent_away(checkout: Checkout, event: str, let_in: bool):
    checkout.say(checkout.index(next_due=LATER))
    assert checkout.reason(GITHUB_EVENT_NAME=event) == ("a person started this run" if let_in else None)


def test_no_state_branch_is_work(checkout: Checkout):
    assert "no index" in (checkout.reason() or "")


def test_a_post_is_due_in_the_very_second_it_is_meant_for(checkout: Checkout):
    checkout.say(checkout.index(next_due=NOW))
    assert checkout.reason() == f"something is due since {NOW}"


def test_a_second_before_it_is_not(checkout: Checkout):
    checkout.say(checkout.index(next_due=NOW))
    assert checkout.reason(SMM_NOW="2026-12-01T07:59:59Z") is None


def test_metrics_that_are_due_are_work(checkout: Checkout):
    checkout.say(checkout.index(next_due=LATER, next_metrics=EARLIER))
    assert checkout.reason() == f"it is time to count since {EARLIER}"


def test_an_open_claim_is_work(checkout: Checkout):
    checkout.say(checkout.index(next_due=LATER, open=("acme/hello/acme-mastodon/1",)))
    assert checkout.reason() == "a delivery is not settled"


def test_a_changed_post_is_work(checkout: Checkout):
    checkout.say(checkout.index(next_due=LATER))
    checkout.write("content/posts/b.md", "second")
    checkout.commit()
    assert checkout.reason() == "a file below the content root changed"


def test_a_commit_elsewhere_is_no_work(checkout: Checkout):
    checkout.say(checkout.index(next_due=LATER))
    checkout.write("README.md", "words")
    checkout.commit()
    assert checkout.reason() is None


def test_what_is_not_committed_is_no_work(checkout: Checkout):
    checkout.say(checkout.index(next_due=LATER))
    checkout.write("content/posts/b.md", "draft")
    assert checkout.reason() is None


def test_the_same_commit_needs_no_look_at_the_content(checkout: Checkout):
    checkout.say(checkout.index(main_sha="f" * 40, content_tree="e" * 40))
    assert checkout.reason(GITHUB_SHA="f" * 40) is None
    assert checkout.reason(GITHUB_SHA="d" * 40) == "a file below the content root changed"


def test_no_checkout_at_all_is_work_only_when_the_commit_is_another(tmp_path: Path):
    checkout = Checkout(tmp_path)
    checkout.say(checkout.index(main_sha="f" * 40))
    checkout.git("update-ref", "-d", "refs/heads/main")
    assert checkout.reason(GITHUB_SHA="f" * 40) is None
    assert checkout.reason(GITHUB_SHA="d" * 40) is not None


@pytest.mark.parametrize("root", ["content", "content/", "./content", "././content//"])
def test_the_content_root_may_be_written_as_people_do(checkout: Checkout, root: str):
    checkout.say(checkout.index())
    assert checkout.reason(SMM_INPUT_ROOT=root) is None


def test_the_whole_repository_may_be_the_content_root(checkout: Checkout):
    checkout.say(checkout.index(content_tree=checkout.git("rev-parse", "HEAD^{tree}")))
    assert checkout.reason(SMM_INPUT_ROOT=".") is None


@pytest.mark.parametrize("root", ["..", "/etc", "a\nb", "-x", "HEAD:content"])
def test_a_content_root_outside_is_never_quiet(checkout: Checkout, root: str):
    checkout.say(checkout.index())
    assert checkout.reason(SMM_INPUT_ROOT=root) is not None


def test_a_root_with_a_space_that_is_not_there_is_work(checkout: Checkout):
    checkout.say(checkout.index())
    assert checkout.reason(SMM_INPUT_ROOT="my blob") is not None


def test_a_state_path_on_the_default_branch_is_found(checkout: Checkout):
    checkout.say(checkout.index(), ref="refs/remotes/origin/main", path=".smm/index.json")
    assert checkout.reason(SMM_INPUT_STATE_BRANCH="main") is None


STATES = [
    ("state: {branch: bot}\n", "bot", "index.json"),
    ("brand: acme\nstate: {branch: bot, path: records/smm, remote: origin} # ours\nutm: {}\n", "bot", "records/smm/index.json"),
    ("state: {path: './records/smm/'}\n", "smm-state", "records/smm/index.json"),
    ('state: {"branch": "bot", "path": "."}\n', "bot", "index.json"),
    ("state:\n  branch: bot # ours\n\n  # below the root\n  path: records/smm\naccounts:\n  path: {}\n", "bot", "records/smm/index.json"),
    ("state: # where records lie\r\n  branch: 'bot'\r\nbrand: x\r\n", "bot", "index.json"),
    ("state: {branch: bot}", "bot", "index.json"),
    ("state:\n", "smm-state", "index.json"),
    ("brand: acme\n", "smm-state", "index.json"),
]  # fmt: skip


def deep(checkout: Checkout, index: bytes, ref: str, path: str) -> None:
    """Leave an index below several folders."""
    tree, entry = checkout.git("hash-object", "-w", "--stdin", stdin=index), "100644 blob"
    for name in reversed(path.split("/")):
        tree, entry = checkout.git("mktree", stdin=f"{entry} {tree}\t{name}\n".encode()), "040000 tree"
    checkout.git("update-ref", ref, checkout.git("commit-tree", tree, "-m", "state"))


@pytest.mark.parametrize(("config", "branch", "path"), STATES)
def test_the_state_is_where_smm_yml_says(checkout: Checkout, config: str, branch: str, path: str):
    checkout.write("content/smm.yml", config)
    checkout.commit()
    deep(checkout, checkout.index(next_due=LATER), f"refs/remotes/origin/{branch}", path)
    assert checkout.reason() is None


@pytest.mark.parametrize(("config", "branch", "path"), STATES)
def test_smm_yml_is_read_as_the_runs_read_it(config: str, branch: str, path: str):
    whole = yaml.safe_load(config).get("state") or {}
    said = gate.located(config)
    assert said.get("branch", "smm-state") == whole.get("branch", "smm-state") == branch
    own = said.get("path", ".").strip("/").removeprefix("./")
    assert own == whole.get("path", ".").strip("/").removeprefix("./")
    assert path == ("index.json" if own == "." else f"{own}/index.json")


def test_the_branch_of_smm_yml_counts_more_than_the_input_which_has_a_default(checkout: Checkout):
    checkout.write("content/smm.yml", "state: {branch: bot}\n")
    checkout.commit()
    checkout.say(checkout.index(next_due=LATER), ref="refs/remotes/origin/bot")
    assert checkout.reason(SMM_INPUT_STATE_BRANCH="smm-state") is None


def test_the_content_root_may_be_where_smm_yml_is_looked_for(checkout: Checkout):
    checkout.write("smm.yml", "state: {branch: bot, remote: there}\n")
    checkout.commit()
    tree = checkout.git("rev-parse", "HEAD^{tree}")
    checkout.say(checkout.index(content_tree=tree), ref="refs/remotes/there/bot")
    assert checkout.reason(SMM_INPUT_ROOT=".") is None


@pytest.mark.parametrize("config", ["state: {branch: -x}\n", "state: {branch: 'a b:c'}\n", "state: {path: ../up}\n"])
def test_a_state_that_can_not_be_is_work(checkout: Checkout, config: str):
    checkout.write("content/smm.yml", config)
    checkout.commit()
    checkout.say(checkout.index(next_due=LATER))
    assert checkout.reason() == "`state:` in smm.yml is unusual"


@pytest.mark.parametrize(
    "config", ["state: &s {branch: bot}\n", "state: {\n  branch: bot}\n", "{state: {branch: bot}}\n"]
)
def test_a_state_in_a_way_that_is_not_read_is_work_because_the_old_index_is_of_another_tree(
    checkout: Checkout, config: str
):
    checkout.say(checkout.index(next_due=LATER))
    assert checkout.reason() is None
    checkout.write("content/smm.yml", config)
    checkout.commit()
    assert checkout.reason() is not None


@given(st.text(max_size=400))
def test_no_smm_yml_breaks_the_reader(text: str):
    gate.located(f"state:{text}")
    gate.located(text)


def test_the_state_a_run_has_seen_is_found_too(checkout: Checkout):
    checkout.say(checkout.index(), ref="refs/smm/state/smm-state")
    assert checkout.reason() is None


def test_an_instant_with_an_offset_of_zero_is_understood(checkout: Checkout):
    checkout.say(checkout.index(next_due=NOW))
    assert checkout.reason(SMM_NOW="2026-12-01T08:00:00+00:00") is not None
    assert checkout.reason(SMM_NOW="2026-12-01T07:59:59+00:00") is None


@pytest.mark.parametrize("now", ["2026-12-01T08:00:00+01:00", "tomorrow", "2026-12-01"])
def test_an_instant_that_can_not_be_compared_is_work(checkout: Checkout, now: str):
    checkout.say(checkout.index(next_due=LATER))
    assert checkout.reason(SMM_NOW=now) == "SMM_NOW is no instant in UTC"


def test_fractions_of_a_second_compare_as_times_do(checkout: Checkout):
    checkout.say(checkout.index(next_due="2026-12-01T08:00:00.500000Z"))
    assert checkout.reason(SMM_NOW="2026-12-01T08:00:00Z") is None
    assert checkout.reason(SMM_NOW="2026-12-01T08:00:01Z") is not None


def test_without_git_there_is_work(checkout: Checkout):
    checkout.say(checkout.index(next_due=LATER))
    assert checkout.reason(PATH=str(checkout.path / "empty")) == "Git did not answer"


def test_nothing_but_the_standard_library_is_imported():
    tree = ast.parse(GATE.read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    assert {item.name for node in tree.body if isinstance(node, ast.Import) for item in node.names} == {
        "os",
        "sys",
        "time",
    }


def test_a_module_in_the_checkout_does_not_shadow_ours(checkout: Checkout):
    checkout.say(checkout.index(next_due=LATER))
    for name in ("os.py", "base64.py", "time.py"):
        checkout.write(name, "raise SystemExit(9)")
    assert checkout.reason() is None


class TestFetching:
    @pytest.fixture
    def origin(self, tmp_path: Path) -> Checkout:
        (tmp_path / "origin").mkdir()
        return Checkout(tmp_path / "origin")

    def clone(self, origin: Checkout, *options: str) -> Checkout:
        path = origin.path.parent / "clone"
        origin.git("clone", "-q", *options, f"file://{origin.path}", str(path))
        clone = Checkout.__new__(Checkout)
        clone.path, clone.environ = path, origin.environ
        return clone

    def test_the_tip_is_brought_into_a_shallow_checkout(self, origin: Checkout):
        clone = self.clone(origin, "--depth=1")
        origin.say(origin.index(next_due=LATER), ref="refs/heads/smm-state")
        assert clone.reason() is not None
        assert clone.run("fetch").returncode == 0
        assert clone.reason() is None

    def test_the_branch_and_the_remote_are_those_of_smm_yml(self, origin: Checkout):
        origin.write("content/smm.yml", "state: {branch: bot, remote: there}\n")
        origin.commit()
        clone = self.clone(origin)
        clone.git("remote", "rename", "origin", "there")
        origin.say(origin.index(next_due=LATER), ref="refs/heads/bot")
        assert clone.reason() is not None
        assert clone.run("fetch").returncode == 0
        assert clone.reason() is None

    def test_the_newest_tip_counts(self, origin: Checkout):
        clone = self.clone(origin)
        origin.say(origin.index(next_due=LATER), ref="refs/heads/smm-state")
        clone.run("fetch")
        origin.say(origin.index(next_due=EARLIER), ref="refs/heads/smm-state")
        clone.run("fetch")
        assert clone.reason() == f"something is due since {EARLIER}"

    def test_a_whole_clone_stays_whole(self, origin: Checkout):
        clone = self.clone(origin)
        origin.say(origin.index(next_due=LATER), ref="refs/heads/smm-state")
        clone.run("fetch")
        assert clone.git("rev-parse", "--is-shallow-repository") == "false"

    def test_a_branch_that_is_not_there_yet_is_work_and_no_failure(self, origin: Checkout):
        clone = self.clone(origin)
        assert clone.run("fetch").returncode == 0
        assert clone.reason() is not None

    def test_a_branch_that_is_gone_is_not_remembered(self, origin: Checkout):
        clone = self.clone(origin)
        origin.say(origin.index(next_due=LATER), ref="refs/heads/smm-state")
        clone.run("fetch")
        origin.git("update-ref", "-d", "refs/heads/smm-state")
        assert clone.run("fetch").returncode == 0
        assert clone.reason() is not None

    def test_a_remote_that_does_not_answer_fails_the_step(self, origin: Checkout):
        clone = self.clone(origin)
        clone.git("remote", "set-url", "origin", str(origin.path.parent / "nowhere"))
        done = clone.run("fetch")
        assert done.returncode == 3
        assert done.stdout.startswith("::error title=The state can not be read::")

    def test_the_token_is_in_no_argument_and_in_no_file(self, origin: Checkout, tmp_path: Path):
        clone = self.clone(origin)
        clone.write("bin/git", f'#!/bin/sh\necho "$@" >> {tmp_path}/arguments\nenv >> {tmp_path}/environ\n')
        (clone.path / "bin/git").chmod(0o755)
        path = f"{clone.path}/bin:{os.environ['PATH']}"
        clone.run("fetch", PATH=path, GITHUB_TOKEN="ghs_sesame", GITHUB_SERVER_URL="https://github.example")
        assert "sesame" not in (tmp_path / "arguments").read_text()
        assert "sesame" not in (clone.path / ".git/config").read_text()
        said = (tmp_path / "environ").read_text()
        assert "GIT_CONFIG_KEY_1=http.https://github.example/.extraheader" in said
        assert "GIT_CONFIG_KEY_2=http.https://github.example/.followRedirects" in said
        assert "GIT_CONFIG_VALUE_2=false" in said
        assert "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46Z2hzX3Nlc2FtZQ==" in said


GOOD = Index(main_sha="a" * 40, content_tree="b" * 40, next_due=LATER, next_metrics=None, open=("x/y/z/1",)).to_bytes()


def test_what_the_ledger_writes_is_read():
    assert gate.parsed(GOOD.decode()) == {
        "main_sha": "a" * 40,
        "content_tree": "b" * 40,
        "next_due": LATER[:-1],
        "next_metrics": "",
        "open": '"x/y/z/1"',
    }


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{}",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD.replace(b"\n", b"\r\n"),
        json.dumps(json.loads(GOOD)).encode(),
        json.dumps(json.loads(GOOD), indent=4).encode() + b"\n",
        GOOD.replace(b"main_sha", b"main-sha"),
        GOOD.replace(LATER.encode(), b"tomorrow"),
        GOOD.replace(LATER.encode(), b"2026-12-01 09:00:00Z"),
        GOOD.replace(LATER.encode(), b"2026-12-01T09:00:00+01:00"),
        GOOD.replace(LATER.encode(), b"2026-12-01T09:00:00.Z"),
        GOOD.replace(b'"' + LATER.encode() + b'"', b"0"),
        GOOD.replace(b'"' + LATER.encode() + b'"', b"nul"),
        GOOD.replace(b'"' + b"a" * 40 + b'"', b"null"),
        GOOD.replace(b"a" * 40, b"a\\u0022"),
        GOOD.replace(b"[", b""),
        GOOD.replace(b'["x/y/z/1"]', b"null"),
        GOOD.replace(b'"content_tree"', b'"next_due"'),
        b"<<<<<<< HEAD\n" + GOOD,
    ],
)
def test_everything_else_is_refused(broken: bytes):
    assert gate.parsed(broken.decode()) is None


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str):
    assert gate.parsed(text) is None


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(['"', "\n", "{", "\\", "x", " ", ""]))
def test_a_damaged_index_never_reads_as_quieter_than_it_was(at: int, char: str):
    damaged = GOOD.decode()[:at] + char + GOOD.decode()[at + 1 :]
    index = gate.parsed(damaged)
    assert index is None or gate.pressing(index, "9999") is not None
