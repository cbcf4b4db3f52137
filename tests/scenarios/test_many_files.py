"""Files of the state branch are the same whether Git looks up each path or lists them all first."""

from __future__ import annotations

from pathlib import Path

import pytest

from smm_action.ledger import objects
from smm_action.model.edit import Write
from tests.scenarios.repositories import Repository, bare_with_post, clone

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
