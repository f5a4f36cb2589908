"""The demo county: its size, its plausibility, its faults, the same again from the same seed."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jobs.demo.county import generate
from models.people.identity import check_digit

AS_OF = dt.date(2028, 2, 29)
Rows = list[dict[str, Any]]


def read(folder: Path) -> dict[str, Rows]:
    """Ledger name -> its data rows by heading."""
    found: dict[str, Rows] = {}
    for path in sorted(folder.iterdir()):
        sheet = load_workbook(path, read_only=True).worksheets[0]
        lines = list(sheet.iter_rows(min_row=2, values_only=True))
        headings = [str(heading) for heading in lines[0]]
        rows = [dict(zip(headings, line, strict=False)) for line in lines[1:]]
        found[path.stem] = [row for row in rows if isinstance(row["序号"], int)]
    return found


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    folder = tmp_path_factory.mktemp("county")
    generate(folder, seed=7, as_of=AS_OF)
    return read(folder)


def valid(id_number: str) -> bool:
    return check_digit(id_number[:17]) == id_number[17]


def age(row: dict[str, Any]) -> int:
    born = dt.datetime.strptime(row["身份证号"][6:14], "%Y%m%d").date()
    return AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day))


def test_it_has_the_size_of_the_source(county: dict[str, Rows]) -> None:
    def persons(ledger: str, id_heading: str) -> int:
        return len({r[id_heading] for r in county[ledger] if r["姓名"] and valid(r[id_heading])})

    grids = county["网格台账"]
    assert len(grids) == 102
    assert len({row["社区代码"] for row in grids}) == 17
    # Good rows, and the one that is refused for its community only.
    assert persons("居民服务台账", "身份证号") == 3200 + 2
    assert persons("志愿者党员台账", "身份证号") == 850 + 1
    assert persons("求职登记", "身份证号码") == 2600 + 2
    assert len(county["用工信息"]) == 206 + 2
    assert len({row["单位名称"] for row in county["用工信息"]}) == 88
    assert len({row["订单编号"] for row in county["培训订单"]}) == 24


def test_helpers_are_volunteers_or_hold_a_post(county: dict[str, Rows]) -> None:
    helpers = {r["身份证号"]: r for r in county["志愿者党员台账"] if valid(r["身份证号"])}
    holders = [row for row in helpers.values() if row["领岗"]]
    assert 305 <= len(holders) <= 306
    assert {row["政治面貌"] for row in holders} == {"中共党员"}
    assert len({row["所属组织"] for row in helpers.values()}) == 17


def test_people_fit_what_is_said_of_them(county: dict[str, Rows]) -> None:
    good = [row for row in county["居民服务台账"] if valid(row["身份证号"])]
    for row in good:
        if "老人" in row["人员类别"]:
            assert age(row) >= 60
            assert ("高龄" in row["人员类别"]) == (age(row) >= 80)
    children = [row for row in good if "儿童" in row["人员类别"]]
    # A faulty row keeps the category of the row it was made from, whoever stands in it.
    assert sum(age(row) > 15 for row in children) <= 3
    assert all(row["监护人或联系人"] for row in children)
    nurses = [row for row in county["志愿者党员台账"] if row["职业"] == "护士"]
    assert sum("护理" in row["特长"] for row in nurses) > len(nurses) / 2


def test_one_person_stands_in_two_ledgers(county: dict[str, Rows]) -> None:
    residents = {row["身份证号"]: row for row in county["居民服务台账"]}
    seekers = {row["身份证号码"]: row for row in county["求职登记"]}
    helpers = {row["身份证号"]: row for row in county["志愿者党员台账"]}
    assert 300 <= len(residents.keys() & seekers.keys()) <= 303
    assert len(residents.keys() & helpers.keys()) >= 70
    shared = residents.keys() & seekers.keys()
    assert sum(residents[key]["姓名"] != seekers[key]["姓名"] for key in shared) <= 2


def test_it_shows_a_newcomer_every_kind_of_fault(county: dict[str, Rows]) -> None:
    residents = county["居民服务台账"]
    assert sum(not valid(row["身份证号"]) for row in residents) == 1
    assert sum(row["姓名"] is None for row in residents) == 1
    assert sum(row["社区"] == "望江社区" for row in residents) == 1
    assert len(residents) - len({row["身份证号"] for row in residents}) == 2
    assert any(str(row["备注"]).startswith("=") for row in residents)
    assert any(row["招聘人数"] == 0 for row in county["用工信息"])
    born = [int(row["身份证号码"][6:10]) for row in county["求职登记"]]
    assert sum(year >= 2013 for year in born) == 1


@pytest.mark.slow
def test_the_same_seed_gives_the_same_cells(county: dict[str, Rows], tmp_path: Path) -> None:
    generate(tmp_path / "same", seed=7, as_of=AS_OF)
    assert read(tmp_path / "same") == county
    generate(tmp_path / "other", seed=8, as_of=AS_OF)
    assert read(tmp_path / "other") != county
