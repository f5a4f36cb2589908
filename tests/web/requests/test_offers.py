"""Organisations are offered requests over HTTP: what they see before and after, one of many."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from models.accounts.tables import Account
from models.accounts.tokens import make_token
from models.care import service_kinds
from models.database.engine import transaction
from models.people.tables import Organisation, Person, Resident
from models.places.tables import Place
from models.requests.photos.keeping import keep
from models.requests.tables import Request, RequestOffer, RequestStep
from models.trail.tables import TrailEntry
from tests.models.requests.hall import Hall
from tests.models.requests.units import Units
from tests.web.care.conftest import NOW
from tests.web.conftest import EAST, PASSWORD, Visitor, served
from tests.web.requests.conftest import Town, signs_in
from tests.web.requests.flood import Caller

PROVIDERS = ("office", "deskmate", "firm", "hand", "club")
WORDS = "张小三家的楼道灯坏了，电话13812341234"
LIST = "/requests/offers"
BUTTON = "我们来办"
PHOTO = re.compile(r'src="(/requests/photos/[^"]+)"')


@pytest.fixture
def town(engine: Engine, app: Flask, queue_redis: object) -> Town:
    """The request is accepted; three organisations have accounts over its place."""
    with transaction(engine) as session:
        given = {"name": "张小三", "phone": "13812341234", "spot": "3栋2单元401", "words": WORDS}
        hall = Hall(session, NOW, signs_in, **given)
        Units(hall, **{name: signs_in(50 + n) for n, name in enumerate(PROVIDERS)})
        hall.takes("clerk", "accept", NOW)
        keep(session, hall.request.id, None, [b"a picture"], NOW)
        return Town.of(engine, app, hall)


def offered(town: Town) -> Visitor:
    """The clerk asks everybody there is."""
    clerk = town.as_("clerk")
    assert "请单位来认领" in clerk.get(town.url).text
    page = clerk.get(f"{town.url}/offer").text
    assert "单位office（帮扶单位）" in page and "单位club（志愿服务组织）" in page
    answer = clerk.send(f"{town.url}/offer", {"all": "1"}, f"{town.url}/offer")
    assert answer.status_code == 303
    return clerk


def test_who_asks_is_seen_by_whoever_took_it_and_for_a_purpose(town: Town) -> None:
    clerk = offered(town)
    assert clerk.get(town.url).text.count("还没有答复") == 3
    firm = town.as_("firm")
    assert "请你们来办，等答复" in firm.get("/").text
    page = firm.get(LIST).text
    assert "房屋、水电、物业、停车" in page and "新城社区" in page and "家的楼道灯坏了" in page
    assert firm.get(town.url).location == LIST
    for hidden in ("张", "1381234", "401", "第1网格"):
        assert hidden not in page.split("<main", 1)[1], hidden
    key = {"key": "made-up-by-hand"}
    assert firm.send(town.url, {"purpose": "go"}, LIST).status_code == 404
    assert firm.send(f"{town.url}/handle", {**key, "remark": "办了"}, LIST).status_code == 409
    assert firm.send(f"{town.url}/take", on=LIST).location == town.url
    page = firm.get(town.url).text
    assert "张*三" in page and "138****1234" in page and "3栋2单元401" not in page
    page = firm.send(town.url, {"purpose": "go"}, town.url).text
    assert "13812341234" in page and "3栋2单元401" in page
    (photo,) = PHOTO.findall(page)
    assert firm.get(photo).data == b"a picture"
    with transaction(town.engine) as session:
        looks = session.scalars(select(TrailEntry).where(TrailEntry.action == "request.unmask"))
        assert [str(one.account_id) for one in looks] == [town.ids["firm"]]
    assert "我在办的" in firm.get(LIST).text
    for who in ("hand", "office"):
        other = town.as_(who)
        assert BUTTON not in other.get(LIST).text
        assert other.send(f"{town.url}/take", key, LIST).status_code == 409
        assert other.send(f"{town.url}/handle", {**key, "remark": "办了"}, LIST).status_code == 409


def test_a_no_asks_for_a_reason_and_staff_read_it(town: Town) -> None:
    clerk, office = offered(town), town.as_("office")
    step = f"{town.url}/decline"
    assert step in office.get(LIST).text
    refused = office.send(step, {}, step)
    assert refused.status_code == 422 and 'id="reason-error"' in refused.text
    assert office.send(step, {"reason": "busy"}, step).status_code == 303
    assert BUTTON not in town.as_("deskmate").get(LIST).text
    assert "这段时间排不开人" in clerk.get(town.url).text
    assert "单位office" not in clerk.get(f"{town.url}/offer").text.split("<h1", 1)[0]


def test_it_is_given_back_with_a_reason(town: Town) -> None:
    clerk, club = offered(town), town.as_("club")
    club.send(f"{town.url}/take", on=LIST)
    step = f"{town.url}/give_back"
    assert step in club.get(town.url).text
    given = {"reason": "unfit", "remark": "要有证的电工"}
    assert club.send(step, given, step).location == LIST
    assert "要有证的电工" in clerk.get(town.url).text and town.request().state == "accepted"


def test_whoever_looks_after_nothing_else_lands_on_his_list(town: Town) -> None:
    clerk, post = town.as_("clerk"), town.as_("post")
    clerk.send(f"{town.url}/send", {"to": town.ids["post"]}, f"{town.url}/send")
    step, given = f"{town.url}/give_back", {"reason": "busy", "remark": "请假"}
    on = post.send(step, given, step).location
    assert "已记下" in post.get(on).text and post.get(town.url).status_code == 404


def test_who_else_was_asked_and_said_no_is_not_told(town: Town) -> None:
    clerk, office, firm = offered(town), town.as_("office"), town.as_("firm")
    step = f"{town.url}/decline"
    office.send(step, {"reason": "conflict"}, step)
    firm.send(f"{town.url}/take", on=LIST)
    for page, shown in ((clerk, True), (firm, False)):
        told = page.get(town.url).text
        assert ("应当回避" in told) == ("单位office" in told) == ("office" in told) == shown


def test_nor_over_the_api(town: Town) -> None:
    clerk, office = offered(town), town.as_("office")
    step, given = f"{town.url}/decline", {"reason": "conflict", "remark": "他是主任的邻居"}
    office.send(step, given, step)
    clerk.send(f"{town.url}/send", {"to": town.ids["post"]}, f"{town.url}/send")
    for who, shown in (("clerk", True), ("post", False)):
        with transaction(town.engine) as session:
            key = make_token(session, UUID(town.ids[who]), "test", ["read"], 30, NOW)[1]
        bearer = {"Authorization": f"Bearer {key}"}
        answer = town.app.test_client().get(f"/api/v1{town.url}", headers=bearer)
        told = [one["step"] for one in answer.get_json()["steps"]]
        assert told[-1] == "send" and ("offer" in told) == ("decline" in told) == shown
        assert ("邻居" in answer.text) == shown


def test_its_need_is_for_those_who_look_after_the_place(town: Town) -> None:
    with transaction(town.engine) as session:
        service_kinds.seed(session)
        person = Person(name="李桂花", place_id=UUID(town.grid), created_at=NOW)
        session.add(person)
        session.flush()
        session.add(Resident(person_id=person.id, categories=["独居老人"], week=(1 << 21) - 1))
    clerk, firm, here = offered(town), town.as_("firm"), f"{town.url}/need"
    day = dt.date.today() + dt.timedelta(days=3)
    wanted = {"name": "李桂花", "kind": "company", "first_day": day, "last_day": day}
    assert clerk.send(here, {**wanted, "consent": "own"}, here).status_code == 303
    firm.send(f"{town.url}/take", on=LIST)
    for page, shown in ((clerk, True), (firm, False)):
        assert (f'href="{here}"' in page.get(town.url).text) == shown


def test_a_list_of_nobody_says_what_to_do(town: Town) -> None:
    clerk = offered(town)
    assert "都还没有答复" in clerk.get(f"{town.url}/offer").text
    refused = clerk.send(f"{town.url}/offer", {"key": "made-up-by-hand", "all": "1"})
    assert refused.status_code == 422


def enters(live: str, phone: str, number: int) -> tuple[Caller, dict[str, str]]:
    """Somebody signed in over a socket of his own, and the form of the one button on his list."""
    caller = Caller(live, f"127.0.0.{10 + number}")
    _status, page, _on = caller.send("/sign-in")
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token is not None
    typed = {"csrf_token": token[1], "phone": phone, "password": PASSWORD, "next": "/"}
    status, _page, _on = caller.send("/sign-in", typed)
    assert status == 303
    _status, page, _on = caller.send(LIST)
    form = page[page.index("/take") :].split("</form>", 1)[0]
    return caller, dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


@pytest.mark.parametrize("turn", range(3))
def test_five_take_it_at_once_and_one_has_it(town: Town, app: Flask, turn: int) -> None:
    offered(town)
    with served(app) as live:
        ready = [enters(live, town.phones[who], n) for n, who in enumerate(PROVIDERS)]
        together = Barrier(len(ready))

        def takes(one: tuple[Caller, dict[str, str]]) -> int:
            together.wait()
            return one[0].send(f"{town.url}/take", one[1])[0]

        with ThreadPoolExecutor(len(ready)) as pool:
            found = sorted(pool.map(takes, ready))
    assert found == [303, 409, 409, 409, 409]
    with transaction(town.engine) as session:
        request = session.scalars(select(Request)).one()
        assert request.state == "sent" and request.handler_id is not None
        taken = select(RequestStep.account_id).where(RequestStep.step == "take")
        assert session.scalars(taken).all() == [request.handler_id]
        answers = sorted(session.scalars(select(RequestOffer.answer)))
        assert answers == ["over", "over", "taken"]


def test_an_account_is_opened_for_a_unit_known_or_new(
    engine: Engine, client_of: object, county: dict[str, Place]
) -> None:
    clerk: Visitor = client_of("community", EAST)  # type: ignore[operator]
    url = "/accounts/invite"
    base = {"name": "李四", "place_id": county[EAST].id, "role": "pairing_unit"}

    def sends(phone: str, **more: str) -> str:
        return clerk.send(url, {**base, "phone": phone, **more}, on=url).text

    assert 'id="unit-error"' in sends("13900000001")
    assert "邀请码" in sends("13900000001", unit="县供电公司")
    assert '<option value="县供电公司">' in clerk.get(url).text
    assert "邀请码" in sends("13900000002", unit="县供电公司")
    assert 'id="unit-error"' in sends("13900000003", unit="县供电公司", role="organisation")
    with transaction(engine) as session:
        unit = session.scalars(select(Organisation)).one()
        assert (unit.kind, unit.name) == ("pairing_unit", "县供电公司")
        opened = session.scalars(select(Account).where(Account.organisation_id == unit.id)).all()
        assert len(opened) == 2
        page = f"/accounts/{opened[0].id}"
    assert "县供电公司" in clerk.get(page).text
