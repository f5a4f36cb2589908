"""Columns that are encrypted at rest, and the keyed hash that still finds them."""

import hmac
import json
import os
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from models.database.keys import key_for

# One byte names the key, so that a later key can be added while older rows are still read.
KEY_NUMBER = 1
NONCE_BYTES = 12


def seal(clear: bytes, label: str) -> bytes:
    """AES-256-GCM; ``label`` (table.column) is bound in, so a value cannot move elsewhere."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(KEY_NUMBER).encrypt(nonce, clear, label.encode())
    return bytes([KEY_NUMBER]) + nonce + sealed


def unseal(stored: bytes, label: str) -> bytes:
    """The clear bytes; raises ``cryptography.exceptions.InvalidTag`` when tampered with."""
    nonce, sealed = stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :]
    return _cipher(stored[0]).decrypt(nonce, sealed, label.encode())


def seal_json(value: Any, label: str) -> bytes:
    """The sealed bytes of ``SealedJson``, for rows that are written past the ORM."""
    return seal(json.dumps(value, ensure_ascii=False).encode(), label)


def lookup_hash(value: str, purpose: str) -> bytes:
    """HMAC-SHA256 of a normalised value: equal values meet, nobody can count them up."""
    return hmac.new(key_for(f"lookup:{purpose}"), value.encode(), sha256).digest()


def _cipher(key_number: int) -> AESGCM:
    return AESGCM(key_for(f"column:{key_number}"))


class Sealed(TypeDecorator[str]):
    """A text in Python, sealed bytes in PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(value.encode(), self.label)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else unseal(bytes(value), self.label).decode()


class SealedBytes(TypeDecorator[bytes]):
    """Bytes on both sides, sealed in PostgreSQL: an uploaded ledger as it came."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(value, self.label)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else unseal(bytes(value), self.label)


class SealedJson(TypeDecorator[Any]):
    """A list or another value of JSON in Python, sealed bytes in PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal_json(value, self.label)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any | None:
        return None if value is None else json.loads(unseal(bytes(value), self.label))
