"""Ledgers over the API: sent, read, checked, brought in, decided on, taken back, taken out."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from redis import Redis
from rq import Queue
from sqlalchemy import Engine, func, select
from werkzeug.test import TestResponse

from jobs import queues
from jobs.ledgers import uploads as jobs
from models.database.engine import transaction
from models.ledgers.tables import Import
from models.people.tables import Resident
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.api.conftest import Caller, Callers, code
from tests.web.conftest import EAST, WEST
from tests.web.ledgers.test_imports import HEADINGS, row, workbook
from web.ledgers.workbook import XLSX

At = Callable[[str, str], Caller]


@pytest.fixture
def at(county: dict[str, Place], caller: Callers) -> At:
    """``at(role, path)``: a caller of that role at a place of the county."""
    return lambda role, path: caller(role, county[path].id)


@pytest.fixture
def clerk(at: At) -> Caller:
    return at("community", EAST)


def send(clerk: Caller, content: bytes, key: str | None = None) -> TestResponse:
    file = (BytesIO(content), "居民服务台账.xlsx")
    return clerk.post("/imports", None, key, data={"file": file})


def sent(clerk: Caller, *rows: list[str | None], headings: list[str] = HEADINGS) -> str:
    """Send a file and let it be read; the path of the import."""
    answer = send(clerk, workbook(*rows, headings=headings))
    assert answer.status_code == 202
    jobs.read(answer.get_json()["id"])
    return f"/imports/{answer.get_json()['id']}"


def brought_in(clerk: Caller, path: str, **body: Any) -> dict[str, Any]:
    """Confirm and let the rows come in; the import as it then is."""
    assert clerk.post(f"{path}/confirm", body).status_code == 202
    jobs.bring_in(path.rsplit("/", 1)[1])
    found: dict[str, Any] = clerk.get(path).get_json()
    return found


def count(engine: Engine, table: type, *conditions: Any) -> int:
    with transaction(engine) as session:
        counted = select(func.count()).select_from(table).where(*conditions)
        return session.scalar(counted) or 0


def test_from_the_file_to_the_register_and_back(clerk: Caller, engine: Engine) -> None:
    path = sent(clerk, row(1), row(2, name=None), row(3, "李强"))
    preview = clerk.get(path).get_json()
    assert preview["state"] == "preview"
    (sheet,) = preview["sheets"]
    assert (sheet["kind"], sheet["rows"]) == ("residents", 3)
    assert {c["heading"]: c["field"] for c in sheet["mapping"]}["姓名"] == "name"
    assert "15400000001" not in str(preview)
    done = brought_in(clerk, path)
    assert (done["state"], done["counts"]) == ("done", {"created": 2, "refused": 1})
    assert done["has_copy"] is True
    (refused,) = clerk.get(f"{path}/rows").get_json()["items"]
    assert "姓名" in refused["reasons"][0]
    copy = clerk.get(f"{path}/returned.xlsx")
    assert copy.content_type == XLSX
    assert "姓名" in str(list(load_workbook(BytesIO(copy.data)).worksheets[0].values)[3][-1])
    assert count(engine, Resident) == 2
    assert clerk.post(f"{path}/undo").get_json()["state"] == "undone"
    assert count(engine, Resident) == 0
    assert code(clerk.post(f"{path}/undo")) == (409, "import_not_ready")


def test_one_key_is_one_import_though_the_parts_are_divided_anew(
    clerk: Caller, engine: Engine, queue_redis: Redis
) -> None:
    content = workbook(row(1))
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(send, clerk, content, "one-file-only") for _ in range(4)]
    answers = {(one.result().status_code, one.result().data) for one in found}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 202
    assert count(engine, Import) == 1
    assert len(Queue(queues.INTERACTIVE, connection=queue_redis).job_ids) == 1
    assert code(send(clerk, workbook(row(2)), "one-file-only")) == (422, "key_reused")


def test_the_mapping_can_be_corrected_and_must_make_sense(clerk: Caller) -> None:
    path = sent(clerk, row(1), headings=[HEADINGS[0], "大名", *HEADINGS[2:]])

    def confirm(field: str | None, kind: str | None = "residents") -> TestResponse:
        sheet = {"sheet": "台账", "kind": kind, "mapping": [{"column": 1, "field": field}]}
        return clerk.post(f"{path}/confirm", {"sheets": [sheet]})

    assert code(confirm("salary")) == (422, "mapping_wrong")
    assert code(confirm("phone")) == (422, "mapping_wrong")
    assert code(confirm("name", "vacancies")) == (422, "mapping_wrong")
    assert code(confirm("name", None)) == (422, "mapping_wrong")
    assert code(confirm("name", "pets"))[0] == 422
    assert confirm("name").status_code == 202
    jobs.bring_in(path.rsplit("/", 1)[1])
    assert clerk.get(path).get_json()["counts"] == {"created": 1}


def test_all_or_nothing(clerk: Caller, engine: Engine) -> None:
    done = brought_in(clerk, sent(clerk, row(1), row(2, name=None)), whole=True)
    assert done["state"] == "failed"
    assert "1 行有误" in done["failure"]
    assert count(engine, Resident) == 0


def test_put_away_before_it_came_in(clerk: Caller, engine: Engine) -> None:
    path = sent(clerk, row(1))
    assert clerk.post(f"{path}/discard").status_code == 200
    assert code(clerk.get(path)) == (404, "import_unknown")
    assert count(engine, Import) == 0


def test_others_see_an_import_only_from_above(clerk: Caller, at: At) -> None:
    path = sent(clerk, row(1))
    stranger, above = at("community", WEST), at("county", "610998/")
    assert above.get(path).status_code == 200
    assert [f"/imports/{one['id']}" for one in above.get("/imports").get_json()["items"]] == [path]
    assert stranger.get("/imports").get_json()["total"] == 0
    for part in ("", "/rows", "/returned.xlsx"):
        assert code(stranger.get(path + part)) == (404, "import_unknown")
    for action in ("confirm", "discard", "undo"):
        body = {} if action == "confirm" else None
        assert code(stranger.post(f"{path}/{action}", body)) == (404, "import_unknown")
    assert clerk.get(path).get_json()["state"] == "preview"


def test_a_file_that_is_none_is_refused(clerk: Caller, engine: Engine) -> None:
    assert code(send(clerk, b"")) == (422, "file_refused")
    assert code(clerk.post("/imports", None, data={}))[0] == 422
    two = {"file": (BytesIO(b"x"), "a.xlsx"), "other": (BytesIO(b"y"), "b.xlsx")}
    assert code(clerk.post("/imports", None, data=two))[0] == 422
    assert count(engine, Import) == 0


def test_a_contradicting_row_is_looked_at_and_decided(
    clerk: Caller, at: At, engine: Engine
) -> None:
    brought_in(clerk, sent(clerk, row(1), row(1, phone="15400009999")))
    assert at("employment", EAST).get("/conflicts").get_json()["items"] == []
    (held,) = clerk.get("/conflicts").get_json()["items"]
    assert ("15400000001", "15400009999") in [(d["old"], d["new"]) for d in held["differences"]]
    assert count(engine, TrailEntry, TrailEntry.action == "conflict.look") == 1
    url = f"/conflicts/{held['row_id']}/resolve"
    assert code(at("community", WEST).post(url, {"keep": "new"})) == (404, "conflict_unknown")
    assert code(clerk.post(url, {"keep": "both"}))[0] == 422
    assert clerk.post(url, {"keep": "new"}, "decided-once").get_json()["resolution"] == "new"
    assert clerk.post(url, {"keep": "new"}, "decided-once").status_code == 200
    assert code(clerk.post(url, {"keep": "old"})) == (404, "conflict_unknown")


def test_a_list_is_taken_out_masked_and_leaves_a_line(
    clerk: Caller, at: At, engine: Engine
) -> None:
    brought_in(clerk, sent(clerk, row(1), row(2, "李强")))
    answer = clerk.get("/exports/residents.xlsx", q="李强")
    rows = list(load_workbook(BytesIO(answer.data)).worksheets[0].values)
    assert [cells[0] for cells in rows[1:]] == ["李*"]
    entries = count(engine, TrailEntry, TrailEntry.action == "list.export")
    assert entries == 1
    assert code(clerk.get("/exports/accounts.xlsx"))[0] == 404
    assert code(at("employment", EAST).get("/exports/residents.xlsx"))[0] == 403
    assert (
        len(
            list(
                load_workbook(BytesIO(at("community", WEST).get("/exports/residents.xlsx").data))
                .worksheets[0]
                .values
            )
        )
        == 1
    )


def test_scopes(county: dict[str, Place], caller: Callers) -> None:
    reader = caller("community", county[EAST].id, scopes=("read", "review"))
    assert reader.get("/imports").status_code == 200
    assert code(send(reader, workbook(row(1))))[0] == 403
    assert code(reader.get("/conflicts"))[0] == 403
    assert code(reader.get("/exports/residents.xlsx"))[0] == 403
    assert code(reader.get(f"/imports/{uuid.uuid4()}/returned.xlsx"))[0] == 403
