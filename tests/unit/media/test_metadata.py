from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from smm_action.core.errors import SmmError
from smm_action.media.metadata import RULE, strip_location
from smm_action.media.probe import probe
from tests.unit.media.pictures import PLACE_XMP, animation, located_exif, picture, pixels, profile

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def strip(data: bytes) -> bytes:
    return strip_location(data, probe(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_location_in_exif_goes_and_the_pixels_and_the_colours_stay(kind: str) -> None:
    data = picture(kind, exif=located_exif(), icc_profile=SRGB)

    stripped = strip(data)

    assert not probe(stripped).has_location
    assert b"GPS" not in stripped
    assert pixels(stripped) == pixels(data)
    assert profile(stripped) == SRGB


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [2, 3, 6, 8])
def test_the_orientation_stays_and_nothing_else_of_exif(kind: str, orientation: int) -> None:
    stripped = strip(picture(kind, exif=located_exif(orientation), icc_profile=SRGB))

    with Image.open(io.BytesIO(stripped)) as image:
        assert dict(image.getexif()) == {0x0112: orientation}
    assert probe(stripped).orientation == orientation


def test_an_upright_jpeg_has_no_exif_left() -> None:
    assert b"Exif" not in strip(picture("JPEG", exif=located_exif(1)))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_location_in_xmp_goes(kind: str) -> None:
    data = picture(kind, xmp=PLACE_XMP)

    assert b"GPSLatitude" in data
    assert b"GPSLatitude" not in strip(data)


def test_a_webp_without_exif_says_so_in_its_flags_and_sizes() -> None:
    stripped = strip(picture("WEBP", exif=located_exif(), icc_profile=SRGB))

    assert stripped[20] & 0x0C == 0
    assert int.from_bytes(stripped[4:8], "little") == len(stripped) - 8


def test_a_simple_webp_comes_back_as_it_was() -> None:
    data = picture("WEBP")

    assert strip(data) == data


def test_texts_of_a_png_and_what_follows_its_end_go() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "taken at home")
    info.add_itxt("XML:com.adobe.xmp", PLACE_XMP.decode(), zip=True)
    data = picture("PNG", pnginfo=info) + b"the part that was cropped away"

    stripped = strip(data)

    assert (b"home" in stripped, b"iTXt" in stripped, stripped.endswith(b"IEND\xaeB`\x82")) == (False, False, True)
    assert pixels(stripped) == pixels(data)


def test_the_second_picture_of_a_jpeg_goes() -> None:
    data = picture("JPEG") + picture("JPEG", exif=located_exif())

    stripped = strip(data)

    assert not probe(stripped).has_location
    assert stripped.count(b"\xff\xd9") == 1
    assert pixels(stripped) == pixels(data)


def test_a_progressive_jpeg_keeps_all_its_scans() -> None:
    data = picture("JPEG", (200, 100), progressive=True, exif=located_exif())

    assert pixels(strip(data)) == pixels(data)


def test_a_cmyk_jpeg_keeps_its_colour_transform() -> None:
    held = io.BytesIO()
    Image.linear_gradient("L").resize((30, 20)).convert("CMYK").save(held, "JPEG", exif=located_exif())

    assert pixels(strip(held.getvalue())) == pixels(held.getvalue())


def test_the_comment_of_a_gif_goes_and_its_frames_and_loop_stay() -> None:
    data = animation("GIF")
    at = data.index(b"!\xff\x0bNETSCAPE2.0")
    commented = data[:at] + b"!\xfe\x10at 52.52, 13.405\x00" + data[at:]

    assert strip(commented) == data


def test_xmp_of_a_gif_goes() -> None:
    data = animation("GIF")
    at = data.index(b"!\xff\x0bNETSCAPE2.0")
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\x00"
    located = data[:at] + b"!\xff\x0bXMP DataXMP" + PLACE_XMP + trailer + data[at:]

    assert probe(located).has_location
    assert strip(located) == data


def test_another_format_without_a_location_comes_back_as_it_is() -> None:
    data = picture("BMP")

    assert strip(data) is data


def test_another_format_with_a_location_is_refused_with_what_to_do() -> None:
    with pytest.raises(SmmError, match="without location") as caught:
        strip(picture("AVIF", exif=located_exif()))

    assert caught.value.exit_code == 2


def test_a_broken_file_is_refused() -> None:
    with pytest.raises(SmmError, match="truncated"):
        strip(picture("PNG")[:-5])


def test_stripping_twice_changes_nothing_more() -> None:
    once = strip(picture("JPEG", exif=located_exif(6)))

    assert strip(once) == once


def test_the_rule_has_its_name() -> None:
    assert RULE == "strip-location/1"


@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    orientation=st.integers(1, 8),
)
@settings(max_examples=60, deadline=None)
def test_every_sound_picture_stays_decodable_and_loses_its_place(
    kind: str, size: tuple[int, int], orientation: int
) -> None:
    data = picture(kind, size, exif=located_exif(orientation))

    stripped = strip(data)

    assert pixels(stripped) == pixels(data)
    before, after = probe(data), probe(stripped)
    assert (after.width, after.height, after.orientation) == (before.width, before.height, before.orientation)
    assert (after.problem, after.has_location) == (None, False)


@given(kind=st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]), data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_changed_picture_is_stripped_or_refused_and_never_crashes(kind: str, data: st.DataObject) -> None:
    changed = bytearray(picture(kind))
    changed[data.draw(st.integers(12, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        stripped = strip(bytes(changed))
    except SmmError:
        return
    assert len(stripped) <= len(changed) + 64
