"""One person across ledgers, contradictions that wait, and what a newer ledger changes."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.ledgers import uploads as work
from models.accounts.scope import Scope
from models.accounts.tables import Account, Grant
from models.care.posts.tables import Post
from models.care.tables import Need
from models.care.visits import open_due
from models.database.engine import transaction
from models.employment.tables import Cohort
from models.ledgers import conflicts, uploads
from models.ledgers.refusals import ConflictSettled, MappingWrong
from models.ledgers.tables import Import
from models.people.tables import Helper, Person, Resident, Seeker
from models.places.tables import Place
from tests.jobs.ledgers.books import (
    AS_OF,
    NOW,
    RESIDENT,
    SEEKER,
    book,
    dump,
    id_number,
    resident,
    residents,
    seeker,
)
from tests.jobs.ledgers.conftest import Load, outcomes

EVERYTHING = frozenset({("county", "610997/")})


@pytest.fixture
def clerk(engine: Engine, county: None) -> uuid.UUID:
    """An account of the county's staff."""
    return account(engine, "county", "610997/")


def account(engine: Engine, role: str, path: str) -> uuid.UUID:
    with transaction(engine) as session:
        made = Account(
            name="王某",
            phone="19900000001",
            phone_hash=path.encode(),
            password_hash="-",
            created_at=NOW,
        )
        place = session.scalars(select(Place).where(Place.path == path)).one()
        made.grants = [Grant(role=role, place_id=place.id)]
        session.add(made)
        session.flush()
        return made.id


def seekers(*rows: Any) -> bytes:
    return book(求职登记=[SEEKER, *rows])


def test_a_person_in_two_ledgers_is_one(engine: Engine, county: None, load: Load) -> None:
    files = {
        "居民.xlsx": residents(resident(1, 联系电话=None, 服务需求="陪伴聊天、送温暖、种地")),
        "求职.xlsx": seekers(seeker(1)),
    }
    loaded = load(files)
    assert outcomes(loaded) == {"created": 2}
    assert "种地" in loaded.rows[0]["reasons"][0]
    assert ["同一人" in loaded.rows[1]["reasons"][0], "补充" in loaded.rows[1]["reasons"][1]] == [
        True
    ] * 2
    with Session(engine) as session:
        person = session.scalars(select(Person)).one()
        assert (person.phone, person.id_number) == ("19900000001", id_number(1))
        assert session.scalars(select(Resident.person_id)).all() == [person.id]
        assert session.scalars(select(Seeker.wage_wish)).all() == [3000]
        assert set(session.scalars(select(Need.kind))) == {"company", "warmth"}
    before = dump(engine)
    assert outcomes(load(files)) == {"unchanged": 2}
    assert dump(engine) == before


@pytest.mark.parametrize(
    "other", [{"姓名": "李四光"}, {"电话": "19911111111"}, {"现居住社区": "河口"}]
)
def test_ledgers_that_contradict_each_other_wait(
    engine: Engine, county: None, load: Load, other: dict[str, str]
) -> None:
    files = {"居民.xlsx": residents(resident(1)), "求职.xlsx": seekers(seeker(1, **other))}
    assert outcomes(load(files)) == {"created": 1, "conflict": 1}
    with Session(engine) as session:
        assert session.scalars(select(Seeker)).all() == []


@pytest.mark.parametrize(("keep", "phone"), [("old", "19900000001"), ("new", "19977777777")])
def test_a_contradiction_is_decided_once(
    engine: Engine, load: Load, clerk: uuid.UUID, keep: str, phone: str
) -> None:
    content = residents(resident(1), resident(1, 联系电话="19977777777"))
    assert outcomes(load({"居民.xlsx": content})) == {"created": 1, "conflict": 1}
    assert outcomes(load({"居民.xlsx": content})) == {"unchanged": 1, "conflict": 1}
    scope = Scope(clerk, "王某", EVERYTHING)
    with transaction(engine) as session:
        [held] = conflicts.waiting(session, scope)
        assert [(d.title, d.old, d.new) for d in held.differences] == [
            ("联系电话", "19900000001", "19977777777")
        ]
        assert conflicts.waiting(session, Scope(clerk, "", frozenset({("county", "61/")}))) == []
        conflicts.resolve(session, held.row_id, keep, clerk, NOW)
        with pytest.raises(ConflictSettled):
            conflicts.resolve(session, held.row_id, keep, clerk, NOW)
    with Session(engine) as session:
        assert session.scalars(select(Person.phone)).all() == [phone]
        assert conflicts.waiting(session, scope) == []
    load({"居民.xlsx": content})
    with Session(engine) as session:
        assert session.scalars(select(Person.phone)).all() == [phone]


