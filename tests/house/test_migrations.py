"""The migrations lead to exactly the tables the code describes, and the app's role is weak."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from models.database.migrate import at_head
from models.registry import APPEND_ONLY, metadata


def test_migrations_match_the_tables(owner: Engine) -> None:
    with owner.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_migrated_database_is_at_head(app_engine: Engine) -> None:
    with app_engine.connect() as connection:
        assert at_head(connection)


def test_a_database_left_behind_is_noticed(owner: Engine) -> None:
    with owner.connect() as connection, connection.begin() as change:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
        assert not at_head(connection)
        change.rollback()


def test_the_application_is_nobody_special(app_engine: Engine) -> None:
    with app_engine.connect() as connection:
        rights = connection.execute(
            text(
                "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
                " FROM pg_roles WHERE rolname = current_user"
            )
        ).one()
    assert not any(rights)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}"])
def test_append_only_tables_refuse_the_application(
    app_engine: Engine, table: str, change: str
) -> None:
    with app_engine.connect() as connection, pytest.raises(ProgrammingError, match="permission"):
        connection.execute(text(change.format(table)))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_append_only_tables_refuse_even_their_owner(owner: Engine, table: str) -> None:
    with owner.connect() as connection, pytest.raises(ProgrammingError, match="only ever added"):
        connection.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize("statement", ["CREATE TABLE mine (a int)", "DROP TABLE trail_entry"])
def test_the_application_changes_no_table(app_engine: Engine, statement: str) -> None:
    with app_engine.connect() as connection, pytest.raises(ProgrammingError):
        connection.execute(text(statement))
