"""Each corpus, imported, written and loaded once a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from smm_action.content.project import load
from smm_action.content.source import WorkTree
from smm_action.importers.formats import read
from smm_action.importers.imported import Imported
from smm_action.importers.writer import write
from smm_action.model.project import Project
from tests.shared import shared


@dataclass(frozen=True)
class Corpus:
    """A corpus before and after."""

    source: Path
    imported: Imported
    root: Path
    """Where it was written."""
    project: Project


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Corpus]:
    done: dict[str, Corpus] = {}

    def once(name: str) -> Corpus:
        if name not in done:
            source = shared(f"corpus/{name}")
            imported = read(name, source)
            root = tmp_path_factory.mktemp(name) / "content"
            write(imported, root)
            done[name] = Corpus(source, imported, root, load(WorkTree(root), str(root)))
        return done[name]

    return once
