"""Keys are made, wrapped and retired by the database's owner; the application only reads them."""

import datetime as dt
import os
from contextlib import suppress

from sqlalchemy import Connection, func, insert, select, update

from models.database.ciphers import CIPHERS
from models.database.keys import KEY_BYTES, key_for, use_secret
from models.database.ring import SecretWrong, read_ring, unwrap, wrap
from models.database.tables import COLUMN, LASTING, DataKey

# Keys that were drawn from the secret itself before there was a ring. Rows are found by them and
# papers are out with their marks, so they stay what they were when the secret changes.
FROM_BEFORE = (
    "lookup:account.phone",
    "lookup:api_token",
    "lookup:person.household",
    "lookup:person.id_number",
    "lookup:person.phone",
    "lookup:request_form",
    "certificate",
    "door.qr",
    "paper.number",
    "visit.code",
)


class RingFull(Exception):
    """The number of a key stands in one byte, and all are used."""


def begin(connection: Connection, cipher: str, now: dt.datetime) -> int | None:
    """Make the ring where there is none, or see that the secret opens the one there is.

    The first key is the one that sealed before there was a ring; the second, whose number is given
    back where it was made, seals from now on.
    """
    if connection.scalar(select(func.count()).select_from(DataKey)):
        read_ring(connection)
        return None
    _add(connection, COLUMN, 1, "aes", key_for("column:1"), now)
    for purpose in FROM_BEFORE:
        _add(connection, purpose, 1, "aes", key_for(purpose), now)
    _add(connection, LASTING, 1, cipher, os.urandom(KEY_BYTES), now)
    return new_column_key(connection, cipher, now)


def new_column_key(connection: Connection, cipher: str, now: dt.datetime) -> int:
    """Add the key that seals from the commit on; its number.

    Raises ``SecretWrong`` where the others are wrapped by another secret: one ring, one secret.
    """
    read_ring(connection)
    newest = select(func.max(DataKey.number)).where(DataKey.purpose == COLUMN)
    number = (connection.scalar(newest) or 0) + 1
    if number > 255:
        raise RingFull("密钥编号已用完（最多 255 个），不能再更换")
    key = os.urandom(CIPHERS[cipher].key_bytes)
    _add(connection, COLUMN, number, cipher, key, now)
    return number


def standing_keys(connection: Connection) -> list[int]:
    """The numbers of the column keys under which values may stand, the newest last."""
    query = select(DataKey.number).where(DataKey.purpose == COLUMN, DataKey.retired_at.is_(None))
    return list(connection.scalars(query.order_by(DataKey.number)))


def retire_before(connection: Connection, number: int, now: dt.datetime) -> None:
    """Mark the column keys older than ``number``; they stay, for a backup may need them."""
    old = update(DataKey).where(DataKey.purpose == COLUMN, DataKey.number < number)
    connection.execute(old.where(DataKey.retired_at.is_(None)).values(retired_at=now))


def wrap_again(connection: Connection, old: bytes, new: bytes) -> bool:
    """Wrap the whole ring by the secret ``new``; False where it was so already.

    Raises ``SecretWrong`` where neither secret opens it. ``new`` is the process's own afterwards.
    """
    rows = connection.execute(select(DataKey.__table__).with_for_update()).all()
    use_secret(new)
    with suppress(SecretWrong):
        read_ring(connection)
        return False
    use_secret(old)
    keys = [unwrap(row.purpose, row.number, row.cipher, bytes(row.wrapped)) for row in rows]
    use_secret(new)
    for row, key in zip(rows, keys, strict=True):
        one = update(DataKey).where(DataKey.purpose == row.purpose, DataKey.number == row.number)
        connection.execute(one.values(wrapped=wrap(row.purpose, row.number, row.cipher, key)))
    return True


def _add(
    connection: Connection, purpose: str, number: int, cipher: str, key: bytes, now: dt.datetime
) -> None:
    connection.execute(
        insert(DataKey).values(
            purpose=purpose,
            number=number,
            cipher=cipher,
            wrapped=wrap(purpose, number, cipher, key),
            made_at=now,
        )
    )
