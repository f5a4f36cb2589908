"""The columns of every list: the same on the page and in the file that is taken out, masked."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import Session

from models.accounts.roles import GRID, STAFF
from models.ledgers import lists
from models.people.tables import Person
from models.places.tables import Place
from web.masks import masked_id, masked_name, masked_phone

Cell = str | int | float | dt.date | None
CARE_STAFF = ("administrator", "county", "town", "community", *GRID)


@dataclass(frozen=True)
class Column:
    """``kind``: num, day or ""; ``on_page`` False stands in the file only."""

    heading: Any
    kind: str = ""
    on_page: bool = True


@dataclass(frozen=True)
class Listing:
    """One list: who may see it, what is asked of the database, one tuple of cells a row.

    ``opens``: the page of one row, as endpoint and the name of its argument.
    """

    title: Any
    lead: Any
    search: Any
    roles: tuple[str, ...]
    query: Callable[..., Select[Any]]
    columns: tuple[Column, ...]
    cells: Callable[[Session, list[Any]], Iterable[tuple[Cell, ...]]]
    opens: tuple[str, str] | None = None


PERSON = (
    Column(_("姓名")),
    Column(_("身份证号"), on_page=False),
    Column(_("性别"), on_page=False),
    Column(_("手机号")),
    Column(_("社区")),
    Column(_("网格")),
)
SEXES = {1: "男", 2: "女"}
BY_PERSON = _("姓名、完整的手机号或身份证号")
BY_EMPLOYER = _("单位或工种")


def _person(person: Person, where: dict[Any, tuple[str, str]]) -> tuple[Cell, ...]:
    community, grid = where[person.place_id]
    return (
        masked_name(person.name),
        masked_id(person.id_number),
        SEXES.get(person.sex, ""),
        masked_phone(person.phone),
        community,
        "" if person.address_suppressed else grid,
    )


def _listed(words: Iterable[str]) -> str:
    return "、".join(words)


def _pay(least: int, most: int | None) -> str:
    return f"{least}–{most}" if most and most != least else str(least)


def _residents(session: Session, rows: list[Any]) -> Iterable[tuple[Cell, ...]]:
    where = lists.whereabouts(session, _places(rows))
    needs = lists.needs(session, rows)
    for row in rows:
        yield (
            *_person(row.person, where),
            _listed(row.categories),
            _listed(needs.get(row.id, ())),
            row.dialect,
            masked_name(row.guardian_name),
            masked_phone(row.guardian_phone),
            row.last_visit_on,
        )


def _helpers(session: Session, rows: list[Any]) -> Iterable[tuple[Cell, ...]]:
    where = lists.whereabouts(session, _places(rows))
    duties = lists.duties(session, rows)
    for row in rows:
        yield (
            *_person(row.person, where),
            row.organisation.name if row.organisation else None,
            _listed(duties.get(row.id, ())),
            _listed(row.skills),
            row.availability,
            row.monthly_visits,
            _listed(row.dialects),
            row.child_check_until if row.child_check_passed else None,
            row.registered_on,
        )


def _seekers(session: Session, rows: list[Any]) -> Iterable[tuple[Cell, ...]]:
    where = lists.whereabouts(session, _places(rows))
    for row in rows:
        yield (
            *_person(row.person, where),
            row.education,
            _listed(row.skills),
            _listed(row.wishes),
            row.wage_wish,
            row.hours,
            row.commute_km,
            row.training,
            _listed(row.training_wishes),
            row.unemployed_since,
        )


def _vacancies(session: Session, rows: list[Any]) -> Iterable[tuple[Cell, ...]]:
    for row in rows:
        yield (
            row.employer.name,
            row.occupation,
            row.headcount,
            _pay(row.pay_min, row.pay_max),
            row.shift,
            row.place.name,
            row.education,
            row.skill,
            _listed(row.hazards),
            row.insurance,
            row.board,
            row.valid_until,
        )


def _orders(session: Session, rows: list[Any]) -> Iterable[tuple[Cell, ...]]:
    for row in rows:
        yield (
            row.order.number,
            row.order.employer.name,
            row.order.occupation,
            row.seats,
            row.least,
            row.provider,
            row.timetable,
            row.place.name,
            row.hours,
            _pay(row.order.pay_min, row.order.pay_max),
            row.order.subsidy,
            row.starts_on,
        )


def _places(rows: list[Any]) -> list[Place]:
    return [row.person.place for row in rows]


LISTS: dict[str, Listing] = {
    "residents": Listing(
        _("服务对象"),
        _("需要上门帮扶的居民。"),
        BY_PERSON,
        CARE_STAFF,
        lists.residents,
        (
            *PERSON,
            Column(_("人员类别")),
            Column(_("服务需求")),
            Column(_("方言"), on_page=False),
            Column(_("联系人"), on_page=False),
            Column(_("联系人电话"), on_page=False),
            Column(_("最近探访"), "day"),
        ),
        _residents,
        ("care.resident", "resident_id"),
    ),
    "helpers": Listing(
        _("志愿者与领岗党员"),
        _("提供服务的人。领岗是职责，志愿服务是自愿，两者分开记。"),
        BY_PERSON,
        ("administrator", "county", "town", "community"),
        lists.helpers,
        (
            *PERSON,
            Column(_("所属组织"), on_page=False),
            Column(_("领岗")),
            Column(_("特长")),
            Column(_("可服务时间")),
            Column(_("每月次数"), "num"),
            Column(_("方言"), on_page=False),
            Column(_("未成年人核查至"), "day", on_page=False),
            Column(_("注册日期"), "day", on_page=False),
        ),
        _helpers,
        ("care.helper", "helper_id"),
    ),
    "seekers": Listing(
        _("求职者"),
        _("登记失业和求职的人。"),
        BY_PERSON,
        STAFF,
        lists.seekers,
        (
            *PERSON,
            Column(_("文化程度")),
            Column(_("技能")),
            Column(_("求职意向")),
            Column(_("期望月薪"), "num"),
            Column(_("可上班时间"), on_page=False),
            Column(_("通勤上限（公里）"), "num", on_page=False),
            Column(_("培训意愿"), on_page=False),
            Column(_("培训意向"), on_page=False),
            Column(_("登记日期"), "day"),
        ),
        _seekers,
        ("employment.seeker", "seeker_id"),
    ),
    "vacancies": Listing(
        _("招聘岗位"),
        _("社区工厂、帮扶基地、便民超市和公益性岗位正在招的人。"),
        BY_EMPLOYER,
        STAFF,
        lists.vacancies,
        (
            Column(_("单位")),
            Column(_("岗位")),
            Column(_("人数"), "num"),
            Column(_("月薪（元）"), "num"),
            Column(_("班次")),
            Column(_("地点")),
            Column(_("学历"), on_page=False),
            Column(_("技能要求"), on_page=False),
            Column(_("作业禁忌"), on_page=False),
            Column(_("社保"), on_page=False),
            Column(_("食宿"), on_page=False),
            Column(_("有效期至"), "day"),
        ),
        _vacancies,
        ("employment.vacancy", "vacancy_id"),
    ),
    "orders": Listing(
        _("培训订单"),
        _("用人单位订的培训，一行一个班。"),
        _("单位、工种或订单编号"),
        STAFF,
        lists.orders,
        (
            Column(_("订单编号")),
            Column(_("用工单位")),
            Column(_("工种")),
            Column(_("人数"), "num"),
            Column(_("最低开班"), "num"),
            Column(_("培训机构"), on_page=False),
            Column(_("上课时间")),
            Column(_("地点")),
            Column(_("课时"), "num", on_page=False),
            Column(_("结业月薪（元）"), "num", on_page=False),
            Column(_("补贴"), on_page=False),
            Column(_("开班日期"), "day"),
        ),
        _orders,
        ("employment.training_class", "class_id"),
    ),
}
