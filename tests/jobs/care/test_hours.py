"""The jobs about hours: run as the schedule runs them, twice without harm."""

import datetime as dt
import uuid

from sqlalchemy import Engine, select

from jobs.care.hours.checking import check, draw_audits
from jobs.clock import now
from models.care.hours.crediting import Service, credit
from models.care.hours.tables import HoursAudit, HoursFlag
from models.database.engine import transaction
from tests.county import County


def given(standing: Engine, hour: int) -> None:
    """Nine hours of one helper in the middle of last month, by code."""
    began = (now().replace(day=1) - dt.timedelta(days=12)).replace(hour=hour, minute=0)
    with transaction(standing) as session:
        county = County(session)
        helper, by = county.helper(), county.account("volunteer")
        service = Service(
            helper_id=helper.id,
            source="activity",
            source_id=uuid.uuid4(),
            place_id=county.grids[0].id,
            content="陪伴聊天",
            began_at=began,
            ended_at=began + dt.timedelta(hours=9),
        )
        credit(session, service, "code", now(), entered_by=by.id)


def test_what_cannot_be_right_is_flagged_once(standing: Engine) -> None:
    given(standing, hour=0)
    assert (check(), check()) == (1, 0)
    with transaction(standing) as session:
        assert session.scalars(select(HoursFlag.kind)).all() == ["long_visit"]


def test_last_months_list_is_drawn_once(standing: Engine) -> None:
    given(standing, hour=1)
    assert (draw_audits(), draw_audits()) == (1, 0)
    with transaction(standing) as session:
        (drawn,) = session.scalars(select(HoursAudit))
        assert drawn.month.day == 1


def test_no_county_no_work(standing: Engine) -> None:
    assert (check(), draw_audits()) == (0, 0)
