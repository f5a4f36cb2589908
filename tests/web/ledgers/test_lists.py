"""The lists of people and work: in scope only, masked, searched by what is known, taken out."""

import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select

from models.database.engine import transaction
from models.employment.tables import Employer, Vacancy
from models.people.identity import check_digit, id_hash, person_phone_hash
from models.people.tables import Helper, Person, Resident, Seeker
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.conftest import EAST, WEST, Visitor

NOW = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
ID_NUMBER = "61099819500101001" + check_digit("61099819500101001")


@pytest.fixture
def people(engine: Engine, county: dict[str, Place]) -> None:
    """An old woman and a helper in the east, a seeker in the west, one vacancy in the east."""
    with transaction(engine) as session:

        def person(name: str, path: str, **more: object) -> object:
            row = Person(name=name, place_id=county[path].id, sex=2, created_at=NOW, **more)
            session.add(row)
            session.flush()
            return row.id

        old = person(
            "张桂兰",
            EAST,
            phone="15400000001",
            phone_hash=person_phone_hash("15400000001"),
            id_number=ID_NUMBER,
            id_hash=id_hash(ID_NUMBER),
        )
        session.add(Resident(person_id=old, categories=["独居老人"], guardian_name="张小明"))
        helper = person("=cmd|calc", EAST)
        session.add(
            Helper(person_id=helper, skills=["护理"], dialects=[], availability="=1+1", week=1)
        )
        seeker = person("李强", WEST)
        session.add(
            Seeker(person_id=seeker, skills=[], wishes=["保安员"], hardship=[], training_wishes=[])
        )
        employer = Employer(name="锦程社区工厂", kind="factory")
        session.add(employer)
        session.flush()
        session.add(
            Vacancy(
                employer_id=employer.id,
                occupation="缝纫工",
                headcount=3,
                pay_min=2800,
                pay_max=3600,
                shift="白班",
                place_id=county[EAST].id,
                hazards=[],
                valid_until=dt.date(2027, 1, 1),
            )
        )


Clients = Callable[..., Visitor]


def test_a_list_is_masked_and_shows_only_what_is_in_scope(people: None, client_of: Clients) -> None:
    east = client_of("community", EAST).get("/lists/residents").text
    assert "张*兰</a>" in east and "154****0001" in east
    opened = re.search(r'<a href="(/care/residents/[^"]+)">张\*兰', east)
    assert opened is not None
    assert client_of("community", EAST).get(opened[1]).status_code == 200
    assert "张桂兰" not in east and "15400000001" not in east
    west = client_of("community", WEST).get("/lists/residents").text
    assert "张*兰" not in west


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("桂兰", True),
        ("154 0000 0001", True),
        ("+8615400000001", True),
        (ID_NUMBER.lower(), True),
        ("1540000", False),
        ("张%", False),
    ],
)
def test_search_finds_by_part_of_the_name_or_by_a_number_in_full(
    people: None, client_of: Clients, asked: str, found: bool
) -> None:
    page = client_of("community", EAST).get("/lists/residents", query_string={"q": asked}).text
    assert ("张*兰" in page) is found


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        ("employment", "seekers", 200),
        ("employment", "residents", 403),
        ("grid_worker", "residents", 200),
        ("grid_worker", "seekers", 403),
        ("volunteer", "residents", 403),
        ("county", "nothing", 404),
    ],
)
def test_each_list_is_for_those_who_need_it(
    people: None, client_of: Clients, role: str, kind: str, status: int
) -> None:
    assert client_of(role).get(f"/lists/{kind}").status_code == status


def test_the_overview_counts_only_the_lists_of_the_role(people: None, client_of: Clients) -> None:
    page = client_of("grid_worker", EAST).get("/lists").text
    assert "服务对象" in page and "求职者" not in page


def test_what_is_taken_out_is_masked_harmless_and_written_down(
    people: None, client_of: Clients, engine: Engine
) -> None:
    client = client_of("community", EAST)
    answer = client.send("/lists/helpers/export", {"q": ""})
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    headings, row = sheet.iter_rows(values_only=False)
    cells = {str(head.value): cell for head, cell in zip(headings, row, strict=True)}
    assert cells["姓名"].value == "'" + "=*******c"
    assert cells["可服务时间"].value == "'=1+1"
    assert {cell.data_type for cell in row if cell.value is not None} <= {"s", "n", "d"}
    with transaction(engine) as session:
        entry = session.scalars(select(TrailEntry).where(TrailEntry.action == "list.export")).one()
    assert (entry.subject, entry.detail["rows"]) == ("helpers", 1)


def test_vacancies_are_found_by_employer_and_by_occupation(
    people: None, client_of: Clients
) -> None:
    client = client_of("employment", EAST)
    for asked in ("锦程", "缝纫"):
        assert "2800–3600" in client.get(f"/lists/vacancies?q={asked}").text
    assert "2800–3600" not in client.get("/lists/vacancies?q=保洁").text


def test_an_empty_list_says_what_to_do(county: dict[str, Place], client_of: Clients) -> None:
    page = client_of("county", "610998/").get("/lists/orders").text
    assert "这份名册还是空的" in page
