"""A handful of faulty rows, so that a newcomer sees what the import says about them."""

from collections.abc import Callable
from random import Random

from jobs.demo.people import Register
from jobs.demo.sheet import Cell, Ledger, Row

Fault = Callable[[Random, Register, Row], Row]


def plant(draw: Random, register: Register, ledger: Ledger, faults: tuple[Fault, ...]) -> None:
    """Add one row a fault, each made from a good row of the ledger and standing after it."""
    good = ledger.rows[:]
    for fault in faults:
        row = draw.choice(good)
        after = ledger.rows.index(row) + 1
        ledger.rows.insert(draw.randint(after, len(ledger.rows)), fault(draw, register, row))


def repeated(draw: Random, register: Register, row: Row) -> Row:
    """Written twice: the two are merged."""
    return dict(row)


def other_phone(draw: Random, register: Register, row: Row) -> Row:
    """The same ID number with another telephone: held for a person to decide."""
    return row | {_heading(row, "电话", "手机号"): register.phone()}


def wrong_check_digit(draw: Random, register: Register, row: Row) -> Row:
    heading = _heading(row, "身份证")
    good = str(row[heading])
    return _anew(draw, register, row) | {heading: good[:-1] + ("0" if good[-1] != "0" else "1")}


def without_name(draw: Random, register: Register, row: Row) -> Row:
    return _anew(draw, register, row) | {_heading(row, "姓名", "单位名称", "用工单位"): None}


def unknown_community(draw: Random, register: Register, row: Row) -> Row:
    heading = _heading(row, "社区", "工作地点", "上课地点")
    return _anew(draw, register, row) | {heading: "望江社区"}


def too_young(draw: Random, register: Register, row: Row) -> Row:
    """A job seeker under 16."""
    return _anew(draw, register, row, ages=(12, 14))


def nobody_wanted(draw: Random, register: Register, row: Row) -> Row:
    return row | {"招聘人数": 0}


def formula_in_note(draw: Random, register: Register, row: Row) -> Row:
    """Text that a spreadsheet would run: it comes in as text."""
    return _anew(draw, register, row) | {"备注": '=HYPERLINK("http://127.0.0.1/","点我")'}


def _anew(draw: Random, register: Register, row: Row, ages: tuple[int, int] = (30, 50)) -> Row:
    """The row with another person in it; a row about no person stays as it is."""
    if not any("身份证" in heading for heading in row):
        return dict(row)
    person = register.somebody(draw, ages)
    return row | {
        "姓名": person.name,
        _heading(row, "身份证"): person.id_number,
        "性别": person.sex,
        _heading(row, "电话", "手机号"): person.phone,
    }


def _heading(row: dict[str, Cell], *parts: str) -> str:
    return next(heading for heading in row if any(part in heading for part in parts))
