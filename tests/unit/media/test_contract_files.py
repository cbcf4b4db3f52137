"""Every media file of the shared contracts, held against Pillow."""

from __future__ import annotations

import io
import tracemalloc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from smm_action.core.errors import SmmError
from smm_action.media.metadata import strip_location
from smm_action.media.probe import probe
from tests.shared import shared
from tests.unit.media.pictures import pixels, profile

pytestmark = pytest.mark.shared

OURS_ALONE = {
    "truncated_jpeg.jpg": "Pillow reads its header; it has no end",
    "broken_data_stream.png": "Pillow reads its header; a checksum is wrong",
    "truncated_image.png": "Pillow reads its header; it ends early",
    "truncated_end_chunk.png": "Pillow reads its header; its last chunk is cut",
}
NOT_DECODED = {"chunk_no_fdat.png", "sequence_gap.png"}
"""Animations that are wrong inside; Pillow refuses their second frame."""
ANIMATED_DIFFERENTLY = {
    "single_frame_default.png": "one frame and a still for viewers without APNG: nothing moves",
    "syntax_num_frames_invalid.png": "it says it has frames, and has a wrong count of them",
    "frame_size.mpo": "pictures side by side, of which platforms show the first",
}


@pytest.mark.parametrize(
    ("name", "seconds"), [("h264_150s_1fps.mp4", 150), ("h264_too_short_0.2s.mp4", 0.2), ("quicktime_h264.mov", 2)]
)
def test_a_film_runs_as_long_as_its_name_says(name: str, seconds: float) -> None:
    assert probe((shared("contracts/media/generated-video") / name).read_bytes()).seconds == pytest.approx(seconds)


def files() -> Iterator[Path]:
    found = sorted(path for path in shared("contracts/media").rglob("*") if path.is_file())
    return (path for path in found if not path.name.startswith("LICENSE"))


def opened(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Image.open(io.BytesIO(data))
        image.getexif()
    return image


def test_size_animation_and_orientation_are_what_pillow_reads() -> None:
    different = []
    compared = 0
    for path in files():
        data = path.read_bytes()
        facts = probe(data)
        try:
            image = opened(data)
        except Exception:  # noqa: BLE001 Pillow raises whatever its plug-ins raise
            continue
        compared += 1
        width, height = image.size
        stored = image.getexif().get(0x0112, 1) if image.format != "PNG" else 1
        turned = stored >= 5 and image.format != "TIFF"  # Pillow turns its size itself
        expected = (height, width) if turned else (width, height)
        if (facts.width, facts.height) != expected:
            different.append((path.name, "size"))
        if facts.animated != getattr(image, "is_animated", False) and path.name not in ANIMATED_DIFFERENTLY:
            different.append((path.name, "animation"))
    assert different == []
    assert compared == 109


def test_what_pillow_cannot_open_is_not_sound_here_either() -> None:
    believed = []
    for path in files():
        facts = probe(path.read_bytes())
        if facts.kind == "video" or facts.mime in {"image/heic", "image/heif"} or path.name in NOT_DECODED:
            continue
        try:
            pixels(path.read_bytes())
        except Exception:  # noqa: BLE001 Pillow raises whatever its plug-ins raise
            if facts.problem is None:
                believed.append(path.name)
    assert believed == []


def test_what_is_not_sound_here_is_broken_on_purpose() -> None:
    broken = {path.name for path in files() if probe(path.read_bytes()).problem is not None}

    assert broken == {
        *OURS_ALONE,
        "broken.png",
        "zero_width.gif",
        "decompression_bomb.gif",
        "corrupted.heic",
        "empty.heic",
        "truncated.heic",
        "truncated.mp4",
        "not_a_video.mp4",
    }


def test_stripping_changes_no_pixel_and_no_colour_profile() -> None:
    stripped_files = 0
    for path in files():
        data = path.read_bytes()
        facts = probe(data)
        if facts.problem is not None or path.name in NOT_DECODED:
            continue
        stripped = strip_location(data, facts)
        if stripped is data:
            continue
        stripped_files += 1
        after = probe(stripped)
        assert pixels(stripped) == pixels(data), path.name
        assert profile(stripped) == profile(data), path.name
        assert (after.width, after.height, after.orientation) == (facts.width, facts.height, facts.orientation)
        assert (after.has_location, after.problem) == (False, None), path.name
    assert stripped_files >= 75


def test_the_place_in_pillows_own_example_is_found_and_goes() -> None:
    data = shared("contracts/media/pillow/exif_gps.jpg").read_bytes()
    facts = probe(data)

    assert facts.has_location
    assert not probe(strip_location(data, facts)).has_location


def test_the_decompression_bomb_takes_no_memory_and_is_named_as_one() -> None:
    data = shared("contracts/media/pillow/decompression_bomb.gif").read_bytes()
    tracemalloc.start()
    facts = probe(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert facts.problem == "one of its frames would fill the memory of whoever opens it"
    assert peak < 100_000
    with pytest.raises(SmmError):
        strip_location(data, facts)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("h264_rotate90_metadata.mp4", (180, 320)),
        ("h264_moov_at_end_3s.mp4", (320, 180)),
        ("quicktime_h264.mov", (320, 180)),
        ("h264_odd_4to1_2s.mp4", (480, 120)),
        ("vp9_opus_2s.webm", (0, 0)),
    ],
)
def test_films_are_measured_where_their_header_is_simple(name: str, size: tuple[int, int]) -> None:
    facts = probe(shared(f"contracts/media/generated-video/{name}").read_bytes())

    assert (facts.kind, facts.width, facts.height, facts.problem) == ("video", *size, None)
