"""`smm fsck` on the branch that real ticks wrote: clean as it is, and every fault that is put in is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from smm_action.ledger.compact import is_same
from tests.scenarios.conftest import Ran, Team, after, post
from tests.scenarios.repositories import clone

SECRET = {"SMM_STATE_KEY": "the team's key, forty-one characters long"}
STATE = "smm-state"


class Hand:
    """A person who edits the state branch by hand."""

    def __init__(self, team: Team) -> None:
        self.here = clone(team.origin, team.origin.path.parent / "hand", "-b", STATE)
        self.path = self.here.path

    @property
    def ledger(self) -> Path:
        return next((self.path / "ledger").rglob("hello.jsonl"))

    def lines(self) -> list[str]:
        return self.ledger.read_text().splitlines(keepends=True)

    def push(self) -> None:
        self.here.commit("by hand")
        self.here.git("push", "-q", "origin", f"HEAD:{STATE}")


def fsck(team: Team, *options: str, now: str = after(hours=1), environ: Mapping[str, str] | None = None) -> Ran:
    return team.run("--format", "json", "fsck", *options, now=now, environ=environ)


def findings(ran: Ran) -> list[tuple[str, int, str]]:
    found = json.loads(ran.out)["findings"]
    assert ran.code == (1 if found else 0), ran.err
    assert all(item["why"] and item["do"] for item in found)
    return [(item["file"], item["line"], item["what"]) for item in found]


@pytest.fixture
def out(hello: Team) -> Team:
    """Return a team whose post is out on three accounts and was counted."""
    assert hello.publish().code == 0
    assert hello.run("metrics", now=after(minutes=30)).code == 0
    return hello


def torn(hand: Hand) -> None:
    hand.ledger.write_text("".join(hand.lines())[:-5])


def without_claims(hand: Hand) -> None:
    hand.ledger.write_text("".join(line for line in hand.lines() if '"kind":"claimed"' not in line))


def moved(hand: Hand) -> None:
    hand.ledger.rename(hand.ledger.with_name("other.jsonl"))


def other_text(hand: Hand) -> None:
    hand.ledger.write_text("".join(hand.lines()).replace("Hello, world", "Hello, moon!"))


def lost_page(hand: Hand) -> None:
    (hand.path / "site/acme-pages/hello/index.html").unlink()


def foreign_page(hand: Hand) -> None:
    page = hand.path / "site/acme-pages/bye/index.html"
    page.parent.mkdir()
    page.write_text("Bye")


def page_of_nothing(hand: Hand) -> None:
    lines = [line for line in hand.lines() if '"account":"acme-pages"' not in line]
    hand.ledger.write_text("".join(lines))


def lost_list(hand: Hand) -> None:
    (hand.path / "site/acme-pages/items.jsonl").unlink()


def no_index(hand: Hand) -> None:
    (hand.path / "index.json").unlink()


def shut_gate(hand: Hand) -> None:
    index = json.loads((hand.path / "index.json").read_text())
    (hand.path / "index.json").write_text(json.dumps({**index, "open": ["acme/hello/acme-mastodon/1"]}))


def other_dashboard(hand: Hand) -> None:
    (hand.path / "README.md").write_text("All is well.\n")


LIST, PAGE = "site/acme-pages/items.jsonl", "site/acme-pages/hello/index.html"


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (torn, (".jsonl", "a torn line")),
        (without_claims, (".jsonl", "published without its claim")),
        (moved, ("other.jsonl", "a file where none belongs")),
        (other_text, (".jsonl", "a payload that is not what was claimed")),
        (lost_page, (PAGE, "a receipt without its page")),
        (foreign_page, ("site/acme-pages/bye/index.html", "a page that is in no list")),
        (page_of_nothing, (PAGE, "a page that no receipt names")),
        (lost_list, (LIST, "no page of hello, which has a receipt")),
        (no_index, ("index.json", "no index")),
        (shut_gate, ("index.json", "other open claims than the ledger's")),
        (other_dashboard, ("README.md", "not the dashboard that would be written")),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_what_a_person_spoils_is_found(out: Team, spoil: Callable[[Hand], None], expected: tuple[str, str]):
    hand = Hand(out)
    spoil(hand)
    hand.push()
    found = findings(fsck(out))
    assert any(file.endswith(expected[0]) and what == expected[1] for file, _, what in found), found


@pytest.mark.parametrize("spoil", [no_index, shut_gate, other_dashboard], ids=lambda spoil: spoil.__name__)
def test_index_and_dashboard_are_repaired(out: Team, spoil: Callable[[Hand], None]):
    before = {name: out.origin.git("rev-parse", f"{STATE}:{name}") for name in ("index.json", "README.md")}
    hand = Hand(out)
    spoil(hand)
    hand.push()
    ran = fsck(out, "--repair")
    assert findings(ran) == []
    assert json.loads(ran.out)["done"] == ["index.json and README.md were written anew."]
    assert {name: out.origin.git("rev-parse", f"{STATE}:{name}") for name in before} == before


def test_a_gate_that_would_stay_shut_is_found_and_opened(hello: Team):
    assert hello.publish().code == 0
    hello.merge({"posts/later.md": post("Later", time=after(hours=9))})
    assert hello.publish(now=after(minutes=5)).code == 0
    hand = Hand(hello)
    index = json.loads((hand.path / "index.json").read_text())
    (hand.path / "index.json").write_text(json.dumps({**index, "next_due": after(days=9)}))
    hand.push()
    assert findings(fsck(hello)) == [("index.json", 0, "a next time that is too late")]
    assert findings(fsck(hello, "--repair")) == []


@pytest.mark.parametrize("environ", [{}, SECRET], ids=["without key", "with key"])
def test_what_ticks_wrote_is_clean(hello: Team, environ: dict[str, str]):
    assert fsck(hello, environ=environ).code == 0
    assert hello.publish(environ=environ).code == 0
    hello.merge({"posts/thread.md": "---\nplatforms: [all]\ntime: 2026-12-01T12:05:00Z\n---\nOne\n\n---\n\nTwo\n"})
    assert findings(fsck(hello, environ=environ)) == []
    assert hello.publish(now=after(minutes=10), environ=environ).code == 0
    assert hello.run("metrics", now=after(minutes=30), environ=environ).code == 0
    head = hello.origin.git("rev-parse", STATE)
    assert findings(fsck(hello, environ=environ)) == []
    assert findings(fsck(hello, "--repair", now=after(minutes=31), environ=environ)) == []
    assert findings(fsck(hello.another(), environ=environ)) == []
    assert hello.origin.git("rev-parse", STATE) == head
    assert "Clean" in hello.run("fsck", environ=environ).out


def test_doubt_about_the_chain_is_a_finding_and_nothing_is_written_on_it(hello: Team):
    assert hello.publish(environ=SECRET).code == 0
    hand = Hand(hello)
    hand.ledger.write_text("".join(hand.lines()[:-1]))
    hand.push()
    found = findings(fsck(hello, environ=SECRET))
    assert ("chain.json", 0, "The ledger is not the one that was sealed") in found
    for option in (["--repair"], ["--compact", "0d"]):
        assert fsck(hello, *option, environ=SECRET).code == 3


class TestVouching:
    def test_a_ledger_from_before_the_key_is_sealed_once(self, out: Team):
        assert findings(fsck(out, environ=SECRET)) == [
            ("chain.json", 0, "SMM_STATE_KEY is set, and the state branch has a ledger without chain.json")
        ]
        ran = fsck(out, "--adopt", environ=SECRET)
        assert (findings(ran), json.loads(ran.out)["seq"]) == ([], 1)
        out.merge({"posts/second.md": post("The second one", time=after(minutes=5))})
        assert out.publish(now=after(minutes=10), environ=SECRET).code == 0

    def test_it_can_be_read_without_the_key_and_not_be_written(self, out: Team):
        assert fsck(out, "--adopt", environ=SECRET).code == 0
        ran = fsck(out)
        assert (findings(ran), "was not checked" in out.run("fsck").err) == ([], True)
        assert fsck(out, "--repair").code == fsck(out, "--adopt").code == 3

    def test_nobody_vouches_for_a_ledger_with_faults(self, out: Team):
        hand = Hand(out)
        without_claims(hand)
        hand.push()
        head = out.origin.git("rev-parse", STATE)
        ran = fsck(out, "--adopt", environ=SECRET)
        assert (ran.code, "mend the other" in ran.err) == (1, True)
        assert out.origin.git("rev-parse", STATE) == head

    def test_after_a_roll_back_a_person_vouches_and_the_numbers_go_on(self, hello: Team):
        assert hello.publish(environ=SECRET).code == 0
        seq: Any = json.loads(fsck(hello, environ=SECRET).out)["seq"]
        hand = Hand(hello)
        hand.here.git("checkout", "-q", hand.here.git("rev-list", "--max-parents=0", "HEAD"), "--", ".")
        hand.push()
        assert ("chain.json", 0, "The state branch was rolled back") in findings(fsck(hello.another(), environ=SECRET))
        hand.here.git("checkout", "-q", "HEAD~1", "--", ".")
        hand.push()
        ran = fsck(hello, "--adopt", environ=SECRET)
        assert (findings(ran), json.loads(ran.out)["seq"]) == ([], seq + 1)


class TestCompacting:
    def test_settled_deliveries_get_small_in_one_commit_and_say_the_same(self, out: Team):
        before, head = out.ledger(), out.origin.git("rev-parse", STATE)
        assert json.loads(fsck(out, "--compact", "90d", now=after(days=80), environ={}).out)["done"] == []
        ran = fsck(out, "--compact", "90d", now=after(days=91))
        assert findings(ran) == []
        assert "compacted" in json.loads(ran.out)["done"][0]
        assert out.origin.git("rev-parse", f"{STATE}^") == head
        assert out.origin.git("diff", "--name-only", head, STATE).splitlines() == ["ledger/acme/2c/hello.jsonl"]
        assert is_same(out.ledger(), before)

    def test_the_team_goes_on_as_before(self, out: Team):
        lint = out.run("lint", now=after(days=91))
        shown = out.run("--format", "json", "status").out
        assert fsck(out, "--compact", "90d", now=after(days=91)).code == 0
        assert out.run("--format", "json", "status").out == shown
        ran = out.publish(now=after(days=91))
        assert (ran.code, out.made()) == (0, (1, 1)), ran.err
        assert out.run("lint", now=after(days=91)).out == lint.out
        out.merge({"posts/hello.md": post("Hello, moon")})
        assert "edited-after-publishing" in out.run("lint", now=after(days=91)).out

    def test_the_chain_vouches_for_the_smaller_ledger(self, hello: Team):
        assert hello.publish(environ=SECRET).code == 0
        assert "compacted" in fsck(hello, "--compact", "1d", now=after(days=2), environ=SECRET).out
        assert findings(fsck(hello.another(), now=after(days=2), environ=SECRET)) == []

    @pytest.mark.parametrize("age", ["soon", "-1d", "90"])
    def test_an_age_is_a_duration(self, out: Team, age: str):
        assert fsck(out, f"--compact={age}").code == 2


def test_a_branch_that_can_not_be_read_is_exit_3(out: Team):
    out.here.git("remote", "set-url", "origin", "file:///nowhere/at/all")
    assert fsck(out).code == 3
