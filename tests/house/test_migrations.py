"""The migrations lead to exactly the tables the code describes, and the app's role is weak."""

import uuid
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from models.database.engine import make_engine
from models.database.migrate import at_head, config
from models.registry import APPEND_ONLY, metadata

# What a database is made of, row by row, whatever order columns were added in.
SHAPE = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
    "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
    " WHERE table_schema = 'public'",
)
# The three before came in one piece with the first release; nobody goes back behind them.
FIRST_TO_GO_BACK = "0004"


def revisions() -> list[str]:
    """Every migration from there on, oldest first."""
    walked = ScriptDirectory.from_config(config()).walk_revisions()
    return sorted(one.revision for one in walked if one.revision >= FIRST_TO_GO_BACK)


def shape(engine: Engine) -> list[set[tuple[object, ...]]]:
    with engine.connect() as connection:
        return [{tuple(row) for row in connection.execute(text(query))} for query in SHAPE]


def move(engine: Engine, step: str, to: str) -> None:
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        getattr(command, step)(settings, to)


@pytest.fixture
def empty(owner: Engine) -> Iterator[Engine]:
    """A database of its own beside the one of the other tests."""
    name = f"m{uuid.uuid4().hex}"
    outside = owner.execution_options(isolation_level="AUTOCOMMIT")
    with outside.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = make_engine(owner.url.set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with outside.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))


@pytest.mark.parametrize("revision", revisions())
def test_up_down_and_up_again(empty: Engine, revision: str) -> None:
    before = f"{int(revision) - 1:04}"
    move(empty, "upgrade", before)
    old = shape(empty)
    move(empty, "upgrade", revision)
    new = shape(empty)
    assert new != old
    move(empty, "downgrade", before)
    assert shape(empty) == old
    move(empty, "upgrade", revision)
    assert shape(empty) == new


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
