"""A picture as it was sent becomes a small upright JPEG in which nothing is left but what is seen.

Whoever made it, with what and where (EXIF, GPS, comments, profiles) does not come along: only the
points of the picture are copied over.
"""

import re
from collections.abc import Mapping, Sequence
from io import SEEK_END, BytesIO
from threading import Lock
from types import MappingProxyType
from typing import IO

from PIL import Image, ImageFile, ImageOps

from matcher.said import Said
from models.requests.photos.bounds import HEAD, is_cheap
from models.requests.photos.refusals import PhotoWrong
from models.requests.photos.tables import MOST

MOST_BYTES = 10 * 1024 * 1024
# What is taken, and how many points of it: a small file may unfold to far more. A camera makes
# JPEG, which is opened at a fraction of its size; the others are pictures of a screen.
MOST_POINTS: Mapping[str, int] = MappingProxyType(
    {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
)
LONGEST_SIDE = 1600
QUALITY = 82
BEGINS = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL)
# ISO base media files by their brand: pictures as iPhones keep them.
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")

TOO_MANY = Said("照片最多 %(most)d 张，请少选几张。", most=MOST)
TOO_LARGE = Said("有一张照片超过 %(most)d MB，请换一张小的。", most=MOST_BYTES // 1024 // 1024)
TOO_FINE = Said("有一张照片的尺寸太大，收不了。请截个图，把截图发来。")
IS_HEIC = Said(
    "这是 HEIC 格式的照片，收不了。"
    "请截个图，把截图发来；或在手机“设置、相机、格式”里选“兼容性最佳”，再拍一张。"
)
NO_PICTURE = Said("这个文件不是照片，只收 JPEG、PNG、WebP。请换一张，或不放照片。")
DAMAGED = Said("这张照片打不开，可能没有传完。请换一张，或不放照片。")

# A large one takes some hundred megabytes while it is opened: one after another.
_one_at_a_time = Lock()


def check(sent: Sequence[IO[bytes]]) -> None:
    """What can be told by their number, size and first bytes; raises ``PhotoWrong``."""
    if len(sent) > MOST:
        raise PhotoWrong(TOO_MANY)
    for file in sent:
        if file.seek(0, SEEK_END) > MOST_BYTES:
            raise PhotoWrong(TOO_LARGE)
        file.seek(0)
        first = file.read(12)
        if first[4:8] == b"ftyp" and first[8:] in HEIC:
            raise PhotoWrong(IS_HEIC)
        if not BEGINS.match(first):
            raise PhotoWrong(NO_PICTURE)


def made(sent: Sequence[IO[bytes]]) -> list[bytes]:
    """Each as it is kept; raises ``PhotoWrong``."""
    check(sent)
    with _one_at_a_time:
        return [_kept(file) for file in sent]


def _opened(raw: bytes) -> ImageFile.ImageFile:
    """A picture whose head was read, and that is not too costly to read on."""
    # A reader goes from part to part until the picture begins; of WebP it takes all at once.
    webp = raw.startswith(b"RIFF")
    found = _read(raw if webp else raw[:HEAD])
    # Of several in one file (MPO) the first is a JPEG.
    if found.width * found.height > MOST_POINTS.get(str(found.format), MOST_POINTS["JPEG"]):
        raise PhotoWrong(TOO_FINE)
    if not webp and not (found.tile and is_cheap(raw)):
        raise PhotoWrong(DAMAGED)
    return _read(raw)


def _read(raw: bytes) -> ImageFile.ImageFile:
    try:
        return Image.open(BytesIO(raw), formats=tuple(MOST_POINTS))
    except Image.DecompressionBombError as fault:
        raise PhotoWrong(TOO_FINE) from fault
    except Exception as fault:  # a reader fed with anything may fail in any way
        raise PhotoWrong(DAMAGED) from fault


def _kept(file: IO[bytes]) -> bytes:
    file.seek(0)
    picture = _opened(file.read())
    try:
        # A JPEG is opened no larger than it is needed.
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Exception as fault:  # as above
        raise PhotoWrong(DAMAGED) from fault
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright)
    target = BytesIO()
    clean.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()
