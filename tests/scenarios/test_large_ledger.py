"""A ledger with a summary on real Git: read in part by every tick, and as safe as one that is read whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta

import pytest

from smm_action.core.clock import format_instant, parse_instant
from smm_action.ledger import upkeep
from smm_action.ledger.branch import StateBranch
from smm_action.ledger.check import check
from smm_action.ledger.objects import TreeEntry
from smm_action.ledger.paths import DAYS, LEDGER, SAID, SUMMARY, ledger_path
from smm_action.ledger.store import append
from smm_action.ledger.summary import beside
from smm_action.model.delivery import DeliveryId, Receipt
from smm_action.model.entry import Entry
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.project import StateLocation
from tests.scenarios.conftest import NOON, Team, after, ended, post
from tests.scenarios.repositories import Repository, clone
from tests.unit.ledger.github import serving

SECRET = {"SMM_STATE_KEY": "the team's key, forty-one characters long"}
STATE = "smm-state"
OLD = 300
"""Posts of years ago: what a tick of one post reads is less than half."""
Spoil = Callable[[Repository], None]


def old(number: int) -> Entry:
    """Return what a person said of a post of years ago: it is out."""
    delivery = DeliveryId(BrandName("acme"), PostId(f"old-{number}"), AccountName("acme-mastodon"))
    at = format_instant(parse_instant(NOON) - timedelta(days=500 + number))
    page = f"https://mastodon.example/@acme/{number}"
    receipt = Receipt(part=0, id=page, url=page, at=at)
    return Entry(kind="resolved", delivery=delivery, at=at, receipts=(receipt,), reason="it is there", by="ada")


def branch_of(team: Team, environ: dict[str, str] | None = None) -> StateBranch:
    home = {"PATH": os.environ["PATH"], "HOME": str(team.origin.path.parent), **(environ or {})}
    found = StateBranch(team.here.path, StateLocation(), home)
    found.look()
    return found


def filled(team: Team, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str] | None = None) -> Team:
    with monkeypatch.context() as patched:
        patched.setattr(upkeep, "WIDE", 0)
        branch_of(team, environ).commit(append([old(number) for number in range(OLD)]), "Import what is out")
    return team


@pytest.fixture
def large(hello: Team, monkeypatch: pytest.MonkeyPatch) -> Team:
    """Return a team with one post due, and years of posts on its ledger."""
    return filled(hello, monkeypatch)


def files(team: Team) -> dict[str, bytes]:
    branch = branch_of(team)
    head = branch.look()
    assert head is not None
    return branch.read_many(head, branch.paths(head, LEDGER))


def is_right(team: Team) -> bool:
    """Whether the summary is of the ledger that is there, and says what it says."""
    branch = branch_of(team)
    head = branch.look()
    assert head is not None
    held, trees = branch.objects(head, [SUMMARY, LEDGER])
    of = json.loads(held[SUMMARY])["of"]
    return of == beside(trees[LEDGER]) and not list(check(files(team)))


def by_hand(team: Team, change: Spoil, *, vouched: bool = False) -> None:
    """Change the state branch as somebody who may push to it does; ``vouched`` has the summary believed as well."""
    here = clone(team.origin, team.origin.path.parent / "hand", "-b", STATE)
    change(here)
    here.commit("by hand")
    if vouched:
        lines = here.git("ls-tree", f"HEAD:{LEDGER}").splitlines()
        folders = [line.split(None, 3) for line in lines if line.split()[1] == "tree"]
        fresh = beside_of({name: sha for _, _, sha, name in folders})
        held = json.loads((here.path / SUMMARY).read_text())
        (here.path / SUMMARY).write_text(json.dumps({**held, "of": fresh}))
        here.commit("by hand")
    here.git("push", "-q", "origin", f"HEAD:{STATE}")


def beside_of(folders: dict[str, str]) -> str:
    return beside({name: TreeEntry("40000", sha) for name, sha in folders.items()})


def path_of(name: str) -> str:
    return ledger_path((BrandName("acme"), PostId(name)))


def torn(here: Repository) -> None:
    with (here.path / path_of("old-200")).open("a") as file:
        file.write("torn\n")


def test_a_tick_reads_only_what_it_needs(large: Team) -> None:
    by_hand(large, torn, vouched=True)
    ran = large.publish()
    assert (ran.code, large.made()) == (0, (1, 1)), ran.err


def test_after_a_change_by_hand_a_tick_reads_everything(large: Team) -> None:
    by_hand(large, torn)
    ran = large.publish()
    assert (ran.code, large.sends()) == (3, 0)
    assert "old-200" in ran.err


def test_what_was_changed_by_hand_is_derived_anew_with_the_next_commit(large: Team) -> None:
    by_hand(large, lambda here: (here.path / path_of("old-200")).unlink())
    assert not is_right(large)
    assert large.publish().code == 0
    assert is_right(large)


def test_a_tick_leaves_the_summary_right(large: Team) -> None:
    assert large.publish().code == 0
    assert is_right(large)
    told = files(large)
    assert f"{DAYS}/{NOON[:10]}" in told
    assert any(path.startswith(f"{SAID}/") for path in told)
    page = large.origin.git("show", f"{STATE}:README.md")
    assert f"| 0 | {OLD + 3} | 0 | 0 | 0 | 0 |" in page
    assert f"{OLD + 3 - 50} more are in the ledger." in page


def test_two_runs_at_once_send_once_and_leave_it_right(large: Team) -> None:
    large.merge({"posts/second.md": post("The second one")})
    runs = [team.start("--format", "json", "publish") for team in (large, large.another())]
    ran = [ended(process) for process in runs]
    assert [one.code for one in ran] == [0, 0], [one.err for one in ran]
    assert large.made() == (2, 2)
    assert is_right(large)


def test_a_post_of_years_ago_with_a_new_time_does_not_go_out_again(large: Team) -> None:
    large.merge({"posts/old.md": post("It went out years ago", to="acme-mastodon", id="old-250")})
    ran = large.publish()
    assert ran.code == 0, ran.err
    assert large.statuses() == ["Hello, world"]


def test_the_twin_of_a_post_of_years_ago_is_held(large: Team) -> None:
    assert large.publish().code == 0
    later = after(days=800)
    large.merge({"posts/hello.md": post("Another text"), "posts/copy.md": post("Hello, world", time=later)})
    ran = large.publish(now=later)
    assert ran.states("copy") == dict.fromkeys(("acme-mastodon", "acme-bluesky", "acme-pages"), "held")
    assert "duplicate-text" in ran.out
    assert is_right(large)


def test_a_claim_of_years_ago_is_settled(large: Team) -> None:
    large.killed_at_push(2, "publish", now=NOON)
    large.merge({"posts/hello.md": post("Hello, world", time=after(days=3000))})
    assert large.publish(now=after(days=800)).code in {0, 1}
    assert not [record for record in large.ledger().records.values() if record.state.value == "claimed"]
    assert is_right(large)


def test_a_clone_that_knows_the_newest_commit_alone_reads_the_same(large: Team) -> None:
    path = large.origin.path.parent / "shallow"
    large.origin.git("clone", "-q", "--depth", "1", f"file://{large.origin.path}", str(path))
    runner = Team(origin=large.origin, here=Repository(path), sandbox=large.sandbox, clock=large.clock)
    ran = runner.publish()
    assert (ran.code, large.made()) == (0, (1, 1)), ran.err
    assert is_right(large)


def test_through_the_api_it_is_kept_as_well(large: Team) -> None:
    with serving(large.origin) as github:
        ran = large.publish(environ=github.environ)
    assert (ran.code, large.made()) == (0, (1, 1)), ran.err
    assert is_right(large)


def hide_a_digest(here: Repository) -> None:
    for file in (here.path / SAID).iterdir():
        file.unlink()


def change_a_count(here: Repository) -> None:
    file = here.path / SUMMARY
    file.write_text(file.read_text().replace('"published": 30', '"published": 90'))


def hide_a_day(here: Repository) -> None:
    (here.path / DAYS / NOON[:10]).unlink()


def write_nonsense(here: Repository) -> None:
    (here.path / SUMMARY).write_text("{}")


FORGED: list[tuple[Spoil, str]] = [
    (hide_a_digest, "a list that is not whole"),
    (hide_a_day, "a list that is not whole"),
    (change_a_count, "a summary of another ledger"),
    (write_nonsense, "a summary that can not be read"),
]


@pytest.mark.parametrize(("spoil", "what"), FORGED)
def test_what_a_person_spoils_is_found_and_repaired(large: Team, spoil: Spoil, what: str) -> None:
    assert large.publish().code == 0
    by_hand(large, spoil)
    found = large.run("--format", "json", "fsck", now=after(minutes=9))
    assert what in {item["what"] for item in json.loads(found.out)["findings"]}
    assert found.code == 1
    mended = large.run("--format", "json", "fsck", "--repair", now=after(minutes=9))
    assert mended.code == 0, mended.out
    assert is_right(large)


def test_counting_reads_everything_once_a_day(large: Team) -> None:
    assert large.publish().code == 0
    assert large.run("metrics", now=after(hours=1)).code == 0
    by_hand(large, torn, vouched=True)
    between = large.run("metrics", now=after(hours=3))
    assert between.code == 0, between.err
    assert "likes" in large.origin.git("show", f"{STATE}:README.md")
    assert large.run("metrics", now=after(days=2)).code == 3, "it read the line that can not be read"


def test_compacting_keeps_it_right(large: Team) -> None:
    assert large.publish().code == 0
    ran = large.run("fsck", "--compact", "90d", now=after(days=100))
    assert ran.code == 0, ran.out
    assert "was compacted" in ran.out
    assert is_right(large)


def test_under_a_key_a_summary_that_was_forged_ends_the_run(hello: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(hello, monkeypatch, SECRET)
    by_hand(hello, lambda here: change_a_count_of(here, "resolved"))
    ran = hello.publish(environ=SECRET)
    assert (ran.code, hello.sends()) == (3, 0), ran.err
    assert "The ledger is sealed as it is." in hello.run("fsck", "--adopt", environ=SECRET).out
    assert is_right(hello), "whoever vouches for the ledger vouches for its lines"
    assert hello.publish(environ=SECRET).code == 0


def change_a_count_of(here: Repository, name: str) -> None:
    held = json.loads((here.path / SUMMARY).read_text())
    (here.path / SUMMARY).write_text(json.dumps({**held, "places": {name: 1}}))
