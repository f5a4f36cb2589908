"""The sample county: every row has the outcome its mark asks for, and twice changes nothing."""

import datetime as dt
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from jobs.ledgers.loading import load_folder
from models.ledgers.tables import ImportChange, ImportRow
from models.people.tables import Person
from tests.jobs.ledgers.books import dump

AS_OF = dt.date(2026, 11, 20)
COMES_IN = {"created"}
WANTED = {
    "ok": COMES_IN,
    "dup_same": COMES_IN,
    "dup_conflict": COMES_IN,
    "long": COMES_IN,
    "exact_duplicate": {"merged"},
    "duplicate_conflict": {"conflict"},
    "bad_id": {"refused"},
    "no_name": {"refused"},
    "bad_community": {"refused"},
    "bad_count": {"refused"},
    "child": {"refused"},
    "formula": {"created", "refused"},
}
# A reason for every row that is not simply in, and one that names what is wrong.
SAYS = {
    "bad_id": "身份证号",
    "no_name": "为空",
    "bad_community": "社区",
    "bad_count": "人数",
    "formula": "公式",
    "long": "只保留了",
    "exact_duplicate": "合并",
    "duplicate_conflict": "请选择",
}


def places(rows: list[dict[str, Any]]) -> dict[tuple[str, str, int], dict[str, Any]]:
    return {(row["file"], row["sheet"], row["row"]): row for row in rows}


@pytest.fixture
def county_files(shared: Path) -> Path:
    return shared / "county"


@pytest.mark.slow
def test_every_row_has_the_outcome_of_its_mark(
    engine: Engine, county_files: Path, tmp_path: Path
) -> None:
    stages: list[str] = []
    # Processor time: other work on the machine does not stretch it.
    began = time.process_time()
    load_folder(county_files, tmp_path, AS_OF, lambda stage, *_: stages.append(stage))
    assert time.process_time() - began < 15
    assert {"居民服务台账", "写入"} <= set(stages)

    truth = places(json.loads((county_files / "truth.json").read_text("utf-8")))
    report = places(json.loads((tmp_path / "report.json").read_text("utf-8")))
    assert report.keys() == truth.keys()
    wrong = {
        place: (truth[place]["mark"], row)
        for place, row in report.items()
        if row["outcome"] not in WANTED[truth[place]["mark"]]
        or SAYS.get(truth[place]["mark"], "") not in "".join(row["reasons"])
    }
    assert wrong == {}
    _copies_say_why(tmp_path, report)

    before = dump(engine)
    again = load_folder(county_files, tmp_path / "again", AS_OF, lambda *step: None)
    assert dump(engine) == before
    first = {place: row["outcome"] for place, row in report.items()}
    second = {place: row["outcome"] for place, row in places(again.rows).items()}
    assert second == {p: "unchanged" if o == "created" else o for p, o in first.items()}
    _conflicts_wait_once(engine, Counter(first.values())["conflict"])


def _copies_say_why(out: Path, report: dict[tuple[str, str, int], dict[str, Any]]) -> None:
    """The copies hold each reason in their last column, and nothing in them would run."""
    for name in {file for file, _, _ in report}:
        copy = load_workbook(out / f"{name.removesuffix('.xlsx')}（导入结果）.xlsx")
        for sheet in copy:
            for number, row in enumerate(sheet.iter_rows(), 1):
                assert all(cell.data_type != "f" for cell in row)
                known = report.get((name, sheet.title, number))
                if known and known["outcome"] == "refused":
                    said = str(row[-1].value)
                    assert all(reason.rstrip("。") in said for reason in known["reasons"])


def _conflicts_wait_once(engine: Engine, expected: int) -> None:
    with Session(engine) as session:
        held = select(func.count()).where(ImportRow.outcome == "conflict")
        assert session.scalar(held) == 2 * expected
        assert session.scalar(held.where(ImportRow.resolution.is_(None))) == expected
        # One person each, whatever ledgers he stands in.
        assert session.scalar(select(func.count(Person.id))) == session.scalar(
            select(func.count(func.distinct(Person.id_hash)))
        )
        last = select(ImportChange.import_id).distinct()
        assert len(session.scalars(last).all()) == 6
