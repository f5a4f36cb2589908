"""An order with one class that has begun, and people in it; committed, gone after the test."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.employment.tables import Cohort, Employer, Referral, TrainingOrder
from models.people.tables import Person, Seeker
from models.places.tables import Place
from tests.web.conftest import COUNTY, EAST, NOW, People
from web.clock import today

DAY = today(NOW)
BEGAN = DAY - dt.timedelta(3)
BEGINS = DAY + dt.timedelta(9)
# The tests are run on any day of the week: a class that began may have been held on each.
WHENEVER = "自由时间"


@dataclass(frozen=True)
class School:
    """Two orders: ``order`` of ``employer`` with two classes, ``other`` of another with none.

    ``running`` began three days ago with 王小芳 and 李大山 in it, 张没答复 has not answered;
    ``coming`` lies ahead and is empty; 赵想学 would learn the trade.
    """

    employer: uuid.UUID
    order: uuid.UUID
    other: uuid.UUID
    running: uuid.UUID
    coming: uuid.UUID
    pupils: dict[str, uuid.UUID]
    seekers: dict[str, uuid.UUID]
    places: dict[str, uuid.UUID]


def opened(engine: Engine, county: dict[str, Place], person: People) -> School:
    clerk = uuid.UUID(person("employment", COUNTY).id)
    east = county[EAST].id
    with transaction(engine) as session:
        names = ("锦程社区工厂", "河西玩具厂")
        firms = [_kept(session, Employer(name=name, kind="factory")) for name in names]
        order = _order(session, "DD2026-001", firms[0], "缝纫工", east)
        other = _order(session, "DD2026-002", firms[1], "玩具工", east)
        running = _class(session, order, BEGAN, east, WHENEVER)
        coming = _class(session, order, BEGINS, east, "周一至周五 14:00-17:00")
        seekers = {
            name: _seeker(session, name, east)
            for name in ("王小芳", "李大山", "张没答复", "赵想学")
        }
        states = {"王小芳": "accepted", "李大山": "accepted", "张没答复": "approved"}
        pupils = {}
        for name, state in states.items():
            of = seekers[name].id
            pupils[name] = _kept(session, _referral(of, running.id, state, clerk)).id
        return School(
            employer=firms[0].id,
            order=order.id,
            other=other.id,
            running=running.id,
            coming=coming.id,
            pupils=pupils,
            seekers={name: one.id for name, one in seekers.items()},
            places={path: place.id for path, place in county.items()},
        )


def _kept(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def _order(
    session: Session, number: str, firm: Employer, occupation: str, place: uuid.UUID
) -> TrainingOrder:
    order = TrainingOrder(
        number=number,
        employer_id=firm.id,
        occupation=occupation,
        headcount=12,
        pay_min=2800,
        pay_max=3200,
        place_id=place,
    )
    return _kept(session, order)


def _class(
    session: Session, order: TrainingOrder, first: dt.date, place: uuid.UUID, timetable: str
) -> Cohort:
    cohort = Cohort(
        order_id=order.id,
        provider="县职教中心",
        seats=6,
        least=4,
        starts_on=first,
        timetable=timetable,
        place_id=place,
    )
    return _kept(session, cohort)


def _seeker(session: Session, name: str, place: uuid.UUID) -> Seeker:
    someone = Person(name=name, phone="13912345678", place_id=place, created_at=NOW)
    seeker = Seeker(
        person_id=_kept(session, someone).id,
        education="初中",
        skills=[],
        wishes=[],
        hardship=[],
        training="愿意",
        training_wishes=["缝纫工"],
        hours="全天",
    )
    return _kept(session, seeker)


def _referral(seeker: uuid.UUID, cohort: uuid.UUID, state: str, clerk: uuid.UUID) -> Referral:
    return Referral(
        seeker_id=seeker,
        cohort_id=cohort,
        state=state,
        seeker_yes=state == "accepted",
        decided_at=NOW,
        decided_by=clerk,
    )
