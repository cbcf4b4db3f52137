"""The state branch on real Git: a bare remote, several clones, and everything that may come between."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smm_action.core.errors import SmmError
from smm_action.ledger.branch import ATTEMPTS
from smm_action.model.edit import Append, Read, Write
from tests.scenarios.repositories import Repository, bare_with_post, clone

LINES = "ledger/acme/2c/hello.jsonl"


def add(line: str, path: str = LINES) -> Append:
    return Append(path=path, lines=(line.encode(),))


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    return bare_with_post(tmp_path)


@pytest.fixture
def here(origin: Repository, tmp_path: Path) -> Repository:
    return clone(origin, tmp_path / "here")


@pytest.fixture
def there(origin: Repository, tmp_path: Path) -> Repository:
    return clone(origin, tmp_path / "there")


class TestFirstCommit:
    def test_no_branch_is_an_empty_ledger(self, here: Repository):
        assert here.state().fetch() is None

    def test_it_shares_no_history_with_the_posts(self, here: Repository, origin: Repository):
        head = here.state().commit([add("one")], "Claim hello on acme")
        assert origin.git("rev-parse", "smm-state") == head
        assert origin.git("rev-list", "--count", "smm-state") == "1"
        assert origin.files("smm-state") == {LINES: "one"}

    def test_two_runners_create_it_at_once_and_both_are_kept(
        self, here: Repository, there: Repository, origin: Repository
    ):
        first, second = here.state(), there.state()
        assert first.fetch() is second.fetch() is None
        first.commit([add("one")], "first")
        second.commit([add("two")], "second")
        assert origin.files("smm-state") == {LINES: "one\ntwo"}
        assert list(origin.history("smm-state")) == ["second", "first"]

    def test_nothing_to_write_makes_an_empty_branch_and_then_nothing(self, here: Repository, origin: Repository):
        state = here.state()
        head = state.commit([], "start")
        assert origin.files("smm-state") == {}
        assert state.commit([], "again") == head


class TestLeavesTheCloneAlone:
    def test_index_head_work_tree_and_fetch_head_stay(self, here: Repository):
        here.write("content/posts/draft.md", "draft")
        here.write("content/posts/hello.md", "edited")
        here.git("add", "content/posts/hello.md")
        git = here.path / ".git"
        before = (here.git("status", "--porcelain"), here.git("rev-parse", "HEAD"), (git / "index").read_bytes())
        state = here.state()
        state.commit([add("one")], "x")
        state.commit([add("two")], "y")
        assert (
            here.git("status", "--porcelain"),
            here.git("rev-parse", "HEAD"),
            (git / "index").read_bytes(),
        ) == before
        assert not (git / "FETCH_HEAD").exists()
        assert here.git("branch", "--list") == "* main"

    def test_only_one_ref_of_ours_is_left(self, here: Repository):
        head = here.state().commit([add("one")], "x")
        assert here.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/smm") == (
            f"refs/smm/state/smm-state {head}"
        )

    def test_hooks_of_the_repository_do_not_run(self, here: Repository, tmp_path: Path):
        for name in ("pre-push", "reference-transaction", "post-commit", "pre-commit", "commit-msg"):
            here.hook(name, f"echo {name} >> {tmp_path}/ran; exit 1")
        here.state().commit([add("one")], "x")
        assert not (tmp_path / "ran").exists()

    def test_commits_carry_our_name_and_the_instant_that_was_handed_in(self, here: Repository):
        head = here.state().commit([add("one")], "x", at=datetime(2026, 12, 1, 8, tzinfo=UTC))
        assert here.git("log", "-1", "--format=%an <%ae>|%cn|%aI|%cI", head) == (
            "smm-action <smm-action@smm-action.invalid>|smm-action|2026-12-01T08:00:00Z|2026-12-01T08:00:00Z"
        ).replace("Z", "+00:00")

    def test_a_person_who_signs_everything_is_not_asked_for_a_key(self, here: Repository):
        here.git("config", "commit.gpgSign", "true")
        here.git("config", "push.gpgSign", "true")
        here.git("config", "gpg.program", "/bin/false")
        head = here.state().commit([add("one")], "x")
        assert "gpgsig" not in here.git("cat-file", "commit", head)

    def test_signing_can_be_asked_for(self, here: Repository):
        here.git("config", "smm.sign", "true")
        here.git("config", "gpg.program", "/bin/false")
        with pytest.raises(SmmError, match="can not be extended"):
            here.state().commit([add("one")], "x")

    def test_a_folder_inside_the_clone_serves_as_well(self, here: Repository, origin: Repository):
        inside = Repository(here.path / "content")
        inside.environ = here.environ
        state = inside.state()
        head = state.commit([add("one")], "x")
        assert state.paths(head) == (LINES,)
        assert state.read(head, LINES) == b"one\n"


class TestReading:
    def test_files_come_by_path_and_missing_ones_do_not(self, here: Repository):
        state = here.state()
        head = state.commit([add("one"), add("two", "a b/c d.txt")], "x")
        wanted = [LINES, "a b/c d.txt", "no such file", "a b", "ledger", ""]
        assert state.read_many(head, wanted) == {LINES: b"one\n", "a b/c d.txt": b"two\n"}
        assert state.read(head, "nothing here blob 3") is None

    def test_paths_below_a_folder_are_listed_whole(self, here: Repository):
        state = here.state()
        head = state.commit([add("one"), add("1", "index.json"), add("2", "ledger-of-others/x")], "x")
        assert state.paths(head) == ("index.json", "ledger-of-others/x", LINES)
        assert state.paths(head, "ledger") == state.paths(head, "ledger/") == (LINES,)
        assert state.paths(head, "nowhere") == ()

    @pytest.mark.parametrize(
        "name", ["грüße.jsonl", "日本 語.jsonl", 'quo"te\\back.jsonl', "tab\tname", "🎉/🎉.md", "-x"]
    )
    def test_any_name_survives(self, here: Repository, name: str):
        state = here.state()
        head = state.commit([add("one", f"ledger/{name}")], "x")
        assert state.paths(head) == (f"ledger/{name}",)
        assert state.read(head, f"ledger/{name}") == b"one\n"

    @pytest.mark.parametrize("name", ["../out", "a/../b", "/etc/passwd", "a//b", ".git/config", "a/.GIT/x", "", "a\0b"])
    def test_a_name_that_leaves_the_tree_is_refused(self, here: Repository, origin: Repository, name: str):
        with pytest.raises(SmmError) as caught:
            here.state().commit([Write(path="README.md", content=lambda _: b"x"), Forced(name)], "x")
        assert caught.value.exit_code == 3
        assert origin.git("branch", "--list", "smm-state") == ""

    def test_bytes_are_kept_as_they_are(self, here: Repository):
        here.git("config", "core.autocrlf", "true")
        data = bytes(range(256)) * 3 + b"\r\n"
        state = here.state()
        head = state.commit([Write(path=f"site/{n}.bin", content=lambda _: data) for n in range(3)], "x")
        assert state.read_many(head, state.paths(head)) == {f"site/{n}.bin": data for n in range(3)}

    def test_what_was_seen_is_read_without_the_remote(self, here: Repository, origin: Repository):
        head = here.state().commit([add("one")], "x")
        origin.path.rename(origin.path.parent / "away")
        state = here.state()
        assert state.last_seen() == head
        assert state.read(head, LINES) == b"one\n"

    def test_a_clone_knows_what_it_was_cloned_with(self, here: Repository, origin: Repository, tmp_path: Path):
        head = here.state().commit([add("one")], "x")
        assert clone(origin, tmp_path / "late").state().last_seen() == head


class Forced:
    """Writes under any name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def apply(self, read: Read) -> Mapping[str, bytes]:
        return {self.name: b"x"}


