from __future__ import annotations

from pathlib import Path

import pytest

from smm_action.content.project import load
from smm_action.content.source import WorkTree
from smm_action.core.errors import SmmError
from smm_action.importers.csv_rows import import_csv
from smm_action.importers.imported import AuthoredPost, Imported
from smm_action.importers.writer import write


def run(tmp_path: Path, content: str) -> Imported:
    table = tmp_path / "posts.csv"
    table.write_bytes(content.encode("utf-8"))
    return import_csv(table)


def only(found: Imported) -> AuthoredPost:
    (post,) = found.posts
    return post


def test_a_row_with_a_time_is_scheduled_as_written(tmp_path: Path) -> None:
    post = only(
        run(
            tmp_path,
            "id,text,accounts,time,timezone,tags,link\nhello,Hi there,acme-x|bluesky,2026-12-01 09:00,Europe/Berlin,#a b,https://a.example\n",
        )
    )

    assert post.front == {
        "id": "hello", "platforms": ["acme-x", "bluesky"], "time": "2026-12-01 09:00", "timezone": "Europe/Berlin",
        "tags": ["a", "b"], "link": "https://a.example",
    }  # fmt: skip
    assert post.body == "Hi there"


def test_a_published_row_keeps_its_instant_and_each_account_its_address(tmp_path: Path) -> None:
    post = only(
        run(
            tmp_path,
            "Text,Platforms,State,Time,Timezone,URL\nHi,x|bluesky,sent,2026-07-01 09:00,Europe/Berlin,https://x.com/a/status/1\n",
        )
    )

    assert post.front["imported"] == {
        "x": {"state": "published", "url": "https://x.com/a/status/1", "time": "2026-07-01T07:00:00Z"},
        "bluesky": {"state": "published", "time": "2026-07-01T07:00:00Z"},
    }
    assert "time" not in post.front


def test_a_row_without_time_and_a_row_of_unknown_state_are_drafts(tmp_path: Path) -> None:
    found = run(tmp_path, "text,accounts,state,time\nOne,x,,\nTwo,x,maybe,2026-12-01 09:00\n")

    assert [post.front["draft"] for post in found.posts] == [True, True]
    assert "the state maybe is not known; a draft" in [note.what for note in found.report.notes]


def test_semicolons_and_a_byte_order_mark_are_what_spreadsheets_write(tmp_path: Path) -> None:
    found = run(tmp_path, '\ufefftext;accounts\r\n"One; two\r\nthree";x\r\n')

    assert only(found).body == "One; two\nthree"


def test_text_is_plain_and_stays_what_it_says(tmp_path: Path) -> None:
    assert only(run(tmp_path, "text,accounts\n# not a *heading*,x\n")).body == "\\# not a \\*heading\\*"


def test_media_are_copied_from_beside_the_table(tmp_path: Path) -> None:
    (tmp_path / "pics").mkdir()
    (tmp_path / "pics/a.png").write_bytes(b"a")

    found = run(tmp_path, "text,accounts,media,alt\nHi,x,pics/a.png|../b.png,A cat\n")

    assert only(found).front["media"] == [{"file": "media/a.png", "alt": "A cat"}]
    assert [copy.target for copy in found.media] == ["media/a.png"]
    assert any("../b.png" in note.what for note in found.report.notes)


def test_an_address_of_a_medium_stays_on_published_rows_only(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        "text,accounts,state,media,alt\nA,x,published,https://a.example/a.png,A\nB,x,draft,https://a.example/a.png,A\n",
    )

    assert ["media" in post.front for post in found.posts] == [True, False]


def test_rows_of_one_id_get_two(tmp_path: Path) -> None:
    assert [post.front["id"] for post in run(tmp_path, "id,text,accounts\na,One,x\na,Two,x\n").posts] == ["a", "a-2"]


def test_a_time_that_cannot_be_read_is_left_out_and_told(tmp_path: Path) -> None:
    found = run(
        tmp_path, "text,accounts,state,time,timezone\nA,x,published,yesterday,\nB,x,published,2026-01-01,Mars/Olympus\n"
    )

    assert [set(post.front["imported"]["x"]) for post in found.posts] == [{"state"}, {"state"}]
    assert sum("can not be read" in note.what for note in found.report.notes) == 2


def test_rows_are_accounted_for_by_their_number(tmp_path: Path) -> None:
    found = run(tmp_path, "text,accounts,mood\nA,x,good\n")

    assert [line.source for line in found.report.files] == ["posts.csv:2"]
    assert "the column mood has no meaning here; left out" in [note.what for note in found.report.notes]


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "text\nHi\n"])
def test_a_table_without_its_columns_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(SmmError, match="columns"):
        run(tmp_path, content)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SmmError, match="can not be read"):
        import_csv(tmp_path / "gone.csv")


def test_what_is_written_loads_without_a_finding(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        "text,accounts,state,time,tags,link\nOne: two,acme-mastodon|bluesky,published,2026-07-01 09:00,no 12:30,https://a.example\nThree,x,,2026-12-01 09:00,,\n",
    )
    write(found, tmp_path / "out")

    project = load(WorkTree(tmp_path / "out"), "out")

    assert project.findings == ()
    assert [(post.tags, post.draft, post.time is not None) for post in project.posts] == [
        (("no", "12:30"), False, False),
        ((), False, True),
    ]
