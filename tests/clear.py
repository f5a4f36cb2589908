"""What stands in clear in a database, in Redis, in logs: looked for by every value known."""

import re
import subprocess
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from redis import Redis
from sqlalchemy import Engine, select

from jobs.services.postgres_server import tool
from models.database.resealing import sealed_tables
from models.registry import metadata

COPIED = re.compile(r"^COPY public\.\"?(\w+)\"? \(.*?\) FROM stdin;\n(.*?)^\\\.$", re.M | re.S)
BYTES = re.compile(r"\\\\x([0-9a-f]*)")
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Overlapping, so that no number hides in a longer one.
NUMBERS = re.compile(r"(?=(\d{17}[\dXx]))|(?=(1\d{10}))")
NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")


@dataclass(frozen=True)
class Known:
    """Values that must stand nowhere: ID numbers and phones, and words about somebody's health."""

    numbers: frozenset[str]
    words: frozenset[str]


def found(text: str, known: Known) -> set[str]:
    """Which of the known values stand in a text, in the bytes within it too."""
    inner = b"\n".join(bytes.fromhex(one) for one in BYTES.findall(text)).decode(errors="replace")
    plain = UUIDS.sub("", BYTES.sub("", text)) + inner
    numbers = {one.upper() for pair in NUMBERS.findall(plain) for one in pair}
    return (numbers & known.numbers) | {word for word in known.words if word in plain}


def tables(owner_url: str) -> dict[str, str]:
    """The rows of every table as pg_dump writes them."""
    command = [str(tool("pg_dump")), "--data-only", f"--dbname={owner_url}"]
    dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(COPIED.findall(dump))


def in_redis(connection: "Redis[Any]") -> str:
    """Everything Redis holds; what RQ has packed is unpacked."""
    return "\n".join(
        _unpacked(part).decode(errors="replace")
        for key in connection.scan_iter()
        for part in (key, *_parts(connection, key))
    )


def in_logs(var: Path) -> str:
    return "\n".join(path.read_text(errors="replace") for path in (var / "log").glob("*.log"))


def sealed_values(engine: Engine) -> dict[str, set[str]]:
    """Every text that is kept sealed, in clear, by table.column; lists and values of JSON apart."""
    values: dict[str, set[str]] = {}
    with engine.connect() as connection:
        for one in sealed_tables(metadata):
            for name in one.labels:
                column = one.table.c[name]
                rows = connection.scalars(select(column).where(column.is_not(None)))
                values[f"{one.table.name}.{name}"] = {t for row in rows for t in _texts(row)}
    return values


def numbers_in(texts: Collection[str]) -> frozenset[str]:
    return frozenset(one.upper() for text in texts for one in NUMBER.findall(text))


def cells_of(folder: Path) -> set[str]:
    """Every cell of the spreadsheets in a folder, as text."""
    return {
        str(cell)
        for path in folder.glob("*.xlsx")
        for sheet in load_workbook(path, read_only=True)
        for cells in sheet.iter_rows(values_only=True)
        for cell in cells
        if cell is not None
    }


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)


def _parts(connection: "Redis[Any]", key: bytes) -> list[bytes]:
    kind = connection.type(key)
    if kind == b"hash":
        return [part for pair in connection.hgetall(key).items() for part in pair]
    if kind == b"list":
        return list(connection.lrange(key, 0, -1))
    if kind == b"set":
        return list(connection.smembers(key))
    if kind == b"zset":
        return list(connection.zrange(key, 0, -1))
    if kind == b"stream":
        return [part for _, row in connection.xrange(key) for pair in row.items() for part in pair]
    return [connection.get(key) or b""]


def _unpacked(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part
