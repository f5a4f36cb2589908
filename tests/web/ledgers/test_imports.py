"""A ledger on its way in, over HTTP: sent, read, checked, brought in, taken back."""

import re
import time
import uuid
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from rq.timeouts import JobTimeoutException, UnixSignalDeathPenalty
from sqlalchemy import Engine, func, select, update
from werkzeug.test import TestResponse

from jobs.ledgers import uploads as jobs
from models.accounts.tables import Grant
from models.database.engine import transaction
from models.ledgers.tables import Import
from models.people.identity import check_digit
from models.people.tables import Person, Resident
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.conftest import COUNTY, EAST, WEST, People, Visitor

Clients = Callable[..., Visitor]
HEADINGS = ["序号", "姓名", "身份证号", "联系电话", "社区", "人员类别", "服务需求"]


def id_number(order: int) -> str:
    first_17 = f"61099719500101{order:03}"
    return first_17 + check_digit(first_17)


def row(
    order: int, name: str | None = "张桂兰", community: str = "城东社区", **more: str
) -> list[str | None]:
    phone = more.get("phone", f"1540000{order:04}")
    return [
        str(order),
        name,
        more.get("identity", id_number(order)),
        phone,
        community,
        "独居老人",
        "陪伴聊天",
    ]


def workbook(*rows: list[str | None], headings: list[str] = HEADINGS) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.append(["千山县居民服务台账"])
    sheet.append(headings)
    for cells in rows:
        sheet.append(cells)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def send(client: Visitor, content: bytes, name: str = "居民服务台账.xlsx") -> TestResponse:
    return client.send("/ledgers/upload", {"files": (BytesIO(content), name)}, on="/ledgers")


def sent(client: Visitor, content: bytes, name: str = "居民服务台账.xlsx") -> str:
    """Send a file, let it be read, and return the address of its page."""
    address = send(client, content, name).headers["Location"]
    jobs.read(address.rsplit("/", 1)[1])
    return address


def as_proposed(page: TestResponse) -> dict[str, object]:
    """The fields of the preview as they stand when nothing is corrected."""
    chosen: dict[str, object] = {"use-0": "yes", "whole": "no"}
    for name, options in re.findall(
        r'<select name="(column-[^"]+)".*?>(.*?)</select>', page.text, re.S
    ):
        found = re.search(r'value="([^"]*)" selected', options)
        chosen[name] = found[1] if found else ""
    return chosen


def bring_in(client: Visitor, address: str, **corrected: str) -> str:
    """Confirm the preview, let the rows come in, and return the page of the result."""
    form = as_proposed(client.get(address)) | corrected
    assert client.send(f"{address}/confirm", form, on=address).status_code == 303
    jobs.bring_in(address.rsplit("/", 1)[1])
    return client.get(address).text


def residents(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(Resident)) or 0


def test_from_the_file_to_the_list_and_back(client_of: Clients, engine: Engine) -> None:
    client = client_of("community", EAST)
    address = sent(client, workbook(row(1), row(2, identity="610997195001010020"), row(3, "李强")))
    preview = client.get(address).text
    assert "作为“居民服务台账”导入，共 3 行" in preview
    result = bring_in(client, address)
    assert "已导入" in result and "没有导入的行" in result and "校验位不对" in result
    assert "张*兰" in client.get("/lists/residents").text
    before = client.get(f"{address}/undo").text
    assert "删除（这次新增的）" in before and "服务对象" in before
    assert client.send(f"{address}/undo", on=f"{address}/undo").status_code == 303
    assert "已撤销" in client.get(address).text
    assert residents(engine) == 0


def test_the_preview_shows_days_and_nobodys_numbers(client_of: Clients) -> None:
    client = client_of("community", EAST)
    headings = [*HEADINGS, "最近探访日期"]
    page = client.get(sent(client, workbook([*row(1), "2026-10-02"], headings=headings))).text
    assert "2026-10-02" in page and "张*兰" in page
    assert "15400000001" not in page and id_number(1) not in page


