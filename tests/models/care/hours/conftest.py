"""A village in which somebody served and somebody else may answer for it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.accounts.scope import Scope, scope_of
from models.accounts.tables import Account
from models.care.hours.crediting import Service, credit
from models.care.hours.tables import ServiceHours
from models.people.tables import Helper
from tests.models.care.village import Village

BEGAN = dt.datetime(2026, 11, 16, 1, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)


@dataclass
class Field:
    """A volunteer with an account, and the staff around him."""

    village: Village
    helper: Helper
    own: Account
    worker: Scope
    staff: Scope

    @property
    def session(self) -> Session:
        return self.village.session

    @property
    def mine(self) -> Scope:
        return scope_of(self.own)

    def hours(
        self,
        evidence: str = "none",
        *,
        at: dt.datetime = BEGAN,
        minutes: int = 60,
        by: Account | None = None,
        **more: Any,
    ) -> ServiceHours:
        elder = self.village.elder()
        facts: dict[str, Any] = {
            "helper_id": self.helper.id,
            "source": "activity",
            "source_id": elder.id,
            "place_id": self.village.grids[0].id,
            "content": "陪伴聊天",
            "began_at": at,
            "ended_at": at + dt.timedelta(minutes=minutes),
            "resident_id": elder.id,
        }
        signed_by = more.pop("signed_by", None)
        service = Service(**(facts | more))
        return credit(
            self.session,
            service,
            evidence,
            NOW,
            entered_by=(by or self.own).id,
            signed_by=signed_by,
        )


@pytest.fixture
def served(village: Village) -> Field:
    helper = village.volunteer("孟琴")
    return Field(
        village,
        helper,
        own=village.login("volunteer", helper.person_id),
        worker=scope_of(village.login("grid_worker", place=village.grids[0])),
        staff=scope_of(village.login("community")),
    )
