"""Where a quarter is lived: the county drawn small for a seed, and a copy of it for every arm.

A copy is a database of its own made from a template, so that ledgers are read once and no arm
sees another.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Engine, create_engine, delete, insert, make_url, select, text
from sqlalchemy.orm import Session

from benchmarks.dice import Dice
from jobs import ground
from models.accounts.scope import Scope, scope_of
from models.accounts.tables import Account, Grant
from models.care import service_kinds
from models.care.owed import policies, rounds
from models.care.owed.households import fill_in
from models.care.posts.tables import PostHolding
from models.care.tables import Need
from models.database.engine import make_engine, psycopg_url, transaction
from models.people.tables import Helper, Person, Resident, Seeker
from models.places.tables import Place

# Name, whom, from which day of the quarter to which. By the dates of the sample county the last
# one ends on the eve of the Spring Festival.
ROUNDS = (
    ("寒潮走访", ("失能老人", "独居老人"), 35, 41),
    ("春节走访", ("低保家庭", "空巢老人", "困境儿童"), 65, 74),
)


@dataclass(frozen=True)
class Roster:
    """Who lives in a drawn county; ``number`` is the same for a person in every import."""

    county_id: uuid.UUID
    county_path: str
    staff: Scope
    account: Mapping[uuid.UUID, uuid.UUID]
    number: Mapping[uuid.UUID, int]
    residents: Sequence[uuid.UUID]


@contextmanager
def drawn(
    county_id: uuid.UUID, dice: Dice, share: float, day: dt.date
) -> Iterator[tuple[Roster, str]]:
    """A share of the households and of the helpers of each community, on the eve of ``day``.

    With it the name of its database, for copies to be made of.
    """
    name = f"quarter_drawn_{dice.seed}"
    with copy(str(_url(ground.settings().database_url).database), name) as engine:
        with transaction(engine) as session:
            number = _draw(session, session.get_one(Place, county_id), dice, share)
            roster = _peopled(session, session.get_one(Place, county_id), number, day)
        engine.dispose()
        _as_owner("VACUUM ANALYZE", database=name)
        yield roster, name


@contextmanager
def copy(source: str, name: str) -> Iterator[Engine]:
    """A database of the same rows, dropped after; nobody may be connected to ``source``."""
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    _as_owner(
        drop,
        f'CREATE DATABASE "{name}" TEMPLATE "{source}"',
        # Nothing in it outlives the benchmark: no need to wait for the disk.
        f'ALTER DATABASE "{name}" SET synchronous_commit = off',
    )
    url = _url(ground.settings().database_app_url).set(database=name)
    engine = make_engine(url.render_as_string(hide_password=False), pool_size=2)
    try:
        yield engine
    finally:
        engine.dispose()
        _as_owner(drop)


def _as_owner(*statements: str, database: str = "template1") -> None:
    url = _url(ground.settings().database_url).set(database=database)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _url(text: str | None) -> URL:
    return make_url(psycopg_url(str(text)))


def _draw(session: Session, county: Place, dice: Dice, share: float) -> Mapping[uuid.UUID, int]:
    """Take out of the county whoever is not drawn; the numbers of those who are left."""
    fill_in(session, county.path)
    session.flush()
    helpers, residents = (_homes(session, county, role) for role in (Helper, Resident))
    number = {one: n for some in (helpers, residents) for n, (one, _, _) in enumerate(some)}
    kept: set[uuid.UUID] = set()
    for name, some in (("helper", helpers), ("resident", residents)):
        homes: dict[str, dict[object, list[uuid.UUID]]] = defaultdict(lambda: defaultdict(list))
        for one, community, home in some:
            homes[community][home].append(one)
        for community in sorted(homes):
            groups = sorted(
                homes[community].values(), key=lambda ids: dice.throw(name, number[ids[0]])
            )
            kept.update(one for ids in groups[: round(share * len(groups))] for one in ids)
    for column in (Need.resident_id, PostHolding.helper_id, Resident.id, Helper.id):
        session.execute(delete(column.class_).where(column.not_in(kept)))
    # Whoever looks for work has no part in it.
    session.execute(delete(Seeker))
    stay = select(Helper.person_id).union(select(Resident.person_id))
    session.execute(delete(Person).where(Person.id.not_in(stay)))
    return {one: number[one] for one in kept}


def _homes(
    session: Session, county: Place, role: type[Helper | Resident]
) -> list[tuple[uuid.UUID, str, object]]:
    """(id, community, household), in the order in which they came in; helpers stand alone."""
    rows = session.execute(
        select(role.id, Person.household, Place.path)
        .join(Person, Person.id == role.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Place.path.startswith(county.path))
        .order_by(role.id)
    )
    return [
        (row.id, "/".join(row.path.split("/")[:3]), (role is Resident and row.household) or row.id)
        for row in rows
    ]


def _peopled(
    session: Session, county: Place, number: Mapping[uuid.UUID, int], day: dt.date
) -> Roster:
    """Accounts for all helpers and one for the staff; kinds, policies and rounds of the quarter."""
    eve = dt.datetime.combine(day, dt.time(), dt.UTC) - dt.timedelta(days=1)
    service_kinds.seed(session)
    policies.seed(session)
    session.execute(insert(Account), [_account(None, eve)])
    staff = session.scalars(select(Account).where(Account.person_id.is_(None))).one()
    for role in ("administrator", "community"):
        session.add(Grant(account_id=staff.id, role=role, place_id=county.id))
    session.flush()
    session.refresh(staff)
    scope = scope_of(staff)
    helpers = session.execute(select(Helper.id, Helper.person_id).order_by(Helper.id)).all()
    session.execute(insert(Account), [_account(row.person_id, eve) for row in helpers])
    whose = dict(session.execute(select(Account.person_id, Account.id)).all())
    for name, categories, first, last in ROUNDS:
        days = (day + dt.timedelta(days=first), day + dt.timedelta(days=last))
        rounds.begin(session, rounds.drafted(scope, county, name, categories, days, None, day, eve))
    return Roster(
        county_id=county.id,
        county_path=county.path,
        staff=scope,
        account={row.id: whose[row.person_id] for row in helpers},
        number=number,
        residents=session.scalars(select(Resident.id).order_by(Resident.id)).all(),
    )


def _account(person_id: uuid.UUID | None, made_at: dt.datetime) -> dict[str, object]:
    return {
        "name": "quarter",
        "phone": "1",
        "phone_hash": uuid.uuid4().bytes,
        "password_hash": "!",
        "person_id": person_id,
        "created_at": made_at,
    }
