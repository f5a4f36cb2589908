"""What is due goes as the application's own role, counted first; and what came after stays."""

import datetime as dt

from sqlalchemy import Engine, select

from jobs.clock import now
from jobs.rights.retention import due
from models.database.engine import transaction
from models.notices.tables import Notice
from models.people.tables import Helper, Person
from models.rights.forgetting import NOBODY
from models.trail.tables import TrailEntry
from tests.county import County

YEARS = dt.timedelta(days=4 * 365)


def test_the_chore_forgets_what_is_old_and_no_more(engine: Engine) -> None:
    moment = now()
    with transaction(engine) as session:
        county = County(session)
        account = county.account("volunteer")
        for key, at in (("old", moment - YEARS), ("new", moment)):
            county.add(Notice(account_id=account.id, key=key, said={}, created_at=at))
        left = county.person("早已离开", created_at=moment - YEARS)
        county.add(Helper(person_id=left.id, skills=[], dialects=[], active=False))
        county.helper("还在服务")
    assert due() == 2
    assert due() == 0
    with transaction(engine) as session:
        assert session.scalars(select(Notice.key)).all() == ["new"]
        assert set(session.scalars(select(Person.name))) == {NOBODY, "还在服务"}
        lines = session.scalars(select(TrailEntry).where(TrailEntry.action == "rights.retention"))
        assert {line.detail["rule"]: line.detail["rows"] for line in lines} == {
            "message": 1,
            "person": 1,
        }