class TestOverlay:
    def test_somebody_elses_push_is_kept(self, here: Repository, there: Repository, origin: Repository):
        first, second = here.state(), there.state()
        first.commit([add("zero")], "zero")
        second.fetch()
        first.commit([add("one"), add("1", "metrics/2026-12.jsonl")], "first")
        second.commit([add("two"), add("2", "index.json")], "second")
        assert origin.files("smm-state") == {LINES: "zero\none\ntwo", "metrics/2026-12.jsonl": "1", "index.json": "2"}

    def test_an_edit_may_decide_on_the_newer_head_to_add_nothing(
        self, here: Repository, there: Repository, origin: Repository
    ):
        claim = Claim("ours")
        first, second = here.state(), there.state()
        first.commit([add("0", "index.json")], "start")
        second.fetch()
        winner = first.commit([Claim("theirs")], "theirs")
        assert second.commit([claim], "ours") == winner
        assert origin.files("smm-state")[LINES] == "theirs"
        assert claim.applied == 2

    def test_edits_see_what_the_edits_before_them_wrote(self, here: Repository):
        state = here.state()
        twice = Write(path="index.json", content=lambda read: b"%d" % len((read(LINES) or b"").splitlines()))
        head = state.commit([add("one"), add("two"), twice], "x")
        assert state.read(head, "index.json") == b"2"

    def test_nothing_new_is_not_pushed(self, here: Repository, origin: Repository):
        state = here.state()
        head = state.commit([add("one")], "x")
        assert state.commit([add("one")], "again") == head
        assert origin.git("rev-list", "--count", "smm-state") == "1"

    def test_a_file_may_become_a_folder_and_back(self, here: Repository):
        state = here.state()
        state.commit([add("1", "site/page")], "x")
        head = state.commit([add("2", "site/page/index.html")], "x")
        assert state.paths(head) == ("site/page/index.html",)
        head = state.commit([add("3", "site")], "x")
        assert state.paths(head) == ("site",)

    def test_many_runners_at_once_lose_nothing_and_double_nothing(self, origin: Repository, tmp_path: Path):
        runners = [clone(origin, tmp_path / f"runner-{number}").state(sleep=time.sleep) for number in range(4)]

        def run(number: int) -> None:
            for turn in range(5):
                runners[number].commit([add(f"{number}.{turn}")], f"{number}.{turn}")

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(run, range(4)))
        written = origin.files("smm-state")[LINES].splitlines()
        assert sorted(written) == sorted(f"{number}.{turn}" for number in range(4) for turn in range(5))
        for number in range(4):
            assert [line for line in written if line.startswith(f"{number}.")] == [f"{number}.{t}" for t in range(5)]

    def test_two_processes_of_one_clone_raise_no_false_alarm(self, here: Repository, origin: Repository):
        states = [here.state(sleep=time.sleep) for _ in range(3)]
        start = threading.Barrier(3)

        def run(number: int) -> None:
            start.wait()
            for turn in range(5):
                states[number].fetch()
                states[number].commit([add(f"{number}.{turn}")], "x")

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(run, range(3)))
        assert len(origin.files("smm-state")[LINES].splitlines()) == 15

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.dictionaries(
            st.lists(st.sampled_from(["a", "b", "ä", "site"]), min_size=1, max_size=4).map("/".join),
            st.binary(max_size=20),
            max_size=6,
        )
    )
    def test_a_tree_built_bottom_up_is_the_tree_git_would_build(self, here: Repository, files: dict[str, bytes]):
        names = sorted(files)
        plain = {name: data for name, data in files.items() if not any(other.startswith(f"{name}/") for other in names)}
        state = here.state()
        head = state.commit([Write(path=name, content=lambda _, d=data: d) for name, data in plain.items()], "x")  # type: ignore[misc]
        found = state.read_many(head, plain)
        assert found == plain
        assert here.git("fsck", "--strict", "--no-dangling", head) == ""


