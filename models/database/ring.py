"""This process's copy of the ring: which keys open sealed values, which one seals new ones.

It is read from the database when first needed, and again when a value or a transaction names a
number this process has not met: so a new key needs no restart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Engine, func, select

from models.database.ciphers import CIPHERS
from models.database.keys import KEY_BYTES, key_for
from models.database.tables import COLUMN, LASTING, DataKey


class RingMissing(Exception):
    """A key was asked for before the process knew its database, or the database has no ring."""


class SecretWrong(Exception):
    """The secret does not open the ring of this database."""


class KeyUnknown(Exception):
    """A sealed value names a key that is not in the ring."""


@dataclass(frozen=True)
class Ring:
    """Keys in clear: ``columns`` by number with the name of the cipher, ``lasting`` by purpose."""

    columns: Mapping[int, tuple[str, bytes]]
    lasting: Mapping[str, bytes]

    @property
    def newest(self) -> int:
        return max(self.columns)


_engine: Callable[[], Engine] | None = None
_ring: Ring | None = None
_learning = Lock()


def use_ring(engine: Callable[[], Engine]) -> None:
    """Tell this process whose ring it uses; nothing is read yet."""
    global _engine, _ring
    _engine, _ring = engine, None


def follow(connection: Connection) -> None:
    """Learn of a newer key, if there is one: the first thing every transaction does.

    A rotation waits for the transactions that began before its key; none after misses it.
    """
    newest = connection.scalar(select(func.max(DataKey.number)).where(DataKey.purpose == COLUMN))
    if _ring is None or newest not in _ring.columns:
        learn(connection)


def learn(connection: Connection) -> Ring:
    """Read the ring anew. Raises ``SecretWrong``, or ``RingMissing`` where there is none."""
    global _ring
    found = read_ring(connection)
    with _learning:
        # Whoever read slower must not bring an older ring back.
        if _ring is None or found.newest >= _ring.newest:
            _ring = found
    return found


def read_ring(connection: Connection) -> Ring:
    """The ring of the database behind a connection."""
    columns, lasting = {}, {}
    for row in connection.execute(select(DataKey.__table__)):
        key = unwrap(row.purpose, row.number, row.cipher, bytes(row.wrapped))
        if row.purpose == COLUMN:
            columns[row.number] = (row.cipher, key)
        else:
            lasting[row.purpose] = key
    if not columns or LASTING not in lasting:
        raise RingMissing("数据库里还没有密钥，请先运行 python -m jobs.migrate")
    return Ring(columns, lasting)


def column_key(number: int) -> tuple[str, bytes]:
    """Cipher and key of a number that stands at the head of a value."""
    found = _standing().columns.get(number) or _again().columns.get(number)
    if found is None:
        raise KeyUnknown(f"数据是用 {number} 号密钥加密的，而数据库里没有这个密钥")
    return found


def newest_key() -> tuple[int, str, bytes]:
    """Number, cipher and key under which new values are sealed."""
    ring = _standing()
    return ring.newest, *ring.columns[ring.newest]


def lasting_key(purpose: str) -> bytes:
    """The 32-byte key of a purpose that must outlive the secret: hashes in rows, marks on paper."""
    lasting = _standing().lasting
    return lasting.get(purpose) or _drawn(lasting[LASTING], purpose)


def wrap(purpose: str, number: int, cipher: str, key: bytes) -> bytes:
    """The key as it is kept; which key it is is bound in, so that no two change places."""
    return CIPHERS[cipher].seal(key_for(f"ring.{cipher}"), key, _label(purpose, number))


def unwrap(purpose: str, number: int, cipher: str, wrapped: bytes) -> bytes:
    try:
        return CIPHERS[cipher].unseal(key_for(f"ring.{cipher}"), wrapped, _label(purpose, number))
    except InvalidTag:
        raise SecretWrong(
            "主密钥（LIANXIN_SECRET）与这个数据库对不上。请换回原来的主密钥；数据没有改动"
        ) from None


def _label(purpose: str, number: int) -> bytes:
    return f"data_key.{purpose}.{number}".encode()


@lru_cache
def _drawn(root: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(root)


def _standing() -> Ring:
    return _again() if _ring is None else _ring


def _again() -> Ring:
    if _engine is None:
        raise RingMissing("use_ring() has not been called in this process")
    with _engine().connect() as connection:
        return learn(connection)
