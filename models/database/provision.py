"""The unprivileged role the application works as, and what it may touch.

A superuser passes by every row-level rule, so the application is never one. The owner of the
database migrates and provisions; the application only reads and writes rows.
"""

from collections.abc import Collection
from urllib.parse import quote

from psycopg import sql
from sqlalchemy import Connection, Engine, make_url, text

from models.database.engine import psycopg_url
from models.database.keys import key_for
from models.database.tables import DataKey

APP_ROLE = "lianxin_app"
VERSION_TABLE = "alembic_version"
# The application reads these; a row lost from the ring would lose every value under that key.
READ_ONLY = (VERSION_TABLE, DataKey.__tablename__)


class RoleTooStrong(Exception):
    """The role meant for the application could pass by the rules of the database."""


def app_url(owner_url: str) -> str:
    """The owner's URL with the application's role and password in it."""
    url = make_url(psycopg_url(owner_url))
    return url.set(username=APP_ROLE, password=quote(_password())).render_as_string(False)


def provision(owner: Engine, role: str, append_only: Collection[str]) -> None:
    """Make ``role`` when it is ours and missing, check it, and grant what it needs.

    Runs after every migration: a new table is granted here. Tables named in ``append_only`` may
    be read and added to, never changed.
    """
    make_role(owner, role)
    with owner.begin() as connection:
        _refuse_power(connection, role)
        for statement in _grants(role, append_only):
            _execute(connection, statement)


def make_role(owner: Engine, role: str) -> None:
    """Make ``role`` when it is ours and missing; ours gets its password anew."""
    if role == APP_ROLE:
        with owner.begin() as connection:
            _make(connection)


def _password() -> str:
    return key_for("database:app-role").hex()


def _make(connection: Connection) -> None:
    known = connection.scalar(
        text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": APP_ROLE}
    )
    verb = "ALTER ROLE {} PASSWORD {}" if known else _CREATE
    _execute(connection, sql.SQL(verb).format(sql.Identifier(APP_ROLE), sql.Literal(_password())))


_CREATE = (
    "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
)


def _refuse_power(connection: Connection, role: str) -> None:
    weak = connection.scalar(
        text(
            "SELECT NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole)"
            " FROM pg_roles WHERE rolname = :role"
        ),
        {"role": role},
    )
    if not weak:
        raise RoleTooStrong(f"数据库角色 {role} 不存在或权限过大：应用只能用普通角色连接")


def _grants(role: str, append_only: Collection[str]) -> list[sql.Composed]:
    who = sql.Identifier(role)
    rows = "SELECT, INSERT, UPDATE, DELETE"
    fixed = [
        "GRANT USAGE ON SCHEMA public TO {}",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {{}}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {{}}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {}",
    ]
    narrowed = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}")
    return (
        [sql.SQL(statement).format(who) for statement in fixed]
        + [narrowed.format(sql.Identifier(table), who) for table in sorted(append_only)]
        + [
            sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(
                sql.Identifier(table), who
            )
            for table in READ_ONLY
        ]
    )


def _execute(connection: Connection, statement: sql.Composed) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(statement)