def test_a_newer_ledger_changes_what_only_it_knows(
    engine: Engine, county: None, load: Load
) -> None:
    load({"居民.xlsx": residents(resident(1, 服务需求="陪诊"))})
    newer = residents(resident(1, 联系电话="19988888888", 服务需求="代购代办", 社区="河口社区"))
    assert outcomes(load({"居民.xlsx": newer})) == {"updated": 1}
    with Session(engine) as session:
        person = session.scalars(select(Person)).one()
        assert person.phone == "19988888888"
        assert session.get_one(Place, person.place_id).path == "610997/002/001/G1/B1/"
        needs = {n.kind: n.closed_on is None for n in session.scalars(select(Need))}
        assert needs == {"clinic": False, "errands": True}


def test_whom_the_first_ledgers_bring_is_known_to_the_grid(
    engine: Engine, county: None, load: Load
) -> None:
    load({"居民.xlsx": residents(resident(1))})
    with transaction(engine) as session:
        home = session.scalars(select(Place.id).where(Place.kind == "county")).one()
        assert open_due(session, home, AS_OF, NOW) == 1
    load({"居民.xlsx": residents(resident(1, 备注="上午不在家"), resident(2))})
    with Session(engine) as session:
        known = select(Person.phone, Resident.known_on).join(
            Resident, Resident.person_id == Person.id
        )
        days = {phone: day for phone, day in session.execute(known)}
        assert days == {"19900000001": AS_OF, "19900000002": None}


def test_faulty_rows_are_refused_and_their_neighbours_come_in(load: Load, county: None) -> None:
    rows = [
        resident(1),
        resident(2, 身份证号="610997197001010020"),
        resident(3, 社区="上海市"),
        resident(4, 性别="男", 联系电话="不详号码", 网格="第9网格"),
        resident(5, 姓名='=HYPERLINK("x")'),
        resident(6, 备注="长" * 12_000),
    ]
    loaded = load(
        {
            "居民.xlsx": residents(*rows),
            "求职.xlsx": seekers(seeker(7, 身份证号码=id_number(7, "20110101"))),
        }
    )
    told = [(row["outcome"], "".join(row["reasons"])) for row in loaded.rows]
    assert [outcome for outcome, _ in told] == [
        *("created", "refused", "refused", "created", "refused", "created"),
        "refused",
    ]
    for (_, said), words in zip(
        told, ["", "校验位", "上海市", "第9网格", "公式", "12000", "未满 16 周岁"], strict=True
    ):
        assert words in said
    assert "与身份证号不符" in told[3][1] and "不是电话号码" in told[3][1]


def test_a_post_is_kept_apart_from_volunteering(engine: Engine, county: None, load: Load) -> None:
    headings = [
        "姓名",
        "身份证号",
        "手机号",
        "所在社区",
        "网格",
        "领岗",
        "特长",
        "可服务时间",
        "每月可服务次数",
    ]
    row = [
        "赵六",
        id_number(8),
        "19900000008",
        "桥头",
        "第1网格",
        "便民服务岗",
        "护理 陪诊",
        "周末",
        "2-3",
    ]
    assert outcomes(load({"志愿者.xlsx": book(党员=[headings, row])})) == {"created": 1}
    with Session(engine) as session:
        helper = session.scalars(select(Helper)).one()
        assert (helper.skills, helper.monthly_visits, helper.volunteer) == (
            ["护理", "陪诊"],
            2,
            False,
        )
        assert session.scalars(select(Post.duty)).all() == ["便民服务岗"]


def test_an_uploader_stays_within_his_places(engine: Engine, county: None) -> None:
    community = account(engine, "community", "610997/001/001/")
    content = residents(resident(1), resident(2, 社区="河口社区"))
    with transaction(engine) as session:
        import_id = uploads.receive(session, "居民.xlsx", content, False, community, NOW).id
    work.read(str(import_id))
    with transaction(engine) as session:
        kept = session.get_one(Import, import_id)
        assert kept.state == "preview" and kept.sheets[0]["rows"] == 2
        assert id_number(1) not in str(kept.sheets)
        uploads.confirm(session, import_id, kept.sheets, False, community, NOW)
    work.bring_in(str(import_id))
    with Session(engine) as session:
        assert session.get_one(Import, import_id).counts == {"created": 1, "refused": 1}


