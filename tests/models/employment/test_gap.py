"""The skill gap: what one skill keeps somebody from, and the class that closes it."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from models.employment.gap import gaps
from models.employment.tables import Referral
from tests.county import NOW, TODAY, County


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def found(county: County, seeker) -> list:
    return gaps(county.session, county.place.id, seeker.id, TODAY)


def test_one_missing_skill_and_the_class_that_teaches_it_first(county: County) -> None:
    seeker = county.seeker()
    posts = [county.vacancy(occupation="缝纫工", skill="缝纫工", headcount=n) for n in (1, 4)]
    county.vacancy(occupation="缝纫工", skill="缝纫工", education="本科")
    county.vacancy(occupation="电工", skill="电工", headcount=2)
    later = county.cohort(starts_on=TODAY + dt.timedelta(40))
    first = county.cohort(starts_on=TODAY + dt.timedelta(10))
    sewing, wiring = found(county, seeker)
    assert sewing.skill == "缝纫工" and {one.id for one in sewing.vacancies} == {
        p.id for p in posts
    }
    assert sewing.cohort is not None and sewing.cohort.id == first.id != later.id
    assert (wiring.skill, wiring.cohort) == ("电工", None)


def test_no_gap_where_another_rule_stands_in_the_way(county: County) -> None:
    far = county.seeker(commute_km=0.1, grid=3)
    county.vacancy(skill="缝纫工")
    assert found(county, far) == []


def test_a_class_one_may_not_join_closes_nothing(county: County) -> None:
    unwilling = county.seeker(training="不愿意")
    county.vacancy(skill="缝纫工")
    county.cohort()
    assert [gap.cohort for gap in found(county, unwilling)] == [None]


def test_who_knows_it_has_no_gap(county: County) -> None:
    county.vacancy(skill="缝纫工")
    assert found(county, county.seeker(skills=["缝纫工"])) == []


def test_a_full_class_is_not_offered(county: County) -> None:
    county.vacancy(skill="缝纫工")
    cohort = county.cohort(seats=2)
    by = county.account("employment").id
    for _ in range(2):
        of = county.seeker().id
        county.add(Referral(seeker_id=of, cohort_id=cohort.id, decided_at=NOW, decided_by=by))
    assert [gap.cohort for gap in found(county, county.seeker())] == [None]
