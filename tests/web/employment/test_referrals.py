"""Referrals over HTTP: the station's list, the employer's answers, the seeker's own page."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.accounts.manage import Links
from models.database.engine import transaction
from models.employment.tables import Placement, Referral, ReferralStep
from models.people.tables import Person, Seeker
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.conftest import EAST, Visitor, key_on, token_on
from tests.web.employment.sent import Sent, sent
from tests.web.employment.test_vacancies import (
    DAY,
    ClientOf,
    Shops,
    firm,
    match_again_asked,
    shops,
    station,
)

__all__ = ["firm", "sent", "shops", "station"]


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client


def step(client: Visitor, sent: Sent, name: str, **form: object):
    page = f"/referrals/{sent.referral}"
    on = page if name in ("seeker_yes", "employer_yes", "stayed") else f"{page}/{name}"
    return client.send(f"{page}/{name}", form, on=on)


def state(engine: Engine, sent: Sent) -> str:
    with Session(engine) as session:
        return session.get_one(Referral, sent.referral).state


def test_the_whole_way_over_the_pages(
    engine: Engine, station: Visitor, firm: Visitor, stranger: Visitor, sent: Sent
) -> None:
    assert "还没有人答应来" in firm.get("/referrals").text
    assert firm.get(f"/referrals/{sent.referral}").status_code == 404
    assert "等本人答复" in station.get("/referrals").text
    offer = stranger.get(f"/offers/{sent.code}").text
    assert "王*丽" in offer and "缝纫工" in offer and "王小丽" not in offer
    stranger.send(f"/offers/{sent.code}", {"step": "seeker_yes"}, on=f"/offers/{sent.code}")
    assert "您已经说愿意去" in stranger.get(f"/offers/{sent.code}").text
    seen = firm.get(f"/referrals/{sent.referral}").text
    assert "王*丽" in seen and "零就业" not in seen and "撤回推荐" not in seen
    tomorrow = (DAY + dt.timedelta(1)).isoformat()
    step(firm, sent, "interview", day=tomorrow, remark="厂门口找李姐")
    assert "厂门口找李姐" in station.get(f"/referrals/{sent.referral}").text
    step(firm, sent, "employer_yes")
    assert state(engine, sent) == "accepted"
    step(firm, sent, "started", day=DAY.isoformat())
    assert state(engine, sent) == "placed"
    with transaction(engine) as session:
        work = session.get_one(Placement, sent.referral)
        work.started_on = DAY - dt.timedelta(95)
    assert "该核实在岗" in station.get("/referrals?stage=check").text
    step(station, sent, "stayed")
    with Session(engine) as session:
        assert session.get_one(Placement, sent.referral).stayed_3 == DAY
        told = session.scalars(select(ReferralStep.step).order_by(ReferralStep.id)).all()
        lines = session.scalars(select(TrailEntry.action)).all()
    assert told == ["seeker_yes", "interview", "employer_yes", "started", "stayed"]
    assert {f"referral.{one}" for one in told} <= set(lines)


def test_a_no_needs_no_reason_and_frees_the_place(
    engine: Engine, stranger: Visitor, sent: Sent, redis_url: str
) -> None:
    page, before = f"/offers/{sent.code}", match_again_asked(redis_url)
    answer = stranger.send(page, {"step": "seeker_no"}, on=page)
    assert answer.status_code == 303
    assert state(engine, sent) == "declined"
    assert "已经结束" in stranger.get(page).text
    assert match_again_asked(redis_url) == before + 1


def test_a_second_tap_says_how_it_stands(
    engine: Engine, stranger: Visitor, station: Visitor, sent: Sent
) -> None:
    page, here = f"/offers/{sent.code}", f"/referrals/{sent.referral}"
    shown = station.get(here)
    stranger.send(page, {"step": "seeker_no"}, on=page)
    tap = {"csrf_token": token_on(shown), **key_on(shown)}
    late = station.post(f"{here}/seeker_yes", data=tap)
    assert late.status_code == 409 and "没有成" in late.text
    again = stranger.send(page, {"step": "seeker_yes"}, on=page)
    assert again.status_code == 409


def test_a_call_is_asked_for_made_and_noted(
    stranger: Visitor, station: Visitor, sent: Sent
) -> None:
    page = f"/offers/{sent.code}"
    stranger.send(page, {"step": "ask"}, on=page)
    assert "已经请工作人员给您打电话" in stranger.get(page).text
    assert "请我们打电话" in station.get("/referrals").text
    assert step(station, sent, "call").status_code == 422
    step(station, sent, "call", reason="reached", remark="说明天来看看")
    assert "说明天来看看" in station.get(f"/referrals/{sent.referral}").text


@pytest.mark.parametrize("code", ["22222-22222", "x", "x" * 60])
def test_no_code_tells_nothing(stranger: Visitor, sent: Sent, code: str) -> None:
    page = stranger.get(f"/offers/{code}")
    assert page.status_code == 404 and "没有这个回复码" in page.text
    assert stranger.get("/offers", query_string={"code": sent.code.upper()}).status_code == 303


def test_the_letter_is_in_clear_and_on_record(
    engine: Engine, station: Visitor, firm: Visitor, sent: Sent
) -> None:
    page = f"/referrals/{sent.referral}"
    letter = station.send(f"{page}/letter", {}, on=page).text
    assert "王小丽" in letter and f"{sent.code[:5]}-{sent.code[5:]}" in letter and "<svg" in letter
    assert firm.send(f"{page}/letter", {}, on="/referrals").status_code == 403
    with Session(engine) as session:
        lines = select(TrailEntry.why).where(TrailEntry.action == "employment.letter")
        assert session.scalars(lines).all() == ["answer"]


def test_what_is_wrong_is_told_at_its_field_and_kept(station: Visitor, sent: Sent) -> None:
    answer = step(station, sent, "employer_no", reason="other", remark="")
    assert answer.status_code == 422 and "请写明是什么" in answer.text
    early = (DAY - dt.timedelta(1)).isoformat()
    answer = step(station, sent, "interview", day=early, remark="门口")
    assert answer.status_code == 422 and "门口" in answer.text


def test_a_step_of_another_time_or_side_is_refused(
    station: Visitor, firm: Visitor, sent: Sent
) -> None:
    page = f"/referrals/{sent.referral}"
    assert station.get(f"{page}/started").status_code == 409
    assert station.get(f"{page}/nonsense").status_code == 409
    assert firm.get(f"{page}/withdraw").status_code == 404


def test_another_firm_sees_nothing(
    client_of: ClientOf, shops: Shops, station: Visitor, sent: Sent
) -> None:
    other = client_of("employer", EAST, Links(employer_id=shops.other))
    step(station, sent, "seeker_yes")
    assert other.get(f"/referrals/{sent.referral}").status_code == 404
    assert "还没有人答应来" in other.get("/referrals").text


def test_a_seeker_with_an_account_finds_the_offer_at_once(
    client_of: ClientOf, engine: Engine, stranger: Visitor, sent: Sent
) -> None:
    with Session(engine) as session:
        person_id = session.get_one(Seeker, sent.seeker).person_id
    own = client_of("seeker", EAST, Links(person_id=person_id))
    assert f"/offers/{sent.code}" in own.get("/").text
    page = f"/offers/{sent.code}"
    stranger.send(page, {"step": "seeker_no"}, on=page)
    assert "现在没有" in own.get("/").text


def test_an_employer_learns_neither_why_a_person_says_no_nor_more_afterwards(
    station: Visitor, firm: Visitor, sent: Sent
) -> None:
    step(station, sent, "seeker_yes")
    page = f"/referrals/{sent.referral}"
    assert "19912345678" in firm.send(page, {"purpose": "call"}, on=page).text
    step(station, sent, "seeker_no", reason="health", remark="腰不好")
    assert firm.send(page, {"purpose": "call"}, on=page).status_code == 409
    for client, told in ((station, True), (firm, False)):
        text = client.get(page).text
        assert "本人不去" in text
        assert ("身体情况不适合" in text and "腰不好" in text) is told
        assert ("身体情况不适合" in text or "腰不好" in text) is told


def test_where_somebody_lives_is_the_stations_to_know(
    engine: Engine, station: Visitor, firm: Visitor, shops: Shops, sent: Sent
) -> None:
    with transaction(engine) as session:
        house = Place(kind="building", name="9号楼", path=f"{EAST}9/", parent_id=shops.places[EAST])
        session.add(house)
        session.flush()
        seeker = session.get_one(Seeker, sent.seeker)
        session.get_one(Person, seeker.person_id).place_id = house.id
    step(station, sent, "seeker_yes")
    listed = station.get("/referrals").text
    assert "城东社区" in listed and "9号楼" not in listed
    listed = firm.get("/referrals").text
    assert "王*丽" in listed and "城东社区" not in listed and "9号楼" not in listed
