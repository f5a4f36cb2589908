"""The list of training orders over HTTP, and an order that is closed."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.accounts.manage import Links
from models.employment.tables import Cohort, Referral, TrainingOrder
from models.places.tables import Place
from tests.web.conftest import COUNTY, EAST, People, Visitor
from tests.web.employment.school import School, opened

ClientOf = Callable[..., Visitor]


@pytest.fixture
def school(engine: Engine, county: dict[str, Place], person: People) -> School:
    return opened(engine, county, person)


@pytest.fixture
def station(client_of: ClientOf, school: School) -> Visitor:
    return client_of("employment", COUNTY)


def test_orders_are_looked_for(station: Visitor, school: School) -> None:
    page = station.get("/orders?q=河西").text
    assert "玩具工" in page and "缝纫工" not in page and 'value="河西"' in page
    page = station.get("/orders?state=running").text
    assert "缝纫工" in page and "玩具工" not in page and "在上课" in page
    assert "没有这样的订单" in station.get("/orders?state=full").text
    assert "没有这样的订单" in station.get("/orders?q=没有").text
    assert "玩具工" in station.get("/orders?state=nonsense&q=玩具").text


def test_an_order_is_closed_and_says_who_has_to_be_told(
    station: Visitor, school: School, engine: Engine
) -> None:
    with Session(engine) as session, session.begin():
        session.get_one(Referral, school.pupils["张没答复"]).cohort_id = school.coming
    where = f"/orders/{school.order}"
    assert "结束订单" in station.get(where).text
    nothing = station.send(where + "/close", {}, on=where)
    assert nothing.status_code == 422 and "请填写这一项" in nothing.text
    assert station.send(where + "/close", {"reason": "shut"}, on=where).status_code == 303
    with Session(engine) as session:
        assert session.get_one(TrainingOrder, school.order).closed_for == "shut"
        closed = [session.get_one(Cohort, one).closed_on for one in (school.coming, school.running)]
        assert closed[0] is not None and closed[1] is None
    page = station.get(where).text
    assert "结束：单位停产或搬走" in page and "还要告诉的人" in page
    assert f"/orders/classes/{school.coming}" in page
    assert "改订单" not in page and "开一个班" not in page and "结束订单" not in page
    assert "单位不再要人" in station.get(f"/orders/classes/{school.coming}").text
    assert "缝纫工" in station.get("/orders?state=closed").text
    again = station.send(where + "/close", {"reason": "shut"}, on=where)
    assert again.status_code == 409 and "已经结束" in again.text


def test_an_employer_sees_that_it_is_closed_and_closes_nothing(
    client_of: ClientOf, station: Visitor, school: School
) -> None:
    firm = client_of("employer", EAST, Links(employer_id=school.employer))
    where = f"/orders/{school.order}"
    assert "结束订单" not in firm.get(where).text
    assert firm.send(where + "/close", {"reason": "shut"}, on=where).status_code == 403
    station.send(where + "/close", {"reason": "enough"}, on=where)
    page = firm.get(where).text
    assert "结束：人已招够" in page and "还要告诉的人" not in page
    assert "缝纫工" in firm.get("/orders?q=缝纫").text
