"""What an error of the database tells: the statement, never the values."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError


def test_no_value_stands_in_an_error(app_engine: Engine) -> None:
    with app_engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "张桂兰"})
    assert "nowhere" in str(raised.value)
    assert "张桂兰" not in str(raised.value)
