"""Columns that are encrypted at rest, and the keyed hash that still finds them."""

import hmac
import json
from hashlib import sha256
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from models.database.ciphers import CIPHERS
from models.database.ring import column_key, lasting_key, newest_key


def seal(clear: bytes, label: str) -> bytes:
    """One byte with the number of the newest key, then what that key's cipher makes of it.

    ``label`` (table.column) is bound in, so a value cannot move elsewhere.
    """
    number, cipher, key = newest_key()
    return bytes([number]) + CIPHERS[cipher].seal(key, clear, label.encode())


def unseal(stored: bytes, label: str) -> bytes:
    """The clear bytes; raises ``cryptography.exceptions.InvalidTag`` when tampered with."""
    cipher, key = column_key(stored[0])
    return CIPHERS[cipher].unseal(key, stored[1:], label.encode())


def seal_json(value: Any, label: str) -> bytes:
    """The sealed bytes of ``SealedJson``, for rows that are written past the ORM."""
    return seal(json.dumps(value, ensure_ascii=False).encode(), label)


def lookup_hash(value: str, purpose: str) -> bytes:
    """HMAC-SHA256 of a normalised value: equal values meet, nobody can count them up."""
    return hmac.new(lasting_key(f"lookup:{purpose}"), value.encode(), sha256).digest()


class SealedColumn(TypeDecorator[Any]):
    """A column of sealed bytes; ``label`` is its table and its name."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label


class Sealed(SealedColumn):
    """A text in Python, sealed bytes in PostgreSQL."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        if "\0" in value:
            # No text column keeps it; a sealed one is no other to whoever writes.
            at = value.index("\0")
            raise UnicodeEncodeError("utf-8", value, at, at + 1, "no sign of a text")
        return seal(value.encode(), self.label)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else unseal(bytes(value), self.label).decode()


class SealedBytes(SealedColumn):
    """Bytes on both sides, sealed in PostgreSQL: an uploaded ledger as it came."""

    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(value, self.label)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else unseal(bytes(value), self.label)


class SealedJson(SealedColumn):
    """A list or another value of JSON in Python, sealed bytes in PostgreSQL."""

    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal_json(value, self.label)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any | None:
        return None if value is None else json.loads(unseal(bytes(value), self.label))
