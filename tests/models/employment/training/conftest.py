"""An order of four people, and a class of it that has not begun."""

import datetime as dt
import uuid

import pytest
from sqlalchemy.orm import Session

from models.employment.placing.life import Asked
from models.employment.tables import Cohort, Referral
from models.employment.training import attendance, classes, orders
from models.matching.classes import step_together
from tests.county import NOW, TODAY, County

DAY = dt.timedelta(days=1)
BEGINS = TODAY + 10 * DAY


class School:
    """An order of four people, and a class of three seats for it that opens from two on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.county = County(session)
        east = self.county.communities[0].id
        self.terms = orders.Terms("缝纫工", 4, east, "初中", 2800, 3200, "免费")
        self.plan = classes.Plan("县职教中心", 3, 2, BEGINS, 80, "周一至周五 14:00-17:00", east)
        self.staff = self.county.scope("employment")
        firm = self.county.employer()
        self.boss = self.county.scope("employer", employer_id=firm.id)
        self.order = orders.post(session, self.boss, firm.id, self.terms, TODAY, NOW)
        self.cohort = classes.open_class(session, self.staff, self.order.id, self.plan, TODAY, NOW)

    def pupil(self, state: str = "accepted", cohort: Cohort | None = None) -> Referral:
        of = cohort or self.cohort
        return self.county.add(
            Referral(
                seeker_id=self.county.seeker().id,
                cohort_id=of.id,
                state=state,
                seeker_yes=state != "approved",
                decided_at=NOW,
                decided_by=self.staff.account_id,
            )
        )

    def tally(self) -> orders.Tally:
        return orders.tallies(self.session, [self.order])[self.order.id]

    def seats(self) -> classes.Seats:
        return classes.seats(self.session, self.order, [self.cohort])[self.cohort.id]

    def together(self, asked: dict[uuid.UUID, Asked], today: dt.date = BEGINS + DAY) -> None:
        step_together(self.session, self.staff, self.cohort.id, asked, today, NOW)

    def lesson(
        self, day: dt.date, *absent: uuid.UUID, today: dt.date = BEGINS, anyway: bool = False
    ) -> attendance.Came:
        of = self.cohort.id
        return attendance.keep(
            self.session, self.staff, of, day, set(absent), today, NOW, anyway=anyway
        )


@pytest.fixture
def school(session: Session) -> School:
    return School(session)
