from __future__ import annotations

import json
from pathlib import Path

import pytest

from smm_action.core.errors import SmmError
from smm_action.importers.formats import FORMATS, read
from smm_action.importers.imported import AuthoredPost, Imported, MediaCopy
from smm_action.importers.report import FileLine, Note, Report
from smm_action.importers.writer import REPORT, post_text, write


def imported(
    *posts: AuthoredPost, media: tuple[MediaCopy, ...] = (), people: dict[str, dict[str, str]] | None = None
) -> Imported:
    report = Report(
        format="csv",
        files=(
            FileLine(source="a.csv:2", fate="imported", into="posts/a.md"),
            FileLine(source="b", fate="left", why="no post"),
        ),
        notes=(Note(source="a.csv:2", what="a <b>"),),
        states={"published": 1},
    )
    return Imported(posts=posts, config={"timezone": "UTC"}, people=people or {}, media=media, report=report)


POST = AuthoredPost(path="posts/2026/a.md", front={"id": "a"}, body="\nHello\n")


def test_everything_lands_in_its_place(tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(b"\x89PNG")
    out = tmp_path / "out"

    written = write(
        imported(POST, media=(MediaCopy(source=picture, target="media/p.png"),), people={"a": {"name": "A"}}), out
    )

    assert [path.relative_to(out).as_posix() for path in written] == [
        REPORT,
        "media/p.png",
        "people.yml",
        "posts/2026/a.md",
        "smm.yml",
    ]
    assert (out / "posts/2026/a.md").read_text() == "---\nid: a\n---\nHello\n"
    assert (out / "media/p.png").read_bytes() == b"\x89PNG"


def test_a_post_without_text_ends_with_its_front_matter() -> None:
    assert post_text(AuthoredPost(path="posts/a.md", front={"id": "a"}, body="")) == "---\nid: a\n---\n"


def test_an_empty_directory_is_written_into(tmp_path: Path) -> None:
    assert write(imported(POST), tmp_path)


def test_a_directory_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(SmmError, match="not an empty directory"):
        write(imported(POST), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")

    with pytest.raises(SmmError):
        write(imported(POST), tmp_path / "out")


@pytest.mark.parametrize("path", ["../a.md", "/etc/a.md", "posts/../../a.md"])
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    with pytest.raises(SmmError, match="outside"):
        write(imported(AuthoredPost(path=path, front={"id": "a"}, body="")), tmp_path / "out")


def test_the_report_counts_every_file_and_names_what_was_lost() -> None:
    report = imported(POST).report

    assert report.document()["summary"] == {
        "files": 2, "imported": 1, "merged": 0, "folded": 0, "read": 0, "left": 1, "posts": 1, "deliveries": {"published": 1},
    }  # fmt: skip
    assert json.dumps(report.document())
    page = report.markdown()
    assert "- `a.csv:2`: a &lt;b>" in page
    assert "- `b`: left (no post)" in page


def test_a_hostile_name_stays_inside_its_code_span() -> None:
    report = Report(format="csv", files=(FileLine(source="a`b\n# c", fate="left"),))

    assert "- `` a`b # c ``: left" in report.markdown()


def test_a_format_that_is_none_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(SmmError, match="galaxy-social, twitter-together, nodejs-bluesky, csv"):
        read("buffer", tmp_path)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "csv"])
def test_a_source_that_is_no_directory_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SmmError, match="no directory"):
        read(name, tmp_path / "missing")


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "csv"])
def test_an_empty_source_is_no_posts(tmp_path: Path, name: str) -> None:
    found = read(name, tmp_path)

    assert (found.posts, found.report.files) == ((), ())
