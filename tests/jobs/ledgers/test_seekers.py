"""A newer ledger of seekers: what it may change of somebody whom staff keep on a page."""

from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.ledgers.seekers import KEPT
from models.people.tables import Seeker
from tests.jobs.ledgers.books import SEEKER, book, seeker
from tests.jobs.ledgers.conftest import Load, outcomes

WIDER = [*SEEKER, "就业困难类别", "职业技能"]


def brought(load: Load, hardship: str | None, skills: str | None, **more: Any) -> Any:
    row = [*seeker(1, **more), hardship, skills]
    return load({"求职.xlsx": book(求职登记=[WIDER, row])})


def kept(engine: Engine) -> Seeker:
    with Session(engine) as session:
        return session.scalars(select(Seeker)).one()


def test_a_category_is_added_and_none_taken_away(engine: Engine, county: None, load: Load) -> None:
    brought(load, "残疾、低保家庭", "缝纫工")
    told = brought(load, "4050人员、残疾", "缝纫工")
    assert outcomes(told) == {"updated": 1}
    assert kept(engine).hardship == ["残疾", "低保家庭", "4050人员"]
    assert str(KEPT) in told.rows[0]["reasons"]
    assert "低保" not in str(KEPT)
    same = brought(load, "低保家庭、残疾、4050人员", "缝纫工")
    assert outcomes(same) == {"unchanged": 1} and str(KEPT) not in same.rows[0]["reasons"]


def test_what_staff_know_of_a_skill_stays(engine: Engine, county: None, load: Load) -> None:
    brought(load, None, "缝纫工、保洁员")
    with transaction(engine) as session:
        session.scalars(select(Seeker)).one().skills = ["缝纫工初级证书", "保洁员（无证书）"]
    brought(load, None, "缝纫工、电工中级证书")
    assert kept(engine).skills == ["缝纫工初级证书", "电工中级证书"]


def test_a_column_the_ledger_has_not_stays_as_it_is(
    engine: Engine, county: None, load: Load
) -> None:
    brought(load, "残疾", "缝纫工初级证书")
    narrow = {"求职.xlsx": book(求职登记=[SEEKER, seeker(1, 期望月薪="3500")])}
    assert outcomes(load(narrow)) == {"updated": 1}
    found = kept(engine)
    assert (found.hardship, found.skills, found.wage_wish) == (["残疾"], ["缝纫工初级证书"], 3500)
