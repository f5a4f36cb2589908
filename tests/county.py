"""A county made by hand, a line a thing: what tests of any room stand on.

Everything lies in one small county unless told otherwise; names and numbers are invented.
"""

import datetime as dt
import uuid
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope, scope_of
from models.accounts.tables import Account, Grant
from models.care.tables import Need, ServiceKind, Visit
from models.employment.tables import Cohort, Employer, TrainingOrder, Vacancy
from models.people.tables import Helper, Person, Resident, Seeker
from models.places.tables import Place

EVERY_HALF_DAY = (1 << 21) - 1
NOW = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)


class County:
    """A county with one town, two communities and two grids in each, and makers of the rest."""

    def __init__(self, session: Session, code: str = "610998") -> None:
        self.session = session
        self.code = code
        self._numbers = count(1)
        self.place = self._place("county", f"测试县{code}", code, None)
        self.town = self._place("town", "城关镇", "001", self.place)
        self.communities = [
            self._place("community", name, f"{number:03}", self.town)
            for number, name in enumerate(("新城社区", "东门社区"), 1)
        ]
        self.grids = [
            self._place("grid", f"第{n}网格", f"G{n}", community, lat=32.8 + k / 100 + n / 1000)
            for k, community in enumerate(self.communities)
            for n in (1, 2)
        ]

    @classmethod
    def again(cls, session: Session, place: Place) -> "County":
        """A county made before, in another session."""
        county = cls.__new__(cls)
        county.session, county.place, county.code = session, place, place.path.strip("/")
        county._numbers = count(uuid.uuid4().int % 10**8)
        below = select(Place).where(Place.path.startswith(place.path)).order_by(Place.path)
        rows = session.scalars(below).all()
        county.town = next(row for row in rows if row.kind == "town")
        county.communities = [row for row in rows if row.kind == "community"]
        county.grids = [row for row in rows if row.kind == "grid"]
        return county

    def _place(
        self, kind: str, name: str, code: str, parent: Place | None, lat: float | None = None
    ) -> Place:
        return self.add(
            Place(
                kind=kind,
                name=name,
                code=code,
                parent_id=None if parent is None else parent.id,
                path=f"{'' if parent is None else parent.path}{code}/",
                lat=lat,
                lon=None if lat is None else 109.2,
                crs=None if lat is None else "WGS-84",
            )
        )

    def add(self, row: Any) -> Any:
        """Add a row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def person(self, name: str | None = None, grid: int = 0, **more: Any) -> Person:
        number = next(self._numbers)
        given = {"sex": 1 + number % 2, "born_on": dt.date(1980, 1, 1), "created_at": NOW}
        return self.add(
            Person(name=name or f"居民{number}", place_id=self.grids[grid].id, **(given | more))
        )

    def helper(self, name: str | None = None, grid: int = 0, **more: Any) -> Helper:
        """An experienced volunteer who can come at any half-day, eight times a month."""
        given = {
            "skills": [],
            "dialects": ["普通话"],
            "week": EVERY_HALF_DAY,
            "monthly_visits": 8,
            "ledger_hours": 50.0,
        }
        return self.add(Helper(person_id=self.person(name, grid).id, **(given | more)))

    def resident(self, name: str | None = None, grid: int = 0, **more: Any) -> Resident:
        given = {
            "categories": ["独居老人"],
            "week": EVERY_HALF_DAY,
            "dialect": "普通话",
            "known_on": TODAY,
        }
        return self.add(Resident(person_id=self.person(name, grid).id, **(given | more)))

    def kind(self, code: str = "chat", **more: Any) -> ServiceKind:
        known = self.session.get(ServiceKind, code)
        given = {"name": f"服务{code}", "effective_from": dt.date(2020, 1, 1)}
        return known or self.add(ServiceKind(code=code, **(given | more)))

    def need(self, resident: Resident, kind: str = "chat", **more: Any) -> Need:
        self.kind(kind)
        given = {"source": "test", "opened_on": dt.date(2026, 11, 1)}
        return self.add(Need(resident_id=resident.id, kind=kind, **(given | more)))

    def visit(self, resident: Resident | None = None, **more: Any) -> Visit:
        """A visit due within the coming ten days."""
        given = {
            "kinds": [self.kind().code],
            "window_from": TODAY,
            "window_to": TODAY + dt.timedelta(days=10),
            "week": EVERY_HALF_DAY,
            "opened_at": NOW,
        }
        of = resident or self.resident()
        return self.add(Visit(resident_id=of.id, **(given | more)))

    def seeker(self, name: str | None = None, grid: int = 0, **more: Any) -> Seeker:
        given = {
            "education": "初中",
            "skills": [],
            "wishes": ["保洁员"],
            "wage_wish": 2500,
            "hours": "全天",
            "commute_km": 10.0,
            "hardship": [],
            "training": "愿意",
            "training_wishes": [],
        }
        return self.add(Seeker(person_id=self.person(name, grid).id, **(given | more)))

    def employer(self, name: str | None = None, kind: str = "factory") -> Employer:
        return self.add(Employer(name=name or f"单位{self.code}-{next(self._numbers)}", kind=kind))

    def vacancy(self, employer: Employer | None = None, community: int = 0, **more: Any) -> Vacancy:
        given = {
            "occupation": "保洁员",
            "headcount": 2,
            "pay_min": 2600,
            "pay_max": 3000,
            "shift": "白班 9:00-17:00",
            "hazards": [],
            "valid_until": dt.date(2027, 3, 1),
        }
        of = employer or self.employer()
        place = self.communities[community].id
        return self.add(Vacancy(employer_id=of.id, place_id=place, **(given | more)))

    def cohort(self, employer: Employer | None = None, **more: Any) -> Cohort:
        """A class of an order of its own, ten seats, open from two people on."""
        of = employer or self.employer()
        number = f"DD{self.code}-{next(self._numbers):04}"
        order = self.add(
            TrainingOrder(
                number=number, employer_id=of.id, occupation="缝纫工", headcount=10, pay_min=3000
            )
        )
        given = {
            "seats": 10,
            "least": 2,
            "starts_on": dt.date(2026, 12, 10),
            "timetable": "周一至周五 14:00-17:00",
            "place_id": self.communities[0].id,
        }
        return self.add(Cohort(order_id=order.id, **(given | more)))

    def account(self, role: str, place: Place | None = None, **more: Any) -> Account:
        """An active account holding one role, over the whole county unless told otherwise."""
        number = next(self._numbers)
        given = {
            "name": f"{role}{number}",
            "phone": f"199{number:08}",
            "phone_hash": uuid.uuid4().bytes,
            "password_hash": "!",
            "created_at": NOW,
        }
        account = self.add(Account(**(given | more)))
        self.add(Grant(account_id=account.id, role=role, place_id=(place or self.place).id))
        self.session.refresh(account)
        return account

    def scope(self, role: str, place: Place | None = None, **more: Any) -> Scope:
        """The scope of a fresh account."""
        return scope_of(self.account(role, place, **more))
