"""A whole import taken back: the database as it was, exactly; or refused, and nothing touched."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.care.tables import Visit
from models.database.engine import transaction
from models.ledgers.refusals import BuiltUpon, ImportNotReady
from models.ledgers.tables import Import
from models.ledgers.turns import wait_for_turn
from models.ledgers.undo import undo
from models.people.tables import Person, Resident
from models.trail.tables import TrailEntry
from tests.jobs.ledgers.books import (
    AS_OF,
    GRIDS,
    NOW,
    SEEKER,
    book,
    dump,
    resident,
    residents,
    seeker,
)
from tests.jobs.ledgers.conftest import Load, outcomes

Upload = Callable[..., uuid.UUID]


def take_back(engine: Engine, import_id: uuid.UUID) -> None:
    with transaction(engine) as session:
        undo(session, import_id, None, NOW)


def test_nothing_is_taken_back_while_another_import_counts_on_it(
    engine: Engine, county: None, upload: Upload
) -> None:
    first = upload("居民.xlsx", residents(resident(1)))
    with transaction(engine) as importing:
        wait_for_turn(importing)
        with pytest.raises(ImportNotReady):
            take_back(engine, first)
    take_back(engine, first)


def test_what_came_in_goes_and_what_changed_returns(
    engine: Engine, county: None, upload: Upload
) -> None:
    upload("居民.xlsx", residents(resident(1), resident(2, 备注="有狗"), resident(3)))
    before = dump(engine)
    changed = residents(
        resident(1),
        resident(
            2, 备注="上午不在家", 联系电话="19900000099", 楼栋="2号楼", 服务需求="陪诊、送温暖"
        ),
        resident(4, 楼栋="9号楼"),
    )
    second = upload("居民.xlsx", changed)
    with Session(engine) as session:
        assert session.get_one(Import, second).counts == {
            "unchanged": 1,
            "updated": 1,
            "created": 1,
        }
    assert dump(engine) != before
    take_back(engine, second)
    assert dump(engine) == before
    with Session(engine) as session:
        assert session.get_one(Import, second).state == "undone"
        actions = session.scalars(select(TrailEntry.action).order_by(TrailEntry.number)).all()
        assert actions[-1] == "ledger.undo"
    with pytest.raises(ImportNotReady):
        take_back(engine, second)


@pytest.mark.slow
def test_the_sample_county_goes_without_a_trace(
    engine: Engine, shared: Path, load: Load, upload: Upload
) -> None:
    # What the product brings along itself stays.
    brought = ["service_kind", "visit_policy"]
    empty = dump(engine, brought)
    names = ("网格台账", "居民服务台账", "志愿者党员台账", "求职登记", "用工信息", "培训订单")
    made = [
        upload(f"{name}.xlsx", (shared / "county" / f"{name}.xlsx").read_bytes()) for name in names
    ]
    for import_id in reversed(made):
        take_back(engine, import_id)
    assert dump(engine, brought) == empty


def test_a_ledger_another_one_stands_on_stays(engine: Engine, county: None, upload: Upload) -> None:
    first = upload("居民.xlsx", residents(resident(1, 联系电话=None)))
    upload("求职.xlsx", book(求职登记=[SEEKER, seeker(1)]))
    before = dump(engine)
    with pytest.raises(BuiltUpon) as refused:
        take_back(engine, first)
    said = "".join(map(str, refused.value.reasons))
    assert "求职信息" in said and "又有改动" in said
    assert dump(engine) == before


def test_what_somebody_did_since_stands_in_the_way(
    engine: Engine, county: None, upload: Upload
) -> None:
    made = upload("居民.xlsx", residents(resident(1)))
    with transaction(engine) as session:
        session.scalars(select(Resident)).one().note = "改过"
    before = dump(engine)
    with pytest.raises(BuiltUpon):
        take_back(engine, made)
    assert dump(engine) == before


def test_visits_nobody_claimed_go_along(engine: Engine, county: None, upload: Upload) -> None:
    before = dump(engine)
    made = upload("居民.xlsx", residents(resident(1)))
    with transaction(engine) as session:
        session.add(
            Visit(
                resident_id=session.scalars(select(Resident.id)).one(),
                kinds=["company"],
                window_from=AS_OF,
                window_to=AS_OF + dt.timedelta(days=9),
                week=1,
                opened_at=NOW,
            )
        )
    take_back(engine, made)
    assert dump(engine) == before


def test_places_people_live_in_stay(engine: Engine, upload: Upload) -> None:
    grids = upload("网格.xlsx", book(台账=GRIDS))
    made = upload("居民.xlsx", residents(resident(1)))
    with pytest.raises(BuiltUpon, match="没有任何改动"):
        take_back(engine, grids)
    take_back(engine, made)
    take_back(engine, grids)
    with Session(engine) as session:
        assert session.scalars(select(Person)).all() == []
        assert session.get_one(Import, grids).county_id is None


def test_all_or_nothing_leaves_nothing(engine: Engine, county: None, load: Load) -> None:
    before = dump(engine, ["service_kind"])
    content = residents(resident(1), resident(2, 姓名=None), resident(3))
    loaded = load({"居民.xlsx": content}, whole=True)
    assert outcomes(loaded) == {"refused": 3}
    assert "“姓名”为空" in loaded.rows[1]["reasons"][0]
    assert all("全部或不导入" in loaded.rows[n]["reasons"][0] for n in (0, 2))
    assert "整个文件没有导入" in str(loaded.notes[0][1])
    assert dump(engine, ["service_kind"]) == before
    assert outcomes(load({"居民.xlsx": content})) == {"created": 2, "refused": 1}
