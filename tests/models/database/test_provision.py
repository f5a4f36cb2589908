"""The application's role: made once, weak, and refused when it is not."""

import pytest
from sqlalchemy import Engine, text

from models.database.provision import APP_ROLE, RoleTooStrong, app_url, provision
from models.registry import APPEND_ONLY


def test_provisioning_twice_changes_nothing(owner: Engine, app_engine: Engine) -> None:
    provision(owner, APP_ROLE, APPEND_ONLY)
    with app_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM place")) is not None


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS", "CREATEDB", "CREATEROLE"])
def test_a_strong_role_is_refused(owner: Engine, power: str) -> None:
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE strong LOGIN {power}"))
    try:
        with pytest.raises(RoleTooStrong, match="strong"):
            provision(owner, "strong", APPEND_ONLY)
    finally:
        with owner.begin() as connection:
            connection.execute(text("DROP ROLE strong"))


def test_an_unknown_role_is_refused(owner: Engine) -> None:
    with pytest.raises(RoleTooStrong, match="nobody"):
        provision(owner, "nobody", APPEND_ONLY)


def test_the_url_names_the_role_and_keeps_the_server(owner: Engine) -> None:
    url = app_url("postgresql://boss:pw@db.example:5433/county?sslmode=require")
    assert url.startswith("postgresql+psycopg://lianxin_app:")
    assert url.endswith("@db.example:5433/county?sslmode=require")