def test_a_corrected_column_is_remembered(
    engine: Engine, county: None, upload: Callable[..., uuid.UUID]
) -> None:
    headings = ["干啥用" if heading == "备注" else heading for heading in RESIDENT]
    content = book(居民=[headings, resident(1, 备注="有狗")])
    for expected in ("hand", "memory"):
        with transaction(engine) as session:
            import_id = uploads.receive(session, "居民.xlsx", content, False, None, NOW).id
        work.read(str(import_id))
        with transaction(engine) as session:
            sheets = session.get_one(Import, import_id).sheets
            column = sheets[0]["mapping"][-1]
            wrong = [{**sheets[0], "mapping": [{**column, "field": "name"}]}]
            with pytest.raises(MappingWrong):
                uploads.confirm(session, import_id, wrong, False, None, NOW)
            right = [{**sheets[0], "mapping": [{**column, "field": "note"}]}]
            kept = uploads.confirm(session, import_id, right, False, None, NOW)
            assert kept.sheets[0]["mapping"][-1]["how"] == expected


def test_a_file_nobody_can_read_has_failed(
    engine: Engine, upload: Callable[..., uuid.UUID]
) -> None:
    import_id = upload("旧.xls", bytes.fromhex("d0cf11e0a1b11ae1"))
    with Session(engine) as session:
        kept = session.get_one(Import, import_id)
        assert (kept.state, kept.content) == ("failed", None)
        assert kept.failure is not None and ".xls" in kept.failure["said"]


def test_sheets_of_one_file_know_each_other(engine: Engine, county: None, load: Load) -> None:
    """A sheet for each community, and employers named in two sheets."""
    post = ["单位名称", "岗位名称", "招聘人数", "月薪", "工作地点", "有效期至"]
    vacancy = ["桥头工厂", "缝纫工", 3, "3000元起", "桥头", "2027-01-01"]
    order = ["订单编号", "用工单位", "培训工种", "订单人数", "开班日期", "上课地点", "上岗月薪"]
    content = book(
        桥头=[RESIDENT, resident(1), resident(2)],
        河口=[RESIDENT, resident(1), resident(2, 联系电话="19966666666"), resident(3)],
        求职登记=[SEEKER, seeker(1)],
        岗位=[post, vacancy],
        岗位续=[post, [*vacancy[:2], 5, *vacancy[3:]], vacancy],
        订单=[order, ["D1", "桥头工厂", "缝纫工", 20, "2026-12-01", "桥头", "3000"]],
    )
    loaded = load({"汇总.xlsx": content})
    told = {(row["sheet"], row["row"]): row["outcome"] for row in loaded.rows}
    odd = {place: outcome for place, outcome in told.items() if outcome != "created"}
    assert len(told) == 10
    assert odd == {("河口", 2): "merged", ("河口", 3): "conflict", ("岗位续", 3): "merged"}
    before = dump(engine)
    again = {row["outcome"] for row in load({"汇总.xlsx": content}).rows}
    assert again == {"unchanged", "merged", "conflict"}
    assert dump(engine) == before


def test_a_class_opened_on_a_page_is_not_the_ledgers(
    engine: Engine, county: None, load: Load
) -> None:
    head = ["订单编号", "用工单位", "培训工种", "订单人数", "开班日期", "上课地点", "上岗月薪"]
    line = ["D1", "桥头工厂", "缝纫工", 20, "2026-12-01", "桥头", "3000"]
    load({"订单.xlsx": book(订单=[head, line])})
    with transaction(engine) as session:
        first = session.scalars(select(Cohort)).one()
        for day in (dt.date(2027, 1, 4), dt.date(2027, 2, 1)):
            kept = {"seats": 5, "least": 2, "timetable": "周末全天", "place_id": first.place_id}
            session.add(Cohort(order_id=first.order_id, starts_on=day, **kept))
    newer = [*line[:4], "2026-12-08", *line[5:]]
    told = load({"订单.xlsx": book(订单=[head, newer])}).rows
    assert [row["outcome"] for row in told] == ["updated"]
    with Session(engine) as session:
        days = session.scalars(select(Cohort.starts_on).order_by(Cohort.id)).all()
    assert days == [dt.date(2026, 12, 8), dt.date(2027, 1, 4), dt.date(2027, 2, 1)]
