"""The ledgers of the employment market as .xlsx, names masked; taking one out leaves a line."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.headcounts import board
from models.employment.outcomes import classes, ledgers, work
from models.employment.people import STATES
from models.employment.placing.steps import LEFT_REASONS
from models.ledgers.lists import whereabouts
from web.employment.outcomes.words import percent
from web.employment.words import EMPLOYERS, VACANCY
from web.ledgers.workbook import Cell
from web.masks import masked_name
from web.said import said

Line = Sequence[Cell]


@dataclass(frozen=True)
class File:
    """A ledger: what it is called, its headings, its lines as of a day within a scope."""

    title: Any
    headings: tuple[Any, ...]
    lines: Callable[[Session, Scope, dt.date], Iterable[Line]]


def _referrals(session: Session, scope: Scope, day: dt.date) -> Iterable[Line]:
    rows = ledgers.referrals(session, scope, day)
    where = whereabouts(session, {row.Place for row in rows})
    # Each word is looked up once, not once a line.
    kinds = {kind: str(word) for kind, word in EMPLOYERS.items()}
    states = {state: said(word) for state, word in STATES.items()}
    reasons = {reason: said(word) for reason, word in LEFT_REASONS.items()}
    leads_to = {True: str(_("培训班")), False: str(_("岗位"))}
    for row in rows:
        yield (
            masked_name(row.name),
            where[row.Place.id][0],
            row.employer,
            kinds[row.kind],
            row.occupation,
            leads_to[row.training],
            row.decided_on,
            row.seeker_yes_on,
            row.employer_yes_on,
            row.passed_on,
            row.started_on,
            row.stayed_3,
            row.stayed_6,
            row.left_on,
            reasons.get(row.left_reason),
            states[row.state],
        )


def _vacancies(session: Session, scope: Scope, day: dt.date) -> Iterable[Line]:
    for row in ledgers.vacancies(session, scope, day):
        one = row.vacancy
        yield (
            one.employer.name,
            str(EMPLOYERS[one.employer.kind]),
            one.occupation,
            one.place.name,
            one.pay_min,
            one.pay_max,
            one.shift,
            one.valid_until,
            str(VACANCY[row.state][1]),
            one.headcount,
            row.sent,
            row.held,
            row.at_work,
        )


def _employers(session: Session, scope: Scope, day: dt.date) -> Iterable[Line]:
    filled = ledgers.vacancies(session, scope, day)
    wanting = Counter(row.vacancy.employer_id for row in filled if row.state == "open")
    found = session.scalars(board.board(scope, day)).all()
    told = board.last_told(session, found, day)
    for one in found:
        last = told.get(one.id)
        yield (
            one.name,
            str(EMPLOYERS[one.kind]),
            one.place.name if one.place else None,
            one.credit_code,
            wanting[one.id],
            last.people if last else None,
            last.hardship if last else None,
            last.day if last else None,
        )


def _employed(session: Session, scope: Scope, day: dt.date) -> Iterable[Line]:
    placed = work.employed(session, scope, day)
    for told, here in zip(board.by_kind(session, scope, day), placed, strict=True):
        yield (
            str(EMPLOYERS[told.kind]),
            told.employers,
            told.reported,
            told.people,
            told.hardship,
            told.oldest,
            told.stale,
            here.people,
        )


def _orders(session: Session, scope: Scope, day: dt.date) -> Iterable[Line]:
    for cohort, came in classes.classes(session, scope, day):
        order = cohort.order
        yield (
            order.number,
            order.employer.name,
            order.occupation,
            cohort.provider,
            cohort.place.name,
            cohort.starts_on,
            order.headcount,
            cohort.seats,
            cohort.least,
            came.enrolled,
            came.passed,
            came.failed,
            percent(came.passed, came.examined),
            came.at_work,
            percent(came.at_work, came.passed),
            order.closed_on if order.closed_on and order.closed_on <= day else None,
        )


FILES: Mapping[str, File] = {
    "referrals": File(
        _("推荐和上岗台账"),
        (
            _("姓名"),
            _("社区"),
            _("用人单位"),
            _("单位类型"),
            _("工种"),
            _("去处"),
            _("推荐日期"),
            _("本人愿意"),
            _("单位同意"),
            _("培训合格"),
            _("上岗日期"),
            _("满3个月核实"),
            _("满6个月核实"),
            _("离岗日期"),
            _("离岗原因"),
            _("情况"),
        ),
        _referrals,
    ),
    "vacancies": File(
        _("岗位台账（含停招）"),
        (
            _("用人单位"),
            _("单位类型"),
            _("岗位"),
            _("社区"),
            _("最低月薪（元）"),
            _("最高月薪（元）"),
            _("班次"),
            _("有效期至"),
            _("情况"),
            _("要招"),
            _("推荐过"),
            _("占用名额"),
            _("现在在岗"),
        ),
        _vacancies,
    ),
    "orders": File(
        _("培训订单台账"),
        (
            _("订单编号"),
            _("用人单位"),
            _("工种"),
            _("培训机构"),
            _("社区"),
            _("开班日期"),
            _("订单人数"),
            _("名额"),
            _("最低开班"),
            _("报名"),
            _("合格"),
            _("没有结业"),
            _("合格率"),
            _("现在在岗"),
            _("就业率"),
            _("订单结束"),
        ),
        _orders,
    ),
    "employers": File(
        _("用人单位台账"),
        (
            _("单位"),
            _("单位类型"),
            _("社区"),
            _("统一社会信用代码"),
            _("在招岗位"),
            _("在岗（人）"),
            _("其中困难家庭（人）"),
            _("哪一天的人数"),
        ),
        _employers,
    ),
    "employed": File(
        _("各类单位用工统计"),
        (
            _("单位类型"),
            _("单位（家）"),
            _("报过人数（家）"),
            _("单位报的在岗（人）"),
            _("其中困难家庭（人）"),
            _("最早的一份"),
            _("3 个月没报（家）"),
            _("由推荐在岗（人）"),
        ),
        _employed,
    ),
}
