"""Public-welfare posts: months spent and left, who has to be looked after, and the proof."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.employment.last_resort import last_resort, last_resort_for
from models.employment.months import months_after
from models.employment.seekers import free_seekers
from models.employment.tables import Employer, Placement, Referral, ReferralStep, Vacancy
from models.employment.welfare_term import at_work, term_of, terms_over
from models.people.tables import CodeTable, Person, Seeker
from tests.county import NOW, TODAY, County


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def months_ago(months: int) -> dt.date:
    return months_after(TODAY, -months)


def held(
    county: County,
    seeker: Seeker,
    began: dt.date,
    left: dt.date | None = None,
    kind: str = "public_welfare",
) -> Employer:
    """A post of the seeker's, at a public-welfare unit, with the referral that led there."""
    unit = county.employer(kind=kind)
    state = "placed" if left is None else "left"
    work = county.add(
        Referral(
            seeker_id=seeker.id,
            vacancy_id=county.vacancy(unit, closed_on=TODAY).id,
            decided_at=NOW,
            decided_by=county.account("employment").id,
            state=state,
        )
    )
    facts = {"employer_id": unit.id, "employer_kind": unit.kind, "occupation": "保洁员"}
    county.add(Placement(referral_id=work.id, started_on=began, left_on=left, **facts))
    return unit


def term(county: County, seeker: Seeker):
    person = county.session.get_one(Person, seeker.person_id)
    return term_of(county.session, person, seeker.id, TODAY)


def test_months_add_up_over_posts(county: County) -> None:
    seeker = county.seeker()
    fresh = term(county, seeker)
    assert (fresh.months, fresh.left, fresh.ends_on) == (0, 36, months_after(TODAY, 36))
    held(county, seeker, months_ago(40), months_ago(28))
    held(county, seeker, months_ago(22))
    spent = term(county, seeker)
    assert (spent.months, spent.left) == (34, 2)
    assert spent.soon(TODAY) and not spent.over(TODAY)


def test_another_kind_of_employer_since_changes_nothing_of_the_past(county: County) -> None:
    seeker = county.seeker()
    unit = held(county, seeker, months_ago(40))
    unit.kind = "factory"
    county.session.flush()
    assert term(county, seeker).months == 40
    assert terms_over(county.session, TODAY) == {seeker.id}
    (found,) = at_work(county.session, county.scope("employment"), TODAY)
    assert found.referral.seeker_id == seeker.id


def test_other_employers_do_not_count(county: County) -> None:
    seeker = county.seeker()
    unit = held(county, seeker, months_ago(30), kind="factory")
    unit.kind = "public_welfare"
    county.session.flush()
    assert term(county, seeker).months == 0


def test_days_mistyped_long_ago_break_no_night(county: County) -> None:
    seeker = county.seeker()
    for _ in range(2):
        held(county, seeker, dt.date(1, 1, 1), TODAY)
    assert term(county, seeker).over(TODAY)
    assert terms_over(county.session, TODAY) == {seeker.id}


def test_an_administrators_table_goes_first(county: County) -> None:
    seeker = county.seeker()
    held(county, seeker, months_ago(37))
    assert term(county, seeker).over(TODAY)
    longer = {"months": 48, "near_years": 5, "women": 50}
    county.add(CodeTable(name="public_welfare", effective_from=TODAY, values=longer))
    assert term(county, seeker).left == 11


def test_the_station_sees_who_ends_first(county: County) -> None:
    people = [county.seeker(grid=grid) for grid in (0, 0, 3)]
    for seeker, months in zip(people, (10, 34, 35), strict=True):
        held(county, seeker, months_ago(months))
    held(county, county.seeker(), months_ago(35), months_ago(1))
    found = at_work(county.session, county.scope("employment"), TODAY)
    assert [one.referral.seeker_id for one in found] == [people[2].id, people[1].id, people[0].id]
    assert [one.term.soon(TODAY) for one in found] == [True, True, False]
    near = county.scope("employment", county.communities[0])
    assert len(at_work(county.session, near, TODAY)) == 2


def turned_down(county: County, seeker: Seeker, reason: str | None = "skill", **more: Any) -> Any:
    vacancy = county.vacancy(closed_on=TODAY)
    sent = county.add(
        Referral(
            seeker_id=seeker.id,
            vacancy_id=vacancy.id,
            decided_at=NOW,
            decided_by=county.account("employment").id,
            state="declined",
        )
    )
    step = {"step": "employer_no", "side": "employer", "day": TODAY, "at": NOW, "reason": reason}
    county.add(ReferralStep(referral_id=sent.id, **step | more))
    return vacancy.id


def test_the_proof_names_hardship_market_and_months(county: County) -> None:
    seeker = county.seeker(hardship=["残疾人", "本县登记的零就业家庭", "爱好书法"])
    county.vacancy()
    county.vacancy(skill="电工")
    vacancy_id = turned_down(county, seeker)
    turned_down(county, seeker, step="seeker_no", side="seeker", reason=None)
    held(county, seeker, months_ago(5), months_ago(3))
    found = last_resort(county.session, seeker.id, TODAY)
    assert (found.hardship, found.since) == (["残疾", "零就业家庭"], dt.date(2008, 1, 1))
    assert (found.offered, found.fitting, found.market_failed) == (2, 1, True)
    assert [(one.vacancy.id, one.day, one.reason) for one in found.turned_down] == [
        (vacancy_id, TODAY, "skill")
    ]
    assert found.term.months == 2


def test_nothing_that_fits_is_a_failed_market_too(county: County) -> None:
    seeker = county.seeker(automated=False)
    assert last_resort(county.session, seeker.id, TODAY).market_failed
    county.vacancy()
    found = last_resort(county.session, seeker.id, TODAY)
    assert (found.fitting, found.market_failed) == (1, False)
    turned_down(county, seeker, reason="no_show")
    assert not last_resort(county.session, seeker.id, TODAY).market_failed
    assert [row.market_failed for row in free_seekers(county.session, "", [seeker.id])] == [False]
    turned_down(county, seeker, reason=None)
    assert last_resort(county.session, seeker.id, TODAY).market_failed


def test_the_no_of_a_public_welfare_unit_is_not_the_markets(county: County) -> None:
    seeker = county.seeker()
    vacancy_id = turned_down(county, seeker)

    def failed() -> tuple[int, bool]:
        (row,) = free_seekers(county.session, county.place.path, [seeker.id])
        proof = last_resort(county.session, seeker.id, TODAY)
        return len(proof.turned_down), row.market_failed

    assert failed() == (1, True)
    vacancy = county.session.get_one(Vacancy, vacancy_id)
    county.session.get_one(Employer, vacancy.employer_id).kind = "public_welfare"
    county.session.flush()
    assert failed() == (0, False)


def test_only_public_welfare_posts_need_it(county: County) -> None:
    seeker, plain = county.seeker(), county.vacancy()
    post = county.vacancy(county.employer(kind="public_welfare"))
    assert last_resort_for(county.session, seeker.id, plain.id, TODAY) is None
    assert last_resort_for(county.session, seeker.id, None, TODAY) is None
    assert last_resort_for(county.session, seeker.id, post.id, TODAY) is not None
