"""``python -m jobs.migrate``: bring the database to the newest shape and grant what is needed."""

from sqlalchemy import Engine, make_url

from jobs.clock import now
from jobs.services.embedded import servers
from models.database.engine import make_engine, psycopg_url
from models.database.making import begin, retire_before
from models.database.migrate import upgrade
from models.database.provision import provision
from models.database.resealing import behind, sealed_tables
from models.registry import APPEND_ONLY, metadata
from models.settings import Settings


class OwnerMissing(Exception):
    """Migrations need the URL of the database's owner."""


def migrate(settings: Settings) -> None:
    """Migrate as the owner, then let the application's role in; run again, nothing changes."""
    if settings.database_url is None or settings.database_app_url is None:
        raise OwnerMissing("迁移需要 DATABASE_URL（数据库所有者）")
    role = role_of(settings.database_app_url)
    owner = make_engine(settings.database_url, pool_size=1)
    try:
        upgrade(owner)
        _ring(owner, settings.cipher)
        provision(owner, role, APPEND_ONLY)
    finally:
        owner.dispose()


def _ring(owner: Engine, cipher: str) -> None:
    """See that there are keys; where nothing was sealed before, only the newest is of use."""
    with owner.begin() as connection:
        number = begin(connection, cipher, now())
        if number is not None and not behind(connection, sealed_tables(metadata), number):
            retire_before(connection, number, now())


def role_of(url: str) -> str:
    """The role a URL connects as."""
    return str(make_url(psycopg_url(url)).username)


def main() -> None:
    with servers(Settings.from_env()) as settings:
        migrate(settings)
    print("数据库结构已是最新")


if __name__ == "__main__":
    main()
