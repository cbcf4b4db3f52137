"""The chain on real Git: whatever somebody without the key does to the ledger ends the run, and nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smm_action.core.errors import SmmError
from smm_action.ledger.chain import StateKey, link
from smm_action.ledger.guard import Doubt, KeyMissing
from tests.scenarios.conftest import Ran, Team, after, ended, post
from tests.scenarios.repositories import Repository, bare_with_post, clone
from tests.scenarios.test_state_branch import LINES, add

KEY = "the team's key, forty-one characters long"
SECRET = {"SMM_STATE_KEY": KEY}
STATE = "smm-state"


class Intruder:
    """Somebody who may push to the state branch and does not have the key."""

    def __init__(self, team: Team) -> None:
        path = team.origin.path.parent / "intruder"
        self.here = clone(team.origin, path, "-b", STATE)

    @property
    def ledger(self) -> Path:
        return next((self.here.path / "ledger").rglob("hello.jsonl"))

    def push(self, *options: str) -> None:
        self.here.git("push", "-q", *options, "origin", f"HEAD:{STATE}")

    def commit(self) -> None:
        self.here.commit("Update the index and the dashboard")
        self.push()

    def reset(self, to: str) -> None:
        self.here.git("reset", "-q", "--hard", to)

    def lines(self) -> list[str]:
        return self.ledger.read_text().splitlines(keepends=True)


def forge_a_line(intruder: Intruder) -> None:
    line = json.loads(intruder.lines()[-1])
    with intruder.ledger.open("a") as file:
        file.write(json.dumps({**line, "kind": "released", "at": after(minutes=9)}) + "\n")
    intruder.commit()


def remove_a_line(intruder: Intruder) -> None:
    intruder.ledger.write_text("".join(intruder.lines()[:-1]))
    intruder.commit()


def remove_the_file(intruder: Intruder) -> None:
    intruder.ledger.unlink()
    intruder.commit()


def reorder_lines(intruder: Intruder) -> None:
    intruder.ledger.write_text("".join(reversed(intruder.lines())))
    intruder.commit()


def move_the_file(intruder: Intruder) -> None:
    intruder.ledger.rename(intruder.ledger.with_name("other.jsonl"))
    intruder.commit()


def remove_the_chain(intruder: Intruder) -> None:
    (intruder.here.path / "chain.json").unlink()
    intruder.commit()


def remove_everything(intruder: Intruder) -> None:
    intruder.here.git("rm", "-q", "-r", "ledger", "chain.json")
    intruder.commit()


def break_the_chain(intruder: Intruder) -> None:
    (intruder.here.path / "chain.json").write_text("{}")
    intruder.commit()


def forge_the_chain(intruder: Intruder) -> None:
    intruder.ledger.write_text("".join(intruder.lines()[:-1]))
    tree = intruder.here.commit("x") and intruder.here.git("rev-parse", "HEAD:ledger")
    held = json.loads((intruder.here.path / "chain.json").read_text())
    (intruder.here.path / "chain.json").write_text(json.dumps({**held, "seq": held["seq"] + 1, "ledger_tree": tree}))
    intruder.commit()


def take_back_a_commit_on_top(intruder: Intruder) -> None:
    """Make an ordinary commit whose files are those of the first one, with its genuine link."""
    first = intruder.here.git("rev-list", "--max-parents=0", "HEAD")
    intruder.here.git("checkout", "-q", first, "--", ".")
    intruder.commit()


def replay_the_chain_from_its_start(intruder: Intruder) -> None:
    """Commit every old ledger again, the last but one in the end: each link follows from the one before."""
    for commit in intruder.here.git("rev-list", "--reverse", "HEAD", "--", "ledger").splitlines()[:-1]:
        intruder.here.git("rm", "-q", "-r", ".")
        intruder.here.git("checkout", "-q", commit, "--", ".")
        (intruder.here.path / "replayed").write_text(commit)
        intruder.here.commit("x")
    intruder.push()


FORGERIES: list[Callable[[Intruder], None]] = [
    forge_a_line, remove_a_line, remove_the_file, reorder_lines, move_the_file, remove_the_chain, remove_everything,
    break_the_chain, forge_the_chain, take_back_a_commit_on_top, replay_the_chain_from_its_start,
]  # fmt: skip


def roll_back(intruder: Intruder) -> None:
    intruder.reset("HEAD~1")
    intruder.push("--force")


def refused(team: Team, environ: dict[str, str] | None = None) -> Ran:
    """Publish, and see that it ends with exit 3, without a call that creates anything and without a commit."""
    calls, made, head = team.sends(), team.made(), team.origin.git("rev-parse", STATE, check=False)
    ran = team.publish(now=after(minutes=10), environ=SECRET if environ is None else environ)
    assert (ran.code, team.sends(), team.made()) == (3, calls, made), ran.err
    assert team.origin.git("rev-parse", STATE, check=False) == head
    assert KEY not in ran.out + ran.err
    return ran


@pytest.fixture
def sealed(hello: Team) -> Team:
    """Return a team whose post is out, with the key set."""
    ran = hello.publish(environ=SECRET)
    assert ran.code == 0, ran.err
    hello.merge({"posts/second.md": post("The second one", time=after(minutes=5))})
    return hello


def test_a_team_with_a_key_publishes_and_its_chain_counts_the_changes_of_the_ledger(sealed: Team):
    chain = json.loads(sealed.origin.git("show", f"{STATE}:chain.json"))
    assert chain["ledger_tree"] == sealed.origin.git("rev-parse", f"{STATE}:ledger")
    assert chain["seq"] == len(sealed.origin.git("log", "--format=%h", STATE, "--", "ledger").splitlines()) > 1
    ran = sealed.publish(now=after(minutes=10), environ=SECRET)
    assert ran.code == 0, ran.err
    assert sealed.made() == (2, 2)
    assert json.loads(sealed.origin.git("show", f"{STATE}:chain.json"))["seq"] > chain["seq"]


def test_a_quiet_run_adds_no_link(sealed: Team):
    before = sealed.origin.git("rev-parse", f"{STATE}:chain.json")
    assert sealed.run("reconcile", environ=SECRET).code == 0
    assert sealed.origin.git("rev-parse", f"{STATE}:chain.json") == before


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_nothing_is_sent_on_a_ledger_that_somebody_changed(sealed: Team, forge: Callable[[Intruder], None]):
    fresh = sealed.another()
    forge(Intruder(sealed))
    for team in (sealed, fresh):
        assert "Traceback" not in refused(team).err


def test_a_branch_that_was_rolled_back_is_refused_by_a_clone_that_knew_it(sealed: Team):
    roll_back(Intruder(sealed))
    refused(sealed)


def test_a_clone_that_was_told_to_forget_the_head_still_knows_the_number(sealed: Team):
    intruder = Intruder(sealed)
    intruder.reset(sealed.origin.git("rev-list", "--max-parents=0", STATE))
    intruder.push("--force")
    sealed.here.git("update-ref", "-d", f"refs/smm/state/{STATE}")
    assert "rolled back" in refused(sealed).err


def test_a_fresh_clone_knows_of_a_whole_roll_back_what_it_is_told(sealed: Team):
    seq = json.loads(sealed.origin.git("show", f"{STATE}:chain.json"))["seq"]
    intruder = Intruder(sealed)
    intruder.reset(sealed.origin.git("rev-list", "--max-parents=0", STATE))
    intruder.push("--force")
    assert "rolled back" in refused(sealed.another(), {**SECRET, "SMM_STATE_SEQ": str(seq)}).err


def test_a_branch_that_was_deleted_is_refused_where_its_number_is_told(sealed: Team):
    sealed.origin.git("update-ref", "-d", f"refs/heads/{STATE}")
    assert "is gone" in refused(sealed.another(), {**SECRET, "SMM_STATE_SEQ": "1"}).err


@pytest.mark.parametrize("text", ["-1", "one", "1.5", "9" * 17])
def test_a_number_that_is_none_is_refused(sealed: Team, text: str):
    assert "SMM_STATE_SEQ" in refused(sealed, {**SECRET, "SMM_STATE_SEQ": text}).err


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "SMM_STATE_KEY is not set"),
        ({"SMM_STATE_KEY": "another key, also forty-one letters long."}, "not ours"),
        ({"SMM_STATE_KEY": "short"}, "too short"),
    ],
)
@pytest.mark.parametrize("command", ["publish", "reconcile", "metrics"])
def test_without_the_right_key_nothing_is_written(sealed: Team, environ: dict[str, str], said: str, command: str):
    head = sealed.origin.git("rev-parse", STATE)
    ran = sealed.run(command, now=after(minutes=10), environ=environ)
    assert (ran.code, said in ran.err) == (3, True), ran.err
    assert sealed.origin.git("rev-parse", STATE) == head
    assert sealed.made() == (1, 1)


def test_without_the_key_everything_can_be_looked_at(sealed: Team, tmp_path: Path):
    shown = sealed.run("--format", "json", "status", now=after(minutes=10))
    assert (shown.code, shown.states("hello")["acme-mastodon"]) == (0, "published")
    assert shown.err.count("SMM_STATE_KEY") == 1
    planned = sealed.run("--format", "json", "plan", now=after(minutes=10))
    assert (planned.code, {row["post"] for row in json.loads(planned.out)["due"]}) == (0, {"second"})
    assert planned.err.count("SMM_STATE_KEY") == 1
    assert sealed.run("publish", "--dry-run", now=after(minutes=10)).code == 0
    # what is prepared without secrets is published with the key
    directory = str(tmp_path / "prepared")
    assert sealed.run("prepare", "--out", directory, now=after(minutes=10)).code == 0
    assert sealed.publish("--sealed", directory, now=after(minutes=10), environ=SECRET).code == 0
    assert sealed.made() == (2, 2)


def test_a_ledger_from_before_the_key_is_refused_until_a_person_vouches_for_it(hello: Team):
    assert hello.publish().code == 0
    hello.merge({"posts/second.md": post("The second one", time=after(minutes=5))})
    assert "--adopt" in refused(hello).err


class TestRunnersBesideEachOther:
    def test_two_runners_with_the_key_send_everything_once(self, hello: Team):
        hello.merge({f"posts/p{number}.md": post(f"Number {number}") for number in range(3)})
        runners = [hello, hello.another("second"), hello.another("third")]
        started = [team.start("--format", "json", "publish", environ=SECRET) for team in runners]
        ran = [ended(process) for process in started]
        assert [one.code for one in ran] == [0, 0, 0], [one.err for one in ran]
        assert hello.made() == (4, 4)
        assert hello.another("after").run("reconcile", environ=SECRET).code == 0

    @pytest.fixture
    def two(self, tmp_path: Path) -> tuple[Repository, Repository]:
        origin = bare_with_post(tmp_path)
        return clone(origin, tmp_path / "one"), clone(origin, tmp_path / "two")

    def test_a_refused_push_makes_its_link_anew(self, two: tuple[Repository, Repository]):
        first, second = (repository.state(**SECRET) for repository in two)
        assert first.fetch() is second.fetch() is None
        first.commit([add("one")], "first")
        head = second.commit([add("two")], "second")
        assert (second.guard.seq(head, ""), first.fetch()) == (2, head)

    def test_state_below_a_path_of_the_default_branch_has_its_chain_there(self, two: tuple[Repository, Repository]):
        state = two[0].state("main", ".smm", **SECRET)
        head = state.commit([add("one")], "first")
        assert state.paths(head) == ("chain.json", LINES)
        assert two[1].state("main", ".smm", **SECRET).fetch() == head

    def test_a_person_vouches_and_the_numbers_go_on(self, two: tuple[Repository, Repository]):
        plain, guarded = two[0].state(), two[1].state(**SECRET)
        plain.commit([add("one")], "without a key")
        with pytest.raises(Doubt):
            guarded.fetch()
        with pytest.raises(Doubt):
            guarded.commit([add("two")], "not yet")
        assert guarded.guard.seq(guarded.adopt(), "") == 1
        head = guarded.commit([add("two")], "now")
        assert guarded.guard.seq(head, "") == 2
        with pytest.raises(KeyMissing) as missing:
            two[0].state().fetch()
        assert missing.value.head == head

    def test_who_only_looks_needs_no_key_and_is_told(self, two: tuple[Repository, Repository]):
        head = two[0].state(**SECRET).commit([add("one")], "x")
        state = two[1].state()
        assert (state.look(), state.unchecked) == (head, True)
        assert state.read(head, LINES) == b"one\n"
        with pytest.raises(KeyMissing):
            state.commit([add("two")], "y")
        with pytest.raises(Doubt, match="not ours"):
            two[1].state(SMM_STATE_KEY="another key that is long enough for it").look()

    def test_a_new_key_is_vouched_for_with_a_higher_number(self, two: tuple[Repository, Repository]):
        two[0].state(**SECRET).commit([add("one")], "x")
        fresh = two[1].state(SMM_STATE_KEY="a new key that is long enough for us")
        with pytest.raises(Doubt, match="not ours"):
            fresh.fetch()
        head = fresh.adopt()
        assert (fresh.guard.seq(head, ""), fresh.fetch()) == (2, head)
        with pytest.raises(Doubt, match="not ours"):
            two[0].state(**SECRET).fetch()

    @pytest.mark.parametrize(("told", "seq"), [(2**32, 2**32 + 1), (2**53 - 1, 2)])
    def test_a_number_that_was_made_up_uses_none_up(self, two: tuple[Repository, Repository], told: int, seq: int):
        state = two[0].state(**SECRET)
        state.commit([add("one")], "x")
        forged = replace(link(StateKey(b"x" * 32), 1, "", "a" * 40), seq=told)
        forger = clone(Repository(two[0].path.parent / "origin.git"), two[0].path.parent / "forger", "-b", STATE)
        forger.write("chain.json", forged.to_bytes().decode())
        forger.commit("x")
        forger.git("push", "-q", "origin", STATE)
        with pytest.raises(Doubt, match="not ours"):
            state.fetch()
        head = state.adopt()
        assert (state.guard.seq(head, ""), two[1].state(**SECRET).fetch()) == (seq, head)

    def test_nobody_vouches_without_a_key(self, two: tuple[Repository, Repository]):
        two[0].state(**SECRET).commit([add("one")], "x")
        with pytest.raises(SmmError, match="not set"):
            two[1].state().adopt()
