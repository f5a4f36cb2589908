"""Ledgers about work: what is against the law stays out, what was decided stays."""

import uuid
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.database.engine import transaction
from models.employment.tables import Referral, Vacancy
from models.matching.pairs import forbid, forbidden
from models.people.tables import Seeker
from tests.jobs.ledgers.books import AS_OF, NOW, SEEKER, book, seeker
from tests.jobs.ledgers.conftest import Load

POST = ["单位名称", "岗位名称", "招聘人数", "月薪", "班次", "工作地点", "作业禁忌", "有效期至"]
ORDER = ["订单编号", "用工单位", "培训工种", "订单人数", "开班日期", "上课地点", "上岗月薪"]


def post(**other: Any) -> list[Any]:
    values = "桥头工厂", "缝纫工", 3, "3000元起", "白班", "桥头", "", "2027-01-01"
    return list((dict(zip(POST, values, strict=True)) | other).values())


def test_a_line_against_the_law_is_refused_and_says_which(county: None, load: Load) -> None:
    lines = [
        post(),
        post(岗位名称="女缝纫工（限女性）"),
        post(岗位名称="服务员", 班次="白班，18至35岁"),
        post(岗位名称="搬运工", 作业禁忌="无"),
    ]
    order = ["D1", "桥头工厂", "保安（限本县户籍）", 20, "2026-12-01", "桥头", "3000"]
    loaded = load({"用工.xlsx": book(岗位=[POST, *lines], 订单=[ORDER, order])})
    told = {(row["sheet"], row["row"]): (row["outcome"], row["reasons"]) for row in loaded.rows}
    refused = {place: why for place, (outcome, why) in told.items() if outcome == "refused"}
    assert refused.keys() == {("岗位", 3), ("岗位", 4), ("订单", 2)}, told
    grounds = {("岗位", 3): "性别", ("岗位", 4): "年龄", ("订单", 2): "户籍"}
    assert all(ground in "".join(refused[place]) for place, ground in grounds.items()), refused


def test_an_order_of_a_public_welfare_unit_is_refused(county: None, load: Load) -> None:
    unit = [*post(单位名称="城关保洁队"), "公益性岗位"]
    posts = [[*POST, "单位性质"], unit]
    lines = [
        ["D1", "城关保洁队", "保洁员", 20, "2026-12-01", "桥头", "3000"],
        ["D2", "桥头社区居委会", "保洁员", 20, "2026-12-01", "桥头", "3000"],
        ["D3", "桥头工厂", "缝纫工", 20, "2026-12-01", "桥头", "3000"],
    ]
    loaded = load({"用工.xlsx": book(岗位=posts, 订单=[ORDER, *lines])})
    told = {(row["sheet"], row["row"]): (row["outcome"], row["reasons"]) for row in loaded.rows}
    assert [told["订单", row][0] for row in (2, 3, 4)] == ["refused", "refused", "created"], told
    assert all("不办订单培训" in "".join(told["订单", row][1]) for row in (2, 3))


def test_a_newer_ledger_changes_the_post_and_no_decision(
    engine: Engine, county: None, load: Load
) -> None:
    people = [SEEKER, seeker(1), seeker(2)]
    load({"用工.xlsx": book(岗位=[POST, post(), post(岗位名称="保洁员")], 求职=people)})
    with transaction(engine) as session:
        sent, refused = session.scalars(select(Seeker.id).order_by(Seeker.id))
        sewing = session.scalars(select(Vacancy).where(Vacancy.occupation == "缝纫工")).one()
        clerk = Account(
            name="钱", phone="1", phone_hash=uuid.uuid4().bytes, password_hash="!", created_at=NOW
        )
        session.add(clerk)
        session.flush()
        session.add(
            Referral(seeker_id=sent, vacancy_id=sewing.id, decided_at=NOW, decided_by=clerk.id)
        )
        forbid(session, "employment", refused, sewing.id, NOW)
        never = [(refused, sewing.id)]
    newer = book(岗位=[POST, post(招聘人数=5, 月薪="3400元起"), post(岗位名称="保洁员")])
    assert [row["outcome"] for row in load({"用工.xlsx": newer}).rows] == ["updated", "unchanged"]
    with Session(engine) as session:
        found = session.get_one(Vacancy, never[0][1])
        assert (found.headcount, found.pay_min) == (5, 3400)
        referral = session.scalars(select(Referral)).one()
        assert (referral.vacancy_id, referral.state) == (found.id, "approved")
        assert forbidden(session, "employment", AS_OF) == never