class Claim:
    """Adds its line only to an empty file, and counts how often it was asked."""

    path = LINES

    def __init__(self, line: str) -> None:
        self.line, self.applied = line, 0

    def apply(self, read: Read) -> Mapping[str, bytes]:
        self.applied += 1
        return {} if read(LINES) else {LINES: self.line.encode() + b"\n"}


class TestRefusal:
    def test_a_refusal_that_passes_is_tried_again(self, here: Repository, origin: Repository, tmp_path: Path):
        origin.hook("update", f'n=$(wc -l < {tmp_path}/n 2>/dev/null || echo 0); echo >> {tmp_path}/n; [ "$n" -ge 3 ]')
        here.state().commit([add("one")], "x")
        assert origin.files("smm-state") == {LINES: "one"}

    def test_a_refusal_for_good_is_unsafe_and_says_what_git_said(
        self, here: Repository, origin: Repository, tmp_path: Path
    ):
        origin.hook("update", f"echo >> {tmp_path}/n; echo GH013 rule violations; exit 1")
        with pytest.raises(SmmError) as caught:
            here.state().commit([add("one")], "x")
        assert caught.value.exit_code == 3
        assert "hook declined" in caught.value.why
        assert len((tmp_path / "n").read_text().splitlines()) == ATTEMPTS

    def test_a_push_is_never_forced(self, here: Repository, there: Repository, origin: Repository):
        here.state().commit([add("one")], "x")
        state = there.state()
        state.fetch()
        for number in range(3):
            here.state().commit([add(f"more {number}")], "x")
        state.commit([add("two")], "x")
        assert origin.git("reflog", "--format=%gs", "smm-state", check=False).count("forced") == 0
        assert origin.git("rev-list", "--count", "smm-state") == "5"


