"""What a file system holds that nobody can read is a finding, never an exception."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from smm_action.content.project import load
from smm_action.content.source import WorkTree
from smm_action.model.project import Project
from tests.unit.content.worlds import CONFIG

POST = b"---\nplatforms: [x]\n---\nHello\n"


@pytest.fixture
def root() -> Iterator[Path]:
    # not tmp_path: its parents are closed to the other user that a test becomes
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    (made / "posts/2026").mkdir(parents=True)
    (made / "smm.yml").write_bytes(CONFIG)
    (made / "people.yml").write_bytes(b"acme: {name: Acme}\n")
    (made / "posts/a.md").write_bytes(POST)
    (made / "posts/2026/b.md").write_bytes(POST)
    yield made
    shutil.rmtree(made)


def by_nobody(root: Path) -> Project:
    """Load as a user who may not read everything: root, as in containers, may."""
    if os.geteuid():
        return load(WorkTree(root), "content")
    os.seteuid(65534)
    try:
        return load(WorkTree(root), "content")
    finally:
        os.seteuid(0)


def places(project: Project) -> list[tuple[str, str]]:
    return [(finding.rule, finding.location.path) for finding in project.findings]


def test_a_directory_that_may_not_be_listed_is_a_finding(root: Path) -> None:
    (root / "posts/2026").chmod(0)
    project = by_nobody(root)
    (root / "posts/2026").chmod(0o755)

    assert places(project) == [("invalid-front-matter", "posts/2026")]
    assert [post.path for post in project.posts] == ["posts/a.md"]


@pytest.mark.parametrize("path", ["posts/a.md", "people.yml", "smm.yml"])
def test_a_file_that_may_not_be_read_is_a_finding(root: Path, path: str) -> None:
    (root / path).chmod(0)
    project = by_nobody(root)

    assert places(project)[0] == ("invalid-front-matter", path)
    assert "Permission denied" in project.findings[0].message
    assert [post.valid for post in project.posts if post.path == path] in ([], [False])
    assert all(brand.broken is (path == "smm.yml") for brand in project.brands.values())


@pytest.mark.parametrize("path", ["posts/a.md", "people.yml"])
def test_a_file_that_vanishes_after_it_was_listed_is_a_finding(root: Path, path: str) -> None:
    source = WorkTree(root)
    source.paths()
    (root / path).unlink()

    assert places(load(source, "content")) == [("invalid-front-matter", path)]


def test_a_file_that_becomes_a_link_after_it_was_listed_is_not_followed(root: Path) -> None:
    source = WorkTree(root)
    source.paths()
    (root / "posts/a.md").unlink()
    (root / "posts/a.md").symlink_to("/etc/hostname")

    assert places(load(source, "content")) == [("invalid-front-matter", "posts/a.md")]


def test_a_name_that_is_not_utf_8_is_a_finding_that_can_be_printed(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root) + b"/posts/caf\xe9.md")).write_bytes(POST)
    project = load(WorkTree(root), "content")

    assert places(project) == [("invalid-value", "posts/caf\\xe9.md")]
    assert all(path.encode() for path in project.files)
    assert len(project.posts) == 2