def test_the_copy_says_in_its_last_column_why_a_row_was_refused(client_of: Clients) -> None:
    client = client_of("community", EAST)
    address = sent(client, workbook(row(1), row(2, name=None)))
    assert f"{address}/returned" in bring_in(client, address)
    answer = client.get(f"{address}/returned")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    last = [cells[-1] for cells in sheet.iter_rows(values_only=True)]
    assert "姓名" in str(last[3]) and not last[2]


def test_all_or_nothing_is_the_users_choice(client_of: Clients, engine: Engine) -> None:
    client = client_of("community", EAST)
    address = sent(client, workbook(row(1), row(2, name=None)))
    page = bring_in(client, address, whole="yes")
    assert "没有导入" in page
    assert residents(engine) == 0


def test_a_column_matched_by_hand_is_taken_and_remembered(client_of: Clients) -> None:
    client = client_of("community", EAST)
    headings = [*HEADINGS[:1], "大名", *HEADINGS[2:]]
    address = sent(client, workbook(row(1), headings=headings))
    preview = client.get(address).text
    assert "没有找到必需的列：姓名" in preview
    bring_in(client, address, **{"column-0-1": "name"})
    assert "张*兰" in client.get("/lists/residents").text
    again = sent(client, workbook(row(2), headings=headings))
    assert "上次人工定的" in client.get(again).text


def test_two_columns_for_one_thing_are_sent_back_with_what_was_chosen(client_of: Clients) -> None:
    client = client_of("community", EAST)
    address = sent(client, workbook(row(1)))
    form = as_proposed(client.get(address)) | {"column-0-0": "name"}
    answer = client.send(f"{address}/confirm", form, on=address)
    assert answer.status_code == 422 and "有两列对应同一项" in answer.text
    assert as_proposed(answer)["column-0-0"] == "name"


