"""What the employment market sees of the tables, and what it is not shown."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from matcher.employment.arrays import COHORT, VACANCY, WELFARE_POST
from matcher.employment.hours import CHILD_HOURS, DAY_SHIFT, FREE_SESSION, WHOLE_DAY, span
from models.employment.codes import table
from models.employment.hours import Hours, of_opening, of_person
from models.employment.rows import employment_rows
from models.employment.tables import Referral
from models.people.tables import CodeTable, Person
from tests.county import NOW, TODAY, County


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def held(county: County, seeker_id: object, **target: object) -> Referral:
    by = county.account("employment").id
    return county.add(Referral(seeker_id=seeker_id, decided_at=NOW, decided_by=by, **target))


def test_held_places_and_their_seekers_are_out(session: Session, county: County) -> None:
    free, placed = county.seeker(), county.seeker()
    county.seeker(automated=False)
    county.seeker(active=False)
    vacancy, cohort = county.vacancy(headcount=3), county.cohort(seats=10, least=2)
    held(county, placed.id, vacancy_id=vacancy.id)
    held(county, county.seeker().id, cohort_id=cohort.id)
    rows = employment_rows(session, county.place.id, TODAY)
    assert [row.id for row in rows.seekers] == [free.id]
    left = {row.id: row.free for row in rows.openings}
    assert left == {vacancy.id: 2, cohort.id: 9}
    minimum = dict(zip(left, rows.arrays.opening_minimum.tolist(), strict=True))
    assert minimum[cohort.id] == 1
    named = employment_rows(session, county.place.id, TODAY, seeker_ids=[placed.id])
    assert [row.id for row in named.seekers] == [placed.id]


def test_what_is_over_is_not_offered(session: Session, county: County) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    county.vacancy(valid_until=yesterday)
    county.vacancy(closed_on=yesterday)
    county.cohort(starts_on=yesterday)
    today = county.vacancy(valid_until=TODAY)
    rows = employment_rows(session, county.place.id, TODAY)
    assert [row.id for row in rows.openings] == [today.id]


def test_kinds_conditions_and_the_queue(session: Session, county: County) -> None:
    county.vacancy(hazards=["久站", "高处作业"], skill="缝纫工", certificate=True, education="高中")
    county.vacancy(county.employer(kind="public_welfare"))
    county.cohort()
    seeker = county.seeker(
        skills=["缝纫工证书"],
        education="中专",
        health_limits="不能久站",
        hardship=["零就业家庭", "低保家庭"],
        unemployed_since=TODAY - dt.timedelta(days=100),
    )
    session.get_one(Person, seeker.person_id).born_on = dt.date(2010, 11, 21)
    session.flush()
    rows = employment_rows(session, county.place.id, TODAY)
    arrays = rows.arrays
    assert sorted(arrays.opening_kind.tolist()) == [VACANCY, WELFARE_POST, COHORT]
    asked = [row.certificate for row in rows.openings].index(True)
    assert arrays.opening_certificates[asked] == arrays.seeker_certificates[0] != 0
    assert arrays.opening_schooling[asked] == arrays.seeker_schooling[0] == 3
    assert (arrays.opening_hazards[asked], arrays.seeker_health[0]) == (5, 1)
    assert arrays.seeker_age[0] == 15
    assert arrays.seeker_hardship[0] and rows.queue[0].points == 60
    assert [str(said) for said in rows.queue[0].reasons] == [
        "就业困难类别：低保家庭",
        "就业困难类别：零就业家庭",
        "登记失业 100 天",
    ]


def test_pairs_of_strangers_are_dropped(session: Session, county: County) -> None:
    seeker, vacancy, gone = county.seeker(), county.vacancy(), county.vacancy(closed_on=TODAY)
    pairs = [(seeker.id, vacancy.id), (seeker.id, gone.id)]
    rows = employment_rows(session, county.place.id, TODAY, forbidden=pairs, kept=pairs)
    assert (len(rows.arrays.forbidden.left), len(rows.arrays.kept.left)) == (1, 1)


def test_places_have_points_however_coarse(session: Session, county: County) -> None:
    county.seeker(grid=2)
    county.vacancy(community=1)
    arrays = employment_rows(session, county.place.id, TODAY).arrays
    # A community without a point of its own lies amid its grids.
    assert abs(arrays.seeker_lat[0] - arrays.opening_lat[0]) < 0.01
    assert arrays.seeker_community[0] == arrays.opening_community[0] == 1
    assert (arrays.seeker_grid[0], arrays.opening_grid[0]) == (2, -1)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("白班 9:00-17:00", Hours(span(9, 17), 0)),
        ("晚班 18:00-23:00", Hours(span(18, 23), 0)),
        ("弹性 8:30-15:30", Hours(span(8.5, 15.5), 0)),
        ("夜班 22:00-6:00", Hours(span(22, 24) | span(0, 6), 0)),
        ("两班倒", Hours(WHOLE_DAY, 0)),
        ("计件 自由时间", Hours(0, 0)),
        ("不限", Hours(0, 0)),
        ("周末全天", Hours(0, span(9, 17))),
        ("晚上 19:00-21:00", Hours(span(19, 21), 0)),
        ("周一至周五 14：00～17：00", Hours(span(14, 17), 0)),
    ],
)
def test_hours_of_openings(text: str, hours: Hours) -> None:
    assert of_opening(text) == hours


def test_hours_of_people() -> None:
    assert of_person("9:00-16:00 接送孩子") == Hours(CHILD_HOURS, 0)
    assert of_person("自由时间").session == FREE_SESSION
    assert of_person(None) == Hours(DAY_SHIFT, DAY_SHIFT)
    assert of_person("10:00-12:00").weekday == span(10, 12)
    assert of_person("全天").weekday == WHOLE_DAY


def test_an_administrators_table_goes_first(session: Session, county: County) -> None:
    assert table(session, "minimum_wage", TODAY) == {"monthly": 1950}
    county.add(CodeTable(name="minimum_wage", effective_from=TODAY, values={"monthly": 2200}))
    assert table(session, "minimum_wage", TODAY) == {"monthly": 2200}
    assert table(session, "minimum_wage", TODAY - dt.timedelta(days=1)) == {"monthly": 1950}
    assert employment_rows(session, county.place.id, TODAY).arrays.minimum_wage == 2200
