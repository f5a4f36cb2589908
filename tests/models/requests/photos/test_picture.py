"""What becomes of a picture: upright, small, nothing of the telephone; and what is not taken."""

import contextlib
import struct
import time
import zlib
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, TiffImagePlugin

from models.requests.photos import picture
from models.requests.photos.refusals import PhotoWrong
from models.requests.photos.tables import MOST

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def jpeg(width: int = 400, height: int = 200, **more: object) -> bytes:
    """Red at the left, blue at the right."""
    drawn = Image.new("RGB", (width, height), "red")
    drawn.paste("blue", (width // 2, 0, width, height))
    return saved(drawn, "JPEG", **more)


def saved(drawn: Image.Image, kind: str, **more: object) -> bytes:
    target = BytesIO()
    drawn.save(target, kind, **more)
    return target.getvalue()


def told() -> Image.Exif:
    """What a telephone writes along: held on its side, by whom it was made, and where."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "SecretPhone"
    exif[GPS] = {1: "N", 2: tuple(TiffImagePlugin.IFDRational(n) for n in (32, 48, 0))}
    return exif


def kept(*sent: bytes) -> list[bytes]:
    return picture.made([BytesIO(raw) for raw in sent])


def made(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(*kept(raw)))


def why(*sent: bytes) -> object:
    with pytest.raises(PhotoWrong) as caught:
        kept(*sent)
    assert caught.value.field == "photos"
    return caught.value.said


def test_nothing_is_left_but_what_is_seen() -> None:
    raw = jpeg(exif=told(), comment=b"taken at 3-401", icc_profile=b"SecretProfile")
    assert b"SecretPhone" in raw and b"3-401" in raw
    (clean,) = kept(raw)
    assert not any(one in clean for one in (b"Secret", b"3-401", b"Exif"))
    found = Image.open(BytesIO(clean))
    assert found.format == "JPEG" and not found.getexif() and "comment" not in found.info


def test_it_is_turned_upright() -> None:
    """Held so that its left is above: red comes to stand on top."""
    found = made(jpeg(exif=told()))
    assert found.size == (200, 400)
    red, _, blue = found.getpixel((100, 50))
    assert red > 200 > 50 > blue


def test_it_is_made_small_and_never_larger() -> None:
    assert made(jpeg(4000, 3000)).size == (1600, 1200)
    assert made(jpeg(400, 200)).size == (400, 200)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "LA"),
        ("WEBP", "RGB"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
    ],
)
def test_every_kind_taken_becomes_a_jpeg(kind: str, mode: str) -> None:
    found = made(saved(Image.new(mode, (60, 40)), kind))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (60, 40))


def test_what_is_seen_through_is_white() -> None:
    assert made(saved(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG")).getpixel((4, 4)) == (
        255,
        255,
        255,
    )


def test_of_several_in_one_file_the_first_is_taken() -> None:
    """As telephones keep a picture with its depths beside it."""
    first, second = Image.new("RGB", (60, 40), "red"), Image.new("RGB", (60, 40), "blue")
    red, _, blue = made(saved(first, "MPO", save_all=True, append_images=[second])).getpixel((9, 9))
    assert red > 200 > 50 > blue


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_heic_is_told_what_to_do(brand: bytes) -> None:
    assert why(b"\0\0\0\x18ftyp" + brand + b"\0" * 40) is picture.IS_HEIC


@pytest.mark.parametrize(
    "raw",
    [b"", b"text", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"],
    ids=["nothing", "text", "svg", "pdf"],
)
def test_what_is_no_picture_is_not_taken(raw: bytes) -> None:
    assert why(raw) is picture.NO_PICTURE


def test_pictures_of_other_formats_are_not_taken() -> None:
    for kind in ("GIF", "BMP", "TIFF"):
        assert why(saved(Image.new("RGB", (9, 9)), kind)) is picture.NO_PICTURE


def test_one_that_did_not_come_whole_is_not_taken() -> None:
    raw = jpeg(2000, 2000)
    assert why(raw[: len(raw) // 2]) is picture.DAMAGED
    assert why(raw[:3]) is picture.DAMAGED


def test_a_small_file_that_unfolds_is_not_opened() -> None:
    bomb = saved(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 200_000
    assert why(bomb) is picture.TOO_FINE
    assert why(saved(Image.new("1", (5000, 5000)), "PNG")) is picture.TOO_FINE


def filled(raw: bytes, at: int, part: bytes) -> bytes:
    """With a part repeated up to the most that may be sent."""
    return raw[:at] + part * ((picture.MOST_BYTES - len(raw)) // len(part)) + raw[at:]


def costly() -> Iterator[bytes]:
    """Small parts without end: before the picture, in it and after it."""
    photo, screen = jpeg(64, 64), saved(Image.new("RGB", (8, 8)), "PNG")
    for at in (2, photo.index(b"\xff\xda"), len(photo) - 2):
        yield filled(photo, at, b"\xff\xe5\x00\x02")
    for junk in (b"\0", b"\xff", b"\xff\xd8"):
        yield filled(photo, 2, junk)
    for name, at in ((b"abCd", 33), (b"IDAT", screen.index(b"IDAT") - 4), (b"abCd", -12)):
        chunk = struct.pack(">I4sI", 0, name, zlib.crc32(name))
        yield filled(screen, at % len(screen), chunk)


def test_a_file_of_parts_without_end_is_given_up_at_once() -> None:
    for number, raw in enumerate(costly()):
        began = time.process_time()
        with contextlib.suppress(PhotoWrong):
            kept(raw)
        assert time.process_time() - began < 0.7, number


def test_scans_without_end_are_not_decoded() -> None:
    """The last scan of a progressive JPEG many times: each costs as much as a photo."""
    raw = saved(Image.new("L", (7000, 7000), 128), "JPEG", progressive=True)
    at = raw.rindex(b"\xff\xda")
    began = time.process_time()
    assert why(raw[:at] + raw[at:-2] * 300 + raw[-2:]) is picture.DAMAGED
    assert time.process_time() - began < 0.5


def test_an_honest_photo_may_hold_another_and_be_sent_piece_by_piece() -> None:
    """Its small picture in front is whole in itself; a film behind it is not looked at."""
    small = jpeg(160, 120, progressive=True)
    told = b"\xff\xe1" + struct.pack(">H", len(small) + 2) + small
    for more in ({}, {"progressive": True}, {"restart_marker_rows": 1}):
        raw = jpeg(800, 600, **more)
        assert len(kept(raw[:2] + told * 30 + raw[2:] + b"\xff\xda" * 500)) == 1


def test_no_more_and_no_larger_than_said() -> None:
    assert why(*[jpeg()] * (MOST + 1)) is picture.TOO_MANY
    assert why(jpeg() + b"\0" * picture.MOST_BYTES) is picture.TOO_LARGE
    assert len(kept(*[jpeg()] * MOST)) == MOST
