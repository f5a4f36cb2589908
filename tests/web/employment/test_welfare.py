"""Public-welfare posts over HTTP: the proof where it is decided, and whose term ends soon."""

import datetime as dt

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.employment.months import months_after
from models.employment.tables import Employer, Placement, Referral, Vacancy
from models.matching.tables import Proposal
from models.people.tables import Seeker
from tests.web.conftest import Visitor
from tests.web.employment.sent import Sent, sent
from tests.web.employment.test_vacancies import DAY, Shops, firm, shops, station
from tests.web.matching.conftest import Desk

__all__ = ["firm", "sent", "shops", "station"]


@pytest.fixture
def post(engine: Engine, shops: Shops, sent: Sent) -> Sent:
    """王小丽 was sent to a public-welfare post, and is willing."""
    with transaction(engine) as session:
        session.get_one(Employer, shops.own).kind = "public_welfare"
        session.get_one(Referral, sent.referral).seeker_yes = True
    return sent


def at_work_for(engine: Engine, post: Sent, months: int) -> dt.date:
    began = months_after(DAY, -months)
    with transaction(engine) as session:
        referral = session.get_one(Referral, post.referral)
        referral.state = "placed"
        vacancy = session.get_one(Vacancy, referral.vacancy_id)
        session.add(
            Placement(
                referral_id=referral.id,
                employer_id=vacancy.employer_id,
                employer_kind="public_welfare",
                occupation=vacancy.occupation,
                started_on=began,
            )
        )
    return began


def test_the_referral_shows_the_proof_to_staff_alone(
    station: Visitor, firm: Visitor, post: Sent
) -> None:
    page = station.get(f"/referrals/{post.referral}").text
    for said in ("公益性岗位的依据", "零就业家庭", "已认定", "个市场岗位", "还可以 36 个月"):
        assert said in page
    own = firm.get(f"/referrals/{post.referral}").text
    assert "公益性岗位的依据" not in own and "零就业" not in own


def test_other_posts_need_no_proof(station: Visitor, sent: Sent) -> None:
    assert "公益性岗位的依据" not in station.get(f"/referrals/{sent.referral}").text


def test_the_desk_shows_it_before_it_is_decided(desk: Desk) -> None:
    with transaction(desk.engine) as session:
        first = session.get_one(Proposal, desk.proposals["first"])
        session.get_one(Seeker, first.seeker_id).hardship = ["零就业家庭"]
        vacancy = session.get_one(Vacancy, first.vacancy_id)
        session.get_one(Employer, vacancy.employer_id).kind = "public_welfare"
    clerk = desk.staff("employment")
    page = clerk.get(f"/desk/{desk.proposals['first']}").text
    assert "公益性岗位的依据" in page and "按 2008" in page
    assert "公益性岗位的依据" not in clerk.get(f"/desk/{desk.proposals['third']}").text


@pytest.mark.parametrize(("months", "warned"), [(20, False), (33, True), (37, True)])
def test_the_station_is_told_three_months_before(
    engine: Engine, station: Visitor, post: Sent, months: int, warned: bool
) -> None:
    assert "现在没有人在公益性岗位" in station.get("/public-welfare").text
    at_work_for(engine, post, months)
    assert ("公益性岗位三个月内到期" in station.get("/").text) == warned
    page = station.get("/public-welfare").text
    assert "王*丽" in page and "王小丽" not in page and f"{months} 个月" in page
    assert ("期限满" in page or "期限已满" in page) == (months > 36)
    with Session(engine) as session:
        assert session.get_one(Placement, post.referral).left_on is None
