"""The county made by hand, with what care needs on top: doors, checks, claims, logins."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from models.accounts.phone import phone_hash
from models.accounts.tables import Account
from models.care.tables import Claim, Visit
from models.people.tables import Helper, Resident
from models.places.tables import Place
from tests.county import EVERY_HALF_DAY, TODAY, County

__all__ = ["EVERY_HALF_DAY", "NOON", "TODAY", "Village", "day"]

NOON = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)
HELPER_SKILLS = {"skills": ["课业辅导"], "dialects": ["陕南话"]}
CHECK = {"child_check_passed": True, "child_check_until": dt.date(2028, 1, 1)}
PAST = {"ledger_hours": 50.0}
PERSON = ("sex", "born_on", "door", "phone", "address_suppressed")


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


class Village(County):
    """``far`` is a grid some 45 km off, ``flats`` a building in the first grid.

    Three kinds of service: chat, lesson (weekly, for children), wash (intimate).
    """

    def __init__(self, session: Session, code: str = "610998") -> None:
        super().__init__(session, code)
        self.grids.append(
            self._place("grid", "第9网格", "G9", self.communities[1], lat=self.grids[0].lat + 0.4)
        )
        self.far = len(self.grids) - 1
        self.grids.append(self._place("building", "2号楼", "B2", self.grids[0]))
        self.flats = len(self.grids) - 1
        self.kind("chat", name="陪伴聊天", every_days=30)
        self.kind("lesson", name="课业辅导", every_days=7, skill="课业辅导", child_facing=True)
        self.kind("wash", name="生活照料", every_days=30, intimate=True)

    def fresh(self) -> None:
        """Write what is pending and read everything anew."""
        self.session.flush()
        self.session.expire_all()

    def volunteer(self, name: str = "孟琴", grid: int = 0, **more: Any) -> Helper:
        """A checked, experienced helper of 46 who tutors; the person's facts go to the person."""
        who = {"sex": 2, "born_on": dt.date(1980, 1, 1)} | _taken(more, PERSON)
        facts = HELPER_SKILLS | CHECK | PAST | {"week": EVERY_HALF_DAY, "monthly_visits": 8} | more
        return self.add(Helper(person_id=self.person(name, grid, **who).id, **facts))

    def elder(self, name: str = "张文贵", grid: int = 0, **more: Any) -> Resident:
        """Somebody who lives alone, visited 25 days ago."""
        who = {"sex": 1, "born_on": dt.date(1940, 1, 1), "door": "301"} | _taken(more, PERSON)
        facts = {
            "categories": ["独居老人"],
            "dialect": "陕南话",
            "week": EVERY_HALF_DAY,
            "last_visit_on": day(-25),
        }
        person = self.person(name, grid, **who)
        return self.add(Resident(person_id=person.id, **(facts | more)))

    def visit(self, resident: Resident | None = None, **more: Any) -> Visit:
        return super().visit(resident or self.elder(), **more)

    def claim(self, helper: Helper, visit: Visit, **more: Any) -> Claim:
        facts = {"seat": 0, "day": day(1), "part": 0, "claimed_at": NOON}
        return self.add(Claim(helper_id=helper.id, visit_id=visit.id, **(facts | more)))

    def login(
        self, role: str, person_id: uuid.UUID | None = None, place: Place | None = None, **more: Any
    ) -> Account:
        """An account that a browser can sign in with, if it has a real password hash."""
        phone = f"138{next(self._numbers):08d}"
        facts = {"phone": phone, "phone_hash": phone_hash(phone), "person_id": person_id}
        return self.account(role, place or self.communities[0], **(facts | more))


def _taken(facts: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: facts.pop(name) for name in names if name in facts}
