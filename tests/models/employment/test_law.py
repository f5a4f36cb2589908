"""What the law and the county's rules say of a seeker and an opening, from the tables as they are.

Each case: what is changed of a plain seeker, of a plain vacancy, and the rule that speaks with its
sentence; None where the pair is allowed. ``test_texts`` has the cases of what a vacancy may say.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from matcher.employment.features import FEATURES
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import check_pair
from matcher.rules import contributions, one_pair
from models.employment.rows import EmploymentRows, employment_rows
from models.employment.tables import Placement, Referral, ReferralStep
from models.people.tables import Person
from tests.county import NOW, TODAY, County

PARAMS = EmploymentParams()
NEXT = dt.timedelta(days=1)


def born(years: int, days: int = 0) -> dict[str, Any]:
    """Somebody whose birthday of so many years was ``days`` days ago."""
    then = TODAY - dt.timedelta(days=days)
    return {"born_on": then.replace(year=then.year - years)}


def posts(*days: tuple[int, int | None], refused: bool = True, **more: Any) -> dict[str, Any]:
    """A hardship person whom an employer turned down, with public-welfare posts behind him.

    Each post from so many days ago until so many days ago, None = to this day.
    """
    return {"hardship": ["零就业家庭"], "posts": days, "refused": refused, **more}


# The days of three years that end today.
THREE_YEARS = (TODAY - TODAY.replace(year=TODAY.year - 3)).days
WELFARE = {"kind": "public_welfare"}
HARD = {"hardship": ["零就业家庭"]}
CASES: tuple[tuple[str, dict[str, Any], dict[str, Any], str | None, str], ...] = (
    ("sixteen today", born(16), {}, None, ""),
    ("sixteen tomorrow", born(16, -1), {}, "age", "未满 16 周岁"),
    ("fifteen, light work", born(15), {}, "age", "未满 16 周岁"),
    ("seventeen, heights", born(17), {"hazards": ["高处作业"]}, "minor", "未满 18 周岁"),
    ("seventeen, poison", born(17), {"hazards": ["有毒有害"]}, "minor", "未满 18 周岁"),
    ("seventeen, 25 kg", born(17), {"hazards": ["搬重物 25 公斤"]}, "minor", "未满 18 周岁"),
    ("seventeen, karaoke", born(17), {"occupation": "KTV服务员"}, "minor", "未满 18 周岁"),
    ("seventeen, long standing", born(17), {"hazards": ["久站"]}, None, ""),
    ("eighteen today, heights", born(18), {"hazards": ["高处作业"]}, None, ""),
    ("below the minimum wage", {}, {"pay_min": 1949}, "minimum_wage", "低于最低工资标准 1950"),
    ("at the minimum wage", {}, {"pay_min": 1950}, None, ""),
    ("expired yesterday", {}, {"valid_until": TODAY - NEXT}, "gone", ""),
    ("expires today", {}, {"valid_until": TODAY}, None, ""),
    ("closed", {}, {"closed_on": TODAY}, "gone", ""),
    ("opted out", {"automated": False}, {}, "out", ""),
    ("not registered any more", {"active": False}, {}, "out", ""),
    ("a limit nobody declared", {"health_limits": "不能久站"}, {}, None, ""),
    (
        "standing, cannot stand",
        {"health_limits": "不能久站"},
        {"hazards": ["久站"]},
        "health",
        "身体限制",
    ),
    (
        "lifting 25 kg, cannot lift",
        {"health_limits": "不能提重物"},
        {"hazards": ["搬重物 25 公斤"]},
        "health",
        "身体限制",
    ),
    (
        "heights, poor sight",
        {"health_limits": "视力不好"},
        {"hazards": ["高处作业"]},
        "health",
        "身体限制",
    ),
    (
        "heights, cannot stand",
        {"health_limits": "不能久站"},
        {"hazards": ["高处作业"]},
        None,
        "",
    ),
    ("welfare post, no hardship", {}, {"kind": "public_welfare"}, "welfare", "就业困难人员"),
    ("welfare post before the market", HARD, {"kind": "public_welfare"}, "welfare", "市场岗位"),
    ("market post, hardship", HARD, {}, None, ""),
    ("welfare post after the market", posts(), WELFARE, None, ""),
    ("a day short of three years", posts((THREE_YEARS - 1, None)), WELFARE, None, ""),
    (
        "three years in one post",
        posts((THREE_YEARS, None)),
        WELFARE,
        "public_welfare_term",
        "已满规定的期限",
    ),
    (
        "three years in two posts",
        posts((2000, 1000), (900, 900 - THREE_YEARS + 1000)),
        WELFARE,
        "public_welfare_term",
        "已满规定的期限",
    ),
    ("three years, gone long since, market post", posts((3000, 1000)), {}, None, ""),
    (
        "three years, a man near retirement at the first",
        posts((THREE_YEARS + 30, None), **born(59), sex=1),
        WELFARE,
        None,
        "",
    ),
    (
        "three years, a woman near retirement at the first",
        posts((THREE_YEARS + 30, None), **born(50), sex=2),
        WELFARE,
        None,
        "",
    ),
    (
        "three years, a man of that age",
        posts((THREE_YEARS + 30, None), **born(50), sex=1),
        WELFARE,
        "public_welfare_term",
        "已满规定的期限",
    ),
    (
        "three years, near retirement only by now",
        posts((THREE_YEARS + 30, None), **born(57), sex=1),
        WELFARE,
        "public_welfare_term",
        "已满规定的期限",
    ),
    (
        "near retirement, retired by now",
        posts((1500, None), **born(64), sex=1),
        WELFARE,
        "public_welfare_term",
        "已满规定的期限",
    ),
    (
        "retired, never in such a post",
        posts(**born(68), sex=1),
        WELFARE,
        "public_welfare_term",
        "已满规定的期限",
    ),
    ("near retirement, never in such a post", posts(**born(59), sex=1), WELFARE, None, ""),
    ("schooling too low", {}, {"education": "高中"}, "schooling", "学历要求高中"),
    ("schooling enough", {"education": "大专"}, {"education": "高中"}, None, ""),
    ("skill missing", {}, {"skill": "电工"}, "skill", "技能"),
    ("skill there", {"skills": ["电工"]}, {"skill": "电工"}, None, ""),
    (
        "paper missing",
        {},
        {"skill": "电工", "certificate": True},
        "skill",
        "证书",
    ),
    ("children to fetch", {"hours": "接送孩子"}, {}, "hours", "上班或上课时间"),
    ("days only, shifts", {"hours": "白班"}, {"shift": "三班倒"}, "hours", "上班或上课时间"),
    ("any hours, shifts", {"hours": "全天"}, {"shift": "三班倒"}, None, ""),
    ("too far", {"commute_km": 0.5}, {"community": 1}, "commute", "公里"),
    ("far, goes far", {"commute_km": 40.0}, {"community": 1}, None, ""),
    ("paid far below the wish", {"wage_wish": 6000}, {}, "wage", "期望 6000 元"),
    ("no wish for pay", {"wage_wish": None}, {}, None, ""),
)


def seen(session: Session, seeker: dict[str, Any], vacancy: dict[str, Any]) -> EmploymentRows:
    """A plain seeker and a plain vacancy with these changes, as a night reads them."""
    county, more = County(session), dict(vacancy)
    employer = county.employer(kind=more.pop("kind", "factory"))
    county.vacancy(employer, more.pop("community", 0), **more)
    of_person = {name: seeker[name] for name in ("born_on", "sex") if name in seeker}
    past = {name: seeker[name] for name in ("posts", "refused") if name in seeker}
    known = {**of_person, **past}
    made = county.seeker(**{k: v for k, v in seeker.items() if k not in known})
    for name, value in of_person.items():
        setattr(session.get_one(Person, made.person_id), name, value)
    _went_before(county, made.id, **past)
    session.flush()
    return employment_rows(session, county.place.id, TODAY)


def _went_before(
    county: County,
    seeker_id: uuid.UUID,
    posts: Sequence[tuple[int, int | None]] = (),
    refused: bool = False,
) -> None:
    """What became of the seeker before: an employer's no, public-welfare posts and their days."""
    by, day = county.account("employment").id, dt.timedelta(days=1)
    sent = {"seeker_id": seeker_id, "decided_by": by, "decided_at": NOW, "ended_at": NOW}
    # Closed, so that these stand in no market of the day.
    gone = {"closed_on": TODAY}
    if refused:
        vacancy = county.vacancy(**gone)
        said = county.add(Referral(vacancy_id=vacancy.id, state="declined", **sent))
        step = {"step": "employer_no", "side": "employer", "day": TODAY, "at": NOW}
        county.add(ReferralStep(referral_id=said.id, **step))
    for first, last in posts:
        vacancy = county.vacancy(county.employer(kind="public_welfare"), **gone)
        work = county.add(Referral(vacancy_id=vacancy.id, state="left", **sent))
        county.add(
            Placement(
                referral_id=work.id,
                employer_id=vacancy.employer_id,
                employer_kind="public_welfare",
                occupation=vacancy.occupation,
                started_on=TODAY - first * day,
                left_on=None if last is None else TODAY - last * day,
            )
        )