class TestLostAnswer:
    @pytest.fixture
    def flaky(self, here: Repository, tmp_path: Path) -> Callable[[str], dict[str, str]]:
        """Return an environment whose git runs a script around its pushes."""

        def make(around: str) -> dict[str, str]:
            real = os.popen("command -v git").read().strip()
            (tmp_path / "bin").mkdir()
            wrapper = tmp_path / "bin" / "git"
            wrapper.write_text(
                f'#!/bin/sh\nreal={real}\ncase " $* " in *" push "*)\n{around}\n;; esac\nexec $real "$@"\n'
            )
            wrapper.chmod(0o755)
            return {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}

        return make

    def test_a_push_that_arrived_is_found_and_not_made_twice(
        self, here: Repository, origin: Repository, flaky: Callable[[str], dict[str, str]]
    ):
        environ = flaky('$real "$@" >/dev/null 2>&1; echo "fatal: the remote end hung up unexpectedly" >&2; exit 128')
        head = here.state(**environ).commit([add("one")], "x")
        assert origin.git("rev-parse", "smm-state") == head
        assert origin.git("rev-list", "--count", "smm-state") == "1"

    def test_it_is_found_below_somebody_elses_push(
        self,
        here: Repository,
        there: Repository,
        origin: Repository,
        flaky: Callable[[str], dict[str, str]],
        tmp_path: Path,
    ):
        there.state().commit([add("zero")], "zero")
        script = (
            f'$real "$@" >/dev/null 2>&1; cd {there.path}; unset GIT_CONFIG_COUNT;'
            "$real fetch -q origin smm-state; blob=$(echo more | $real hash-object -w --stdin);"
            "$real read-tree --index-output=.git/other FETCH_HEAD;"
            f"GIT_INDEX_FILE=.git/other $real update-index --add --cacheinfo 100644,$blob,more;"
            "tree=$(GIT_INDEX_FILE=.git/other $real write-tree);"
            "c=$($real -c user.name=b -c user.email=b@example.org commit-tree -p FETCH_HEAD -m more $tree);"
            '$real push -q origin $c:refs/heads/smm-state; echo "fatal: hung up" >&2; exit 128'
        )
        head = here.state(**flaky(script)).commit([add("one")], "ours")
        assert origin.git("rev-parse", "smm-state") == head
        assert list(origin.history("smm-state")) == ["more", "ours", "zero"]

    def test_one_that_never_arrived_is_made_again(
        self, here: Repository, origin: Repository, flaky: Callable[[str], dict[str, str]], tmp_path: Path
    ):
        environ = flaky(
            f'if ! [ -e {tmp_path}/once ]; then touch {tmp_path}/once; echo "fatal: reset" >&2; exit 128; fi'
        )
        here.state(**environ).commit([add("one")], "x")
        assert origin.files("smm-state") == {LINES: "one"}

    def test_a_remote_that_is_gone_in_the_middle_is_unsafe(
        self, here: Repository, origin: Repository, flaky: Callable[[str], dict[str, str]]
    ):
        environ = flaky(f'mv {origin.path} {origin.path}.away 2>/dev/null; echo "fatal: gone" >&2; exit 128')
        with pytest.raises(SmmError) as caught:
            here.state(**environ).commit([add("one")], "x")
        assert caught.value.exit_code == 3
        assert "can not be read" in caught.value.what


