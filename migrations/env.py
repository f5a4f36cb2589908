"""Runs migrations on the connection handed over, or as the owner named by DATABASE_URL."""

from alembic import context
from sqlalchemy import Connection

from models.database.engine import make_engine
from models.database.keys import use_secret
from models.registry import metadata
from models.settings import Settings


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


def run_as_owner() -> None:
    settings = Settings.from_env()
    if settings.database_url is None:
        raise SystemExit("请设置 DATABASE_URL，或使用 python -m jobs.migrate")
    use_secret(settings.secret)
    with make_engine(settings.database_url).begin() as connection:
        run(connection)


given = context.config.attributes.get("connection")
if given is None:
    run_as_owner()
else:
    run(given)