@pytest.mark.parametrize(
    ("seeker", "vacancy", "rule", "sentence"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_law_speaks_by_name_and_in_a_sentence(
    session: Session,
    seeker: dict[str, Any],
    vacancy: dict[str, Any],
    rule: str | None,
    sentence: str,
) -> None:
    rows = seen(session, seeker, vacancy)
    if rule in ("gone", "out"):
        assert not (rows.openings if rule == "gone" else rows.seekers)
        return
    found = check_pair(rows.arrays, 0, 0, PARAMS)
    assert [one.rule for one in found] == ([] if rule is None else [rule])
    for one in found:
        assert sentence in str(one.said) and str(one.cure)


@pytest.mark.parametrize(
    "other",
    [
        {"sex": 2},
        {"born_on": dt.date(1961, 1, 1)},
        {"born_on": dt.date(2004, 1, 1)},
        {"name": "买买提"},
        {"hukou": "外省农村"},
        {"resettled": True},
        {"hardship": ["残疾人", "零就业家庭", "低保家庭"]},
        {"unemployed_since": dt.date(2020, 1, 1)},
        {"health_limits": "视力不好"},
        {"note": "中共党员"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_nothing_about_the_person_changes_how_well_work_fits(
    session: Session, other: dict[str, Any]
) -> None:
    """Sex, age, ethnicity, hukou, disability, hardship, health, political status: every point of
    every feature stays what it was, and with it every rank by fit."""
    county = County(session)
    for wish in ("保洁员", "缝纫工", "营业员"):
        county.vacancy(occupation=wish, pay_min=2400 + 100 * len(wish))
    county.cohort()
    seekers = [county.seeker(wishes=["缝纫工", "保洁员"], grid=grid) for grid in range(4)]
    before = points(employment_rows(session, county.place.id, TODAY))
    for seeker in seekers:
        person = session.get_one(Person, seeker.person_id)
        for name, value in other.items():
            setattr(person if hasattr(Person, name) else seeker, name, value)
    session.flush()
    assert (points(employment_rows(session, county.place.id, TODAY)) == before).all()


def points(rows: EmploymentRows) -> np.ndarray:
    """Points by seeker, opening and feature."""
    pairs = [
        contributions(FEATURES, PARAMS.weights, rows.arrays, one_pair(i, j), PARAMS)
        for i in range(len(rows.seekers))
        for j in range(len(rows.openings))
    ]
    return np.concatenate(pairs)
