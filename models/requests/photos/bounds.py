"""What a picture may cost to open: a small file may hold parts or scans without end.

A JPEG is read as libjpeg reads it, from marker to marker, so that none is seen there and not here
(ITU-T T.81, annex B); a PNG chunk by chunk (ISO/IEC 15948, 5.3).
"""

import re

# As much as is read to learn what a picture is: what a telephone writes along stands there.
HEAD = 512 * 1024
# A 10 MB PNG of the usual chunks of 8 kB has 1,300.
MOST_PARTS = 10_000
# A camera's progressive JPEG comes in about ten, one of four colours in eighteen.
MOST_SCANS = 20
FIRST_CHUNK = 8
# Of the markers, those that have a length, and the end. Data has none of them.
_MARKER = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])")
_END, _SCAN = b"\xd9", b"\xda"


def is_cheap(raw: bytes) -> bool:
    """Whether a JPEG or PNG takes no longer to open than an honest one of its size."""
    return _few_chunks(raw) if raw.startswith(b"\x89PNG") else _few_scans(raw)


def _few_scans(raw: bytes) -> bool:
    at = scans = 0
    for _ in range(MOST_PARTS):
        found = _MARKER.search(raw, at)
        if found is None or found[1] == _END:
            return True
        scans += found[1] == _SCAN
        if scans > MOST_SCANS:
            return False
        at = found.end() + int.from_bytes(raw[found.end() : found.end() + 2])
    return False


def _few_chunks(raw: bytes) -> bool:
    at = FIRST_CHUNK
    for _ in range(MOST_PARTS):
        if at >= len(raw):
            return True
        # Length, name, what is in it, checksum.
        at += 12 + int.from_bytes(raw[at : at + 4])
    return False
