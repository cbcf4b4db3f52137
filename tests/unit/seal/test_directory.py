"""A sealed directory is read as it was written, or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smm_action.core.errors import SmmError
from smm_action.model.ids import Digest
from smm_action.model.payload import LinkCard
from smm_action.seal.directory import MOST, read, write
from smm_action.seal.linkcard import FetchedCard
from smm_action.seal.sealing import Refused, Sealing
from tests.unit.media.pictures import located_exif, picture
from tests.unit.seal.making import Desk, delivery, post, sha

COMMIT = "c" * 40
THUMB = picture("PNG", (5, 5))
FILES = {"media/a.jpg": picture("JPEG", exif=located_exif()), "media/b.png": picture("PNG")}


def fetched(url: str) -> FetchedCard:
    card = LinkCard(url=url, title="T\u00fc", image=Digest(sha(THUMB)), image_mime="image/png")
    return FetchedCard(card=card, image=THUMB)


def made() -> Sealing:
    """Return a thread with two pictures, a post with a card, and a refusal."""
    posts = (
        post("pictures", "One 🎉", "Two", pictures=("a.jpg", "b.png")),
        post("card", "Look", link="https://acme.example"),
        post("long", "x" * 60),
    )
    return Desk(posts=posts, files=dict(FILES), fetched=fetched).seal()


@pytest.fixture
def there(tmp_path: Path) -> Path:
    directory = tmp_path / "sealed"
    write(made(), directory, COMMIT)
    return directory


def refusal(directory: Path) -> str:
    """Return why the directory is not read; nothing is sent from it, and the run ends with 3."""
    with pytest.raises(SmmError) as caught:
        read(directory)
    assert caught.value.exit_code == 3
    assert caught.value.what == "The sealed deliveries can not be used."
    assert caught.value.why.endswith("; what is sent must be what was sealed.")
    assert caught.value.do == "Run `prepare` again."
    return caught.value.why.removesuffix("; what is sent must be what was sealed.")


def change(directory: Path, how: Callable[[Any], object]) -> None:
    manifest = directory / "sealed.json"
    document = json.loads(manifest.read_bytes())
    how(document)
    manifest.write_text(json.dumps(document))


def blob(directory: Path) -> Path:
    return min((directory / "blobs").iterdir())


class TestRoundTrip:
    def test_what_is_written_is_what_is_read(self, there: Path) -> None:
        sealing, commit = read(there)
        assert commit == COMMIT
        assert sealing == made()
        assert len(sealing.sealed) == 2
        assert len(sealing.blobs) == 3

    def test_nothing_is_written_and_read_too(self, tmp_path: Path) -> None:
        write(Sealing(), tmp_path / "a" / "b", COMMIT)
        assert read(tmp_path / "a" / "b") == (Sealing(), COMMIT)

    def test_an_artifact_drops_empty_directories(self, tmp_path: Path) -> None:
        write(Sealing(), tmp_path, COMMIT)
        (tmp_path / "blobs").rmdir()
        assert read(tmp_path) == (Sealing(), COMMIT)

    def test_the_same_is_written_as_the_same_bytes(self, there: Path, tmp_path: Path) -> None:
        write(made(), tmp_path / "again", COMMIT)
        names = sorted(path.relative_to(there) for path in there.rglob("*"))
        assert names == sorted(path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*"))
        assert (there / "sealed.json").read_bytes() == (tmp_path / "again" / "sealed.json").read_bytes()

    def test_what_an_earlier_run_left_is_replaced(self, there: Path) -> None:
        smaller = Desk(posts=(post(),)).seal()
        write(smaller, there, "d" * 40)
        assert read(there) == (smaller, "d" * 40)
        assert list((there / "blobs").iterdir()) == []

    @pytest.mark.parametrize("name", ["README.md", "blobs/photo.png", "posts/a.md", "blobs/deep/x"])
    def test_a_directory_with_something_else_in_it_is_left_alone(self, tmp_path: Path, name: str) -> None:
        other = tmp_path / name
        other.parent.mkdir(parents=True, exist_ok=True)
        other.write_text("mine")
        with pytest.raises(SmmError) as caught:
            write(made(), tmp_path, COMMIT)
        assert caught.value.exit_code == 2
        assert "does not belong there; nothing that is not ours is deleted" in caught.value.why
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == [other]

    def test_nothing_is_written_through_a_link(self, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        directory = tmp_path / "sealed"
        directory.mkdir()
        (directory / "blobs").symlink_to(elsewhere)
        with pytest.raises(SmmError):
            write(made(), directory, COMMIT)
        assert list(elsewhere.iterdir()) == []


class TestTampering:
    def test_a_changed_byte_of_a_picture(self, there: Path) -> None:
        path = blob(there)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        assert refusal(there) == f"The blob {path.name} is not what its name says"

    def test_a_picture_that_is_cut_off_or_empty(self, there: Path) -> None:
        path = blob(there)
        path.write_bytes(b"")
        assert refusal(there) == f"The blob {path.name} is not what its name says"

    @pytest.mark.parametrize("which", [0, 1, 2])
    def test_a_missing_file(self, there: Path, which: int) -> None:
        path = sorted((there / "blobs").iterdir())[which]
        path.unlink()
        owner = "'card'" if path.name == sha(THUMB) else "'pictures'"
        assert refusal(there) == f"The blob {path.name} of {owner} is missing"

    def test_a_sound_file_too_much(self, there: Path) -> None:
        (there / "blobs" / sha(b"extra")).write_bytes(b"extra")
        assert refusal(there) == f"The blob {sha(b'extra')} belongs to no delivery"

    @pytest.mark.parametrize(
        "name", ["extra", "blobs/extra", "blobs/x.png", "blobs/" + "A" * 64, "blobs/" + "a" * 63, "blobs/.." + "a" * 62, "blobs/sealed.json"]
    )  # fmt: skip
    def test_a_file_whose_name_is_not_one_of_ours(self, there: Path, name: str) -> None:
        (there / name).write_text("x")
        assert refusal(there) == f"{name!r} does not belong there"

    @pytest.mark.parametrize("name", ["more", "blobs/" + "a" * 64])
    def test_a_directory_where_none_belongs(self, there: Path, name: str) -> None:
        (there / name).mkdir()
        assert refusal(there) == f"{name!r} does not belong there"

    def test_a_link_to_the_very_bytes(self, there: Path, tmp_path: Path) -> None:
        path = blob(there)
        path.rename(tmp_path / "outside")
        path.symlink_to(tmp_path / "outside")
        assert refusal(there) == f"'blobs/{path.name}' does not belong there"

    def test_links_in_the_place_of_manifest_and_blobs(self, there: Path, tmp_path: Path) -> None:
        (there / "blobs").rename(tmp_path / "outside")
        (there / "blobs").symlink_to(tmp_path / "outside")
        assert refusal(there) == "'blobs' does not belong there"
        (there / "blobs").unlink()
        (there / "sealed.json").rename(tmp_path / "manifest")
        (there / "sealed.json").symlink_to(tmp_path / "manifest")
        assert refusal(there) == "'sealed.json' does not belong there"

    def test_a_pipe_is_not_waited_for(self, there: Path) -> None:
        os.mkfifo(there / "blobs" / ("a" * 64))
        assert refusal(there) == f"'blobs/{'a' * 64}' does not belong there"

    @pytest.mark.parametrize("name", ["sealed.json", "blobs/" + "a" * 64])
    def test_a_huge_file_is_not_read(self, there: Path, name: str) -> None:
        with (there / name).open("ab") as file:
            file.truncate(MOST + 1)  # a hole: it takes no room on the disk
        assert refusal(there).startswith("It holds 1")
        assert refusal(there).endswith(f"more than the {MOST} that are read")

    def test_a_directory_that_is_not_there(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "nowhere") == "sealed.json can not be read (FileNotFoundError)"

    def test_a_file_instead_of_a_directory(self, tmp_path: Path) -> None:
        (tmp_path / "sealed").write_text("x")
        assert refusal(tmp_path / "sealed") == "sealed.json can not be read (NotADirectoryError)"


class TestManifest:
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("payload", "parts", 0, "text"), "Buy this"),
            (("payload", "parts", 0, "media", 0, "alt"), "Buy this"),
            (("payload", "parts", 0, "media", 0, "sha256"), "a" * 64),
            (("payload", "account"), "other-wall"),
            (("payload", "platform"), "mastodon"),
            (("payload", "visibility"), "direct"),
            (("payload", "reply_to"), "https://evil.example/1"),
            (("payload", "repost"), "https://evil.example/1"),
            (("payload", "options"), {"evil": True}),
            (("content_digest",), "0" * 64),
        ],
    )
    def test_a_payload_that_is_not_what_was_sealed(self, there: Path, path: tuple[Any, ...], value: object) -> None:
        def how(document: Any) -> None:
            held = document["sealed"][0]
            for key in path[:-1]:
                held = held[key]
            held[path[-1]] = value

        change(there, how)
        assert refusal(there) == "The payload of 'pictures' is not what was sealed"

    def test_a_link_that_was_exchanged(self, there: Path) -> None:
        change(there, lambda document: document["sealed"][1]["payload"]["card"].update(url="https://evil.example"))
        assert refusal(there) == "The payload of 'card' is not what was sealed"

    def test_a_picture_of_another_post_in_the_place_of_ones_own(self, there: Path) -> None:
        def how(document: Any) -> None:
            blobs = document["sealed"][0]["blobs"]
            first, *_ = blobs
            blobs[first] = sha(THUMB)

        change(there, how)
        # one blob is named by nobody now
        assert refusal(there).endswith("belongs to no delivery")

    @pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "", "..", "a" * 64])
    def test_a_blob_that_is_a_path(self, there: Path, name: str) -> None:
        def how(document: Any) -> None:
            document["sealed"][0]["blobs"]["extra"] = name

        change(there, how)
        assert refusal(there) == f"The blob {name} of 'pictures' is missing"

    def test_one_delivery_twice(self, there: Path) -> None:
        change(there, lambda document: document["sealed"].append(document["sealed"][0]))
        assert refusal(there) == "'pictures' is sealed twice for 'acme-wall'"

    def test_a_name_can_not_speak_to_the_runner(self, there: Path) -> None:
        def how(document: Any) -> None:
            document["sealed"][0]["payload"]["post"] = "x\n::add-mask::y"
            document["sealed"][0]["content_digest"] = "0" * 64

        change(there, how)
        assert "\n" not in refusal(there)

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            (b"", "JSONDecodeError"),
            (b'{"main_sha": "c', "JSONDecodeError"),
            (b"\xff\xfe\xfd", "UnicodeDecodeError"),
            (b"[]", "TypeError"),
            (b"null", "TypeError"),
            (b"{}", "KeyError"),
            (b'{"main_sha": "c", "sealed": 1, "refused": []}', "TypeError"),
            (b'{"main_sha": "c", "sealed": [1], "refused": []}', "ValueError"),
            (b'{"main_sha": "c", "sealed": [{}], "refused": []}', "TypeError"),
            (b'{"main_sha": "c", "sealed": [], "refused": [{"delivery": {}}]}', "TypeError"),
            (b'{"main_sha": "c", "sealed": []}', "KeyError"),
            (b'{"sealed": [], "refused": []}', "KeyError"),
            (b"[" * 200_000, "RecursionError"),
            (b'{"sealed": ' + b"1" * 5000 + b"}", "ValueError"),
        ],
    )
    def test_a_manifest_that_is_none(self, tmp_path: Path, text: bytes, error: str) -> None:
        (tmp_path / "sealed.json").write_bytes(text)
        assert refusal(tmp_path) == f"sealed.json can not be read ({error})"

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("payload",), None),
            (("payload",), []),
            (("payload", "parts"), 5),
            (("payload", "parts"), [5]),
            (("payload", "parts", 0, "media"), {"a": 1}),
            (("payload", "parts", 0, "media", 0, "sha256"), []),
            (("payload", "parts", 0, "media", 0, "focus"), [float("nan")]),
            (("payload", "post"), {"a": []}),
            (("payload", "poll"), {"options": [], "duration": "1d"}),
            (("payload", "options"), [1]),
            (("payload", "options"), {"x": float("inf")}),
            (("blobs",), "x"),
            (("blobs",), {"x": []}),
        ],
    )
    def test_values_of_another_shape(self, there: Path, path: tuple[Any, ...], value: object) -> None:
        def how(document: Any) -> None:
            held = document["sealed"][0]
            for key in path[:-1]:
                held = held[key]
            held[path[-1]] = value

        change(there, how)
        assert refusal(there)


def test_refusals_are_kept_as_they_are(tmp_path: Path) -> None:
    told = Sealing(refused=(Refused(delivery=delivery("a", revision=3), reason="\u202e \n <b>"),))
    write(told, tmp_path, COMMIT)
    assert read(tmp_path)[0] == told
