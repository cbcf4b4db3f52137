"""A large ledger is the same whether Git looks up each path or lists all first, and read again or brought up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from smm_action.ledger import objects
from smm_action.ledger.paths import ledger_path, post_of
from smm_action.ledger.store import append, read_ledger
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.edit import Write
from smm_action.model.ids import AccountName, BrandName, PostId
from tests.scenarios.repositories import Repository, bare_with_post, clone
from tests.unit.ledger.entries import entry

FILES = {"ledger/acme/2c/hello.jsonl": b"one\n", "ledger/acme/2c/a b.jsonl": b"two\n", "site/ä/index.html": b"\0\xff"}
ASKED = [*FILES, "ledger/acme", "", "not/there.jsonl", "ledger/acme/2c/hello.jsonl/below"]


@pytest.fixture
def here(tmp_path: Path) -> Repository:
    return clone(bare_with_post(tmp_path), tmp_path / "here")


@pytest.mark.parametrize("few", [0, len(ASKED)], ids=["listed", "looked up"])
def test_both_ways_read_the_same(here: Repository, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    state = here.state()
    head = state.commit([Write(path=path, content=lambda _, d=data: d) for path, data in FILES.items()], "x")  # type: ignore[misc]
    monkeypatch.setattr(objects, "FEW", few)
    verbs: list[str] = []
    run = objects.Git.run

    def noted(self, *arguments, **more):
        verbs.append(arguments[0])
        return run(self, *arguments, **more)

    monkeypatch.setattr(objects.Git, "run", noted)
    assert state.read_many(head, ASKED) == FILES
    assert verbs == (["ls-tree"] if few == 0 else []) + ["cat-file"]


def of(name: str, brand: str = "acme") -> DeliveryId:
    return DeliveryId(BrandName(brand), PostId(name), AccountName("acme-mastodon"))


def test_a_ledger_brought_up_to_date_is_the_ledger_read_again(
    here: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = here.state()
    first = state.commit(append([entry("held", delivery=of(name)) for name in ("a", "b", "c*")]), "x")
    before = read_ledger(state, first)
    news = [entry("released", 1, delivery=of("c*")), entry("held", 1, delivery=of("new", "beta"))]
    second = state.commit([*append(news), Write(path="ledger/notes.txt", content=lambda _: b"ours not\n")], "y")
    asked: list[str] = []
    read = state.read_many
    monkeypatch.setattr(state, "read_many", lambda head, paths: read(head, asked.extend(held := list(paths)) or held))

    after = read_ledger(state, second, since=before)
    assert sorted(path for path in asked if post_of(path)) == [ledger_path(held.delivery) for held in news]
    assert (after, list(after.records)) == (again := read_ledger(state, second), list(again.records))
    assert {name.post: record.state for name, record in after.records.items()} == {
        **dict.fromkeys(("a", "b", "new"), State.HELD),
        "c*": State.SCHEDULED,
    }
    # what a hand took away is gone from both
    assert read_ledger(state, first, since=after) == before
    assert read_ledger(state, second, since=after) == after