@pytest.mark.parametrize(
    ("name", "content"),
    [("旧.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600), ("空.xlsx", b""), ("图.xlsx", b"\x89PNG" * 99)],
)
def test_what_is_no_ledger_is_refused_in_a_sentence(
    client_of: Clients, name: str, content: bytes
) -> None:
    client = client_of("community", EAST)
    address = send(client, content, name).headers["Location"]
    if address != "/ledgers":
        jobs.read(address.rsplit("/", 1)[1])
    page = client.get(address).text
    assert 'class="flash bad"' in page and "系统出错" not in page


def test_several_files_are_an_import_each(client_of: Clients, engine: Engine) -> None:
    client = client_of("community", EAST)
    files = [(BytesIO(workbook(row(n))), f"{n}.xlsx") for n in (1, 2)]
    answer = client.send("/ledgers/upload", {"files": files}, on="/ledgers")
    assert answer.headers["Location"] == "/ledgers"
    page = client.get("/ledgers").text
    assert "1.xlsx" in page and "2.xlsx" in page and "hx-get" in page


def test_nothing_chosen_is_said(client_of: Clients) -> None:
    client = client_of("community", EAST)
    client.send("/ledgers/upload", {}, on="/ledgers")
    assert "请先选择要导入的文件" in client.get("/ledgers").text


def test_the_page_is_told_to_load_anew_when_the_work_has_ended(
    client_of: Clients, engine: Engine
) -> None:
    client = client_of("community", EAST)
    address = send(client, workbook(row(1))).headers["Location"]
    working = client.get(f"{address}/progress")
    assert "HX-Refresh" not in working.headers and f"{address}/progress" in working.text
    with transaction(engine) as session:
        session.execute(update(Import).values(state="importing", stage="写入", share=0.25))
    began = int(time.time()) - 10
    later = client.get(f"{address}/progress?since={began}&stage=写入").text
    assert "25%" in later and re.search(r"大约还要 3\d 秒", later)
    with transaction(engine) as session:
        session.execute(update(Import).values(state="waiting", stage=None, share=0))
    jobs.read(address.rsplit("/", 1)[1])
    assert client.get(f"{address}/progress").headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [("community", WEST, 404), ("county", COUNTY, 200), ("volunteer", EAST, 403)],
)
def test_others_see_an_import_only_from_above(
    client_of: Clients, role: str, path: str, status: int
) -> None:
    address = sent(client_of("community", EAST), workbook(row(1)))
    assert client_of(role, path).get(address).status_code == status


def test_a_community_brings_in_nobody_of_another(client_of: Clients, engine: Engine) -> None:
    client = client_of("community", EAST)
    address = sent(client, workbook(row(1, community="河西社区")))
    assert "没有导入的行" in bring_in(client, address)
    assert residents(engine) == 0


def test_a_row_that_contradicts_is_shown_beside_the_old_one(
    client_of: Clients, engine: Engine
) -> None:
    client = client_of("community", EAST)
    other = row(1, phone="15400009999")
    bring_in(client, sent(client, workbook(row(1), other)))
    assert "1 行和原来的内容对不上" in client.get("/").text
    page = client.get("/ledgers/conflicts").text
    assert "15400000001" in page and "15400009999" in page
    action = re.search(r'action="(/ledgers/conflicts/[^"]+)"', page)
    assert action is not None
    with transaction(engine) as session:
        assert session.scalar(select(TrailEntry.action).where(TrailEntry.action == "conflict.look"))
    assert "15400009999" not in client_of("employment", EAST).get("/ledgers/conflicts").text
    stranger = client_of("community", WEST)
    assert stranger.send(action[1], {"keep": "new"}, on="/ledgers").status_code == 404
    assert client.send(action[1], {"keep": "new"}, on="/ledgers").status_code == 303
    assert "154****9999" in client.get("/lists/residents").text
    assert "没有对不上的行" in client.get("/ledgers/conflicts").text


def test_the_employment_station_neither_brings_in_care_nor_decides_on_it(
    client_of: Clients, client: Visitor, person: People, engine: Engine, county: dict[str, Place]
) -> None:
    bring_in(*_sent_by(client_of("community", EAST), workbook(row(1), row(1, phone="15400009999"))))
    both = person("employment", EAST)
    with transaction(engine) as session:
        west = session.merge(county[WEST], load=False)
        session.add(Grant(account_id=uuid.UUID(both.id), role="community", place=west))
    client.sign_in(both.phone)
    assert "15400009999" not in client.get("/ledgers/conflicts").text
    bring_in(*_sent_by(client, workbook(row(2), row(3, community="河西社区"))))
    with transaction(engine) as session:
        homes = set(session.scalars(select(Place.path).join(Person).join(Resident)))
        assert homes == {EAST, WEST}
        assert session.scalar(select(func.count()).select_from(Resident)) == 2


def _sent_by(client: Visitor, content: bytes) -> tuple[Visitor, str]:
    return client, sent(client, content)


def test_a_file_that_takes_too_long_to_read_ends_in_a_sentence(client_of: Clients) -> None:
    client = client_of("community", EAST)
    long = "\n".join([",".join(HEADINGS), *[",".join(["1234"] * 60)] * 55_000])
    address = send(client, long.encode(), "台账.csv").headers["Location"]
    with pytest.raises(JobTimeoutException), UnixSignalDeathPenalty(1, JobTimeoutException):
        jobs.read(address.rsplit("/", 1)[1])
    assert "读取文件时出错" in client.get(address).text
    assert client.send(f"{address}/discard", {}, on="/ledgers").status_code == 303


def test_an_upload_can_be_put_away_before_it_came_in(client_of: Clients, engine: Engine) -> None:
    client = client_of("community", EAST)
    address = sent(client, workbook(row(1)))
    assert client.send(f"{address}/discard", on=address).status_code == 303
    assert client.get(address).status_code == 404
    with transaction(engine) as session:
        assert session.scalar(select(func.count()).select_from(Import)) == 0


def test_the_first_page_tells_of_uploads_to_check(
    client_of: Clients, county: dict[str, Place]
) -> None:
    client = client_of("community", EAST)
    sent(client, workbook(row(1)))
    assert "1 份台账已读完" in client.get("/").text
