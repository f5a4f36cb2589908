"""The step that brought the ring: what was in clear before it is sealed, and back again."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from models.database.ciphers import CIPHERS
from models.database.keys import key_for
from tests.house.test_migrations import empty, move

__all__ = ["empty"]
BEFORE, AFTER = "0029", "0033"
ROW = uuid.uuid4()


@pytest.fixture
def before(empty: Engine) -> Iterator[Engine]:
    """A database without a ring, with a sign of illness and a remark in clear."""
    move(empty, "upgrade", BEFORE)
    with empty.begin() as connection:
        # Only these rows matter, not those that they refer to.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        flag = "INSERT INTO risk_flag (id, resident_id, signs, raised_at, raised_by)"
        connection.execute(
            text(f"{flag} VALUES (:id, :id, ARRAY['ill', 'fall'], now(), :id)"), {"id": ROW}
        )
        review = "INSERT INTO review (id, proposal_id, decision, remark, decided_at, decided_by)"
        values = "VALUES (:id, :id, 'approve', :remark, now(), :id)"
        for key, remark in ((ROW, "腿脚不便"), (uuid.uuid4(), None)):
            connection.execute(text(f"{review} {values}"), {"id": key, "remark": remark})
    yield empty


def _kept(connection: Connection, column: str, table: str) -> Any:
    return connection.scalar(text(f"SELECT {column} FROM {table} WHERE id = :id"), {"id": ROW})


def test_what_stood_in_clear_is_sealed_by_the_first_key(before: Engine) -> None:
    move(before, "upgrade", AFTER)
    with before.connect() as connection:
        for column, table, clear in (
            ("signs", "risk_flag", '["ill", "fall"]'),
            ("remark", "review", "腿脚不便"),
        ):
            sealed = bytes(_kept(connection, column, table))
            assert sealed[0] == 1
            label = f"{table}.{column}".encode()
            opened = CIPHERS["aes"].unseal(key_for("column:1"), sealed[1:], label)
            assert opened.decode() == clear
        assert connection.scalar(text("SELECT count(*) FROM review WHERE remark IS NULL")) == 1
    move(before, "downgrade", BEFORE)
    with before.connect() as connection:
        assert _kept(connection, "signs", "risk_flag") == ["ill", "fall"]
        assert _kept(connection, "remark", "review") == "腿脚不便"


def test_with_keys_in_it_nobody_goes_back_behind_the_ring(before: Engine) -> None:
    move(before, "upgrade", AFTER)
    with before.begin() as connection:
        key = "INSERT INTO data_key VALUES ('column', 2, 'aes', 'x', now())"
        connection.execute(text(key))
    with pytest.raises(Exception, match="keys of sealed values"):
        move(before, "downgrade", BEFORE)