class TestDoubt:
    def test_a_remote_that_does_not_answer_is_unsafe(self, here: Repository, origin: Repository):
        origin.path.rename(origin.path.parent / "away")
        with pytest.raises(SmmError) as caught:
            here.state().fetch()
        assert caught.value.exit_code == 3
        assert "nothing is sent" in caught.value.why

    def test_a_branch_that_vanished_is_unsafe(self, here: Repository, origin: Repository):
        here.state().commit([add("one")], "x")
        origin.git("update-ref", "-d", "refs/heads/smm-state")
        with pytest.raises(SmmError) as caught:
            here.state().fetch()
        assert caught.value.exit_code == 3
        assert "gone" in caught.value.what

    def test_a_branch_that_moved_backwards_is_unsafe(self, here: Repository, origin: Repository):
        state = here.state()
        first = state.commit([add("one")], "x")
        state.commit([add("two")], "y")
        origin.git("update-ref", "refs/heads/smm-state", first)
        with pytest.raises(SmmError) as caught:
            here.state().fetch()
        assert caught.value.exit_code == 3
        assert "moved backwards" in caught.value.what

    def test_a_branch_that_was_rewritten_is_unsafe(self, here: Repository, there: Repository, origin: Repository):
        here.state().commit([add("one")], "x")
        origin.git("update-ref", "-d", "refs/heads/smm-state")
        there.state().commit([add("other")], "y")
        with pytest.raises(SmmError, match="moved backwards"):
            here.state().fetch()

    def test_a_push_does_not_hide_that_it_moved_backwards(self, here: Repository, origin: Repository):
        state = here.state()
        first = state.commit([add("one")], "x")
        state.commit([add("two")], "y")
        origin.git("update-ref", "refs/heads/smm-state", first)
        origin.hook("update", "exit 1")
        with pytest.raises(SmmError, match="moved backwards"):
            state.commit([add("three")], "z")

    @pytest.mark.parametrize("damage", ["vanish", "backwards"])
    def test_what_it_says_to_do_accepts_the_branch_as_it_is(self, here: Repository, origin: Repository, damage: str):
        state = here.state()
        first = state.commit([add("one")], "x")
        state.commit([add("two")], "y")
        origin.git(
            *(["update-ref", "-d"] if damage == "vanish" else ["update-ref"]),
            "refs/heads/smm-state",
            *([] if damage == "vanish" else [first]),
        )
        with pytest.raises(SmmError) as caught:
            here.state().fetch()
        here.git(*caught.value.do.split("git ")[-1].split())
        assert here.state().fetch() == (None if damage == "vanish" else first)

    @pytest.mark.parametrize("name", ["--upload-pack=x", "a..b", "a b", "", "x.lock", "a:b"])
    def test_a_name_that_could_be_an_option_is_refused(self, here: Repository, name: str):
        with pytest.raises(SmmError) as caught:
            here.state(branch=name)
        assert caught.value.exit_code == 2


