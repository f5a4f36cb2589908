"""Two counties with a row of everything, and an account of each role in the first of them."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Table, Uuid, select
from sqlalchemy.orm import Session

from models.accounts.phone import phone_hash
from models.accounts.roles import ROLES
from models.accounts.tokens import TOKEN_SCOPES, make_token
from models.database.base import Base
from models.database.engine import transaction
from models.employment.tables import Referral
from models.matching.tables import Proposal
from models.requests.life import Entry, enter
from tests.county import County
from tests.rows import fill
from tests.web.care.conftest import HASH
from tests.web.conftest import NOW
from tests.web.matching.conftest import made_run, told

HERE, ELSEWHERE = "610998", "610996"
# Every name in the second county is this, and nothing else is.
SIGN = "猗猗"
Ids = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class World:
    """``near``, ``far``: table -> ids of its rows in either county; role -> phone, and token."""

    near: Ids
    far: Ids
    phones: Mapping[str, str]
    tokens: Mapping[str, str]


def made_world(engine: Engine, name: str = "某某") -> World:
    """``name`` stands in every text of the first county."""
    with transaction(engine) as session:
        none: dict[str, list[str]] = {table.name: [] for table in with_ids()}
        filled(County(session, ELSEWHERE), SIGN)
        far = ids(session, none)
        fill(session, far, SIGN)
        far = ids(session, none)
        county = County(session, HERE)
        filled(county, name)
        near = ids(session, far)
        fill(session, near, name)
        accounts = dict(_accounts(county, name))
        tokens = {
            role: make_token(session, account_id, role, TOKEN_SCOPES, 30, NOW)[1]
            for role, (_, account_id) in accounts.items()
        }
        near = ids(session, far)
    return World(near, far, {role: phone for role, (phone, _) in accounts.items()}, tokens)


def with_ids() -> list[Table]:
    tables = [table for table in Base.metadata.sorted_tables if "id" in table.c]
    return [table for table in tables if isinstance(table.c.id.type, Uuid)]


def ids(session: Session, but: Ids) -> dict[str, list[str]]:
    """Table -> the ids of its rows that are not in ``but``."""
    session.flush()
    keys = {table.name: table.c.id for table in with_ids()}
    found = {name: session.scalars(select(key).order_by(key)) for name, key in keys.items()}
    return {
        name: [str(one) for one in rows if str(one) not in but[name]]
        for name, rows in found.items()
    }


def rows_of(engine: Engine, county: Ids) -> dict[str, Any]:
    """The rows of a county as they stand: table and id -> values."""
    with engine.connect() as connection:
        return {
            f"{table.name} {row.id}": tuple(row)
            for table in with_ids()
            for row in connection.execute(select(table).where(table.c.id.in_(county[table.name])))
        }


def filled(county: County, name: str) -> None:
    """People, visits, work, requests and a night."""
    helper = county.helper(name)
    resident = county.resident(name)
    county.need(resident)
    visit = county.visit(resident)
    employer = county.employer(f"{name}工厂{county.code}")
    vacancy = county.vacancy(employer)
    county.cohort(employer)
    seeker = county.seeker(name)
    run = made_run(county, NOW.date())
    shown = {"run_id": run.id, "place_id": county.grids[0].id, "rank": 1, "change": "new"}
    reasons = {"contributions": told(5000), "queue": [], "warnings": [], "alternatives": []}
    care = {"visit_id": visit.id, "helper_id": helper.id, "day": NOW.date(), "part": 1}
    work = {"seeker_id": county.seeker(name).id, "vacancy_id": vacancy.id}
    for market, pair in (("care", care), ("employment", work)):
        county.add(Proposal(market=market, score=5000, **shown, **reasons, **pair))
    clerk = county.account("employment", name=name)
    decided = {"decided_at": NOW, "decided_by": clerk.id}
    county.add(Referral(seeker_id=seeker.id, vacancy_id=vacancy.id, **decided))
    asked = Entry("property", county.grids[0].id, f"{name}家楼道灯坏了", name=name)
    enter(county.session, asked, source="staff", now=NOW - dt.timedelta(minutes=1))


def _accounts(county: County, name: str) -> Iterator[tuple[str, tuple[str, uuid.UUID]]]:
    """For each role its phone and account, with the links it stands on."""
    employer = county.employer(f"{name}单位")
    for number, role in enumerate(ROLES):
        phone = f"1350000{number:04}"
        links = {
            "volunteer": {"person_id": county.helper(name).person_id},
            "post_holder": {"person_id": county.helper(name).person_id},
            "resident": {"person_id": county.resident(name).person_id},
            "seeker": {"person_id": county.seeker(name).person_id},
            "employer": {"employer_id": employer.id},
        }.get(role, {})
        facts = {"phone": phone, "phone_hash": phone_hash(phone), "password_hash": HASH}
        yield role, (phone, county.account(role, name=name, **facts, **links).id)
