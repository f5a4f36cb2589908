"""Migrations: bring a database to the newest shape, and tell whether it has it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

FOLDER = Path(__file__).parents[2] / "migrations"
# Any fixed number: two starts at once wait for each other instead of both migrating.
LOCK = 7_311_903


def upgrade(owner: Engine) -> None:
    """Run every migration not yet run, in one transaction."""
    with owner.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def at_head(connection: Connection) -> bool:
    """Whether the database has the shape this code was written for."""
    current = MigrationContext.configure(connection).get_current_heads()
    return set(current) == set(ScriptDirectory.from_config(config()).get_heads())


def config() -> Config:
    """Where the migrations lie; a connection is handed over in its ``attributes``."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return settings