class TestDefaultBranch:
    def test_only_the_folder_of_ours_is_written(self, here: Repository, origin: Repository):
        state = here.state(branch="main")
        head = state.commit([add("one"), Write(path="README.md", content=lambda _: b"dashboard")], "x")
        assert origin.files("main") == {
            "README.md": "the people's own words",
            "content/posts/hello.md": "hello",
            ".smm/README.md": "dashboard",
            f".smm/{LINES}": "one",
        }
        assert state.paths(head) == ("README.md", LINES)
        assert state.read(head, "README.md") == b"dashboard"
        assert state.read(head, "content/posts/hello.md") is None

    def test_a_persons_push_meanwhile_is_kept(self, here: Repository, there: Repository, origin: Repository):
        state = here.state(branch="main")
        state.fetch()
        there.write("content/posts/second.md", "second")
        there.commit("Write another")
        there.git("push", "-q", "origin", "main")
        state.commit([add("one")], "x")
        assert origin.files("main")["content/posts/second.md"] == "second"
        assert origin.files("main")[f".smm/{LINES}"] == "one"

    def test_a_remote_that_does_not_name_its_default_branch_is_no_danger(self, here: Repository, origin: Repository):
        origin.git("symbolic-ref", "HEAD", "refs/heads/master")
        here.state(branch="main").commit([Write(path="README.md", content=lambda _: b"dashboard")], "x")
        assert origin.files("main")["README.md"] == "the people's own words"

    def test_any_branch_with_posts_is_treated_so(self, here: Repository, origin: Repository):
        here.git("push", "-q", "origin", "main:refs/heads/develop")
        here.state(branch="develop").commit([Write(path="README.md", content=lambda _: b"dashboard")], "x")
        assert origin.files("develop")["README.md"] == "the people's own words"

    def test_a_path_elsewhere_is_refused(self, here: Repository):
        with pytest.raises(SmmError) as caught:
            here.state(branch="main", path="state").fetch()
        assert caught.value.exit_code == 2

    def test_it_is_known_without_asking_the_remote(self, here: Repository, origin: Repository):
        here.state(branch="main").commit([add("one")], "x")
        origin.path.rename(origin.path.parent / "away")
        state = here.state(branch="main")
        assert state.read(state.last_seen() or "", LINES) == b"one\n"


def test_a_path_on_its_own_branch_is_kept(here: Repository, origin: Repository):
    here.state(path="ops/state").commit([add("one")], "x")
    assert origin.files("smm-state") == {f"ops/state/{LINES}": "one"}


class TestShallow:
    def test_a_shallow_clone_reads_and_writes(self, here: Repository, origin: Repository, tmp_path: Path):
        for number in range(3):
            here.state().commit([add(f"line {number}")], f"{number}")
        shallow = clone(origin, tmp_path / "shallow", "--depth=1", "--single-branch")
        state = shallow.state()
        head = state.fetch()
        assert head is not None
        assert shallow.git("rev-list", "--count", head) == "1"
        state.commit([add("ours")], "ours")
        assert origin.git("rev-list", "--count", "smm-state") == "4"
        assert origin.files("smm-state")[LINES].splitlines()[-1] == "ours"

    def test_it_overlays_too(self, here: Repository, origin: Repository, tmp_path: Path):
        here.state().commit([add("zero")], "zero")
        state = clone(origin, tmp_path / "shallow", "--depth=1", "--single-branch").state()
        state.fetch()
        for number in range(3):
            here.state().commit([add(f"line {number}")], "x")
        state.commit([add("ours")], "ours")
        assert origin.files("smm-state")[LINES].splitlines() == ["zero", "line 0", "line 1", "line 2", "ours"]

    def test_it_notices_a_branch_that_moved_backwards(self, here: Repository, origin: Repository, tmp_path: Path):
        first = here.state().commit([add("one")], "x")
        here.state().commit([add("two")], "y")
        shallow = clone(origin, tmp_path / "shallow", "--depth=1", "--single-branch")
        shallow.state().fetch()
        origin.git("update-ref", "refs/heads/smm-state", first)
        with pytest.raises(SmmError, match="moved backwards"):
            shallow.state().fetch()

    def test_a_whole_clone_stays_whole(self, here: Repository, there: Repository):
        there.state().commit([add("one")], "x")
        here.state().fetch()
        assert here.git("rev-parse", "--is-shallow-repository") == "false"
