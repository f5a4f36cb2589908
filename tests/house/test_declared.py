"""Every column is declared: its class, who may see it, how long it is kept; nothing else is."""

import re

from models.accounts.roles import ROLES
from models.database.base import Base
from models.database.declared import GROUNDS, KEEPINGS, MASKS
from models.database.sealed import SealedColumn
from models.registry import know_all
from models.rights.whole import DECLARED, known, through
from tests.house.sources import ROOT
from web.masks import BY_NAME
from web.rights.labels import COLUMNS, TABLES

know_all()
# In a template: the column a mask is put on.
MASKED = re.compile(r"\.(\w+)\|masked_(\w+)")


def test_every_table_and_column_is_declared_once() -> None:
    tables = {name: sorted(c.name for c in table.c) for name, table in Base.metadata.tables.items()}
    declared = {name: sorted(c for c, _ in table.columns()) for name, table in DECLARED.items()}
    assert declared == tables


def test_what_is_declared_is_known() -> None:
    for table in DECLARED.values():
        assert table.ground in GROUNDS and table.kept in KEEPINGS, table.name
        assert set(table.seen) <= set(ROLES), table.name
        assert set(table.masks.values()) <= set(MASKS), table.name
        assert set(table.masks) <= set(table.closed()), table.name
        assert {*table.stays.split(), *table.others.split()} <= set(table.closed()), table.name


def test_what_says_something_of_somebody_leads_to_him_or_is_left_out_of_copies() -> None:
    unreached = [t.name for t in DECLARED.values() if t.closed() and not t.whose and t.copied]
    assert unreached == []


def test_keys_and_clocks_lead_somewhere() -> None:
    for table in DECLARED.values():
        for way in (*table.whose, *([table.clock] if table.clock else [])):
            through(known(table), way.split("."))
        if KEEPINGS[table.kept].does:
            assert table.clock, table.name


def test_what_is_sealed_is_not_open() -> None:
    shown = [
        f"{table.name}.{name}"
        for table in DECLARED.values()
        for name, kind in table.columns()
        if kind == "open" and isinstance(known(table).c[name].type, SealedColumn)
    ]
    assert shown == []


def test_the_masks_of_the_pages_are_those_declared() -> None:
    assert set(BY_NAME) == set(MASKS)
    declared = {(c, mask) for table in DECLARED.values() for c, mask in table.masks.items()}
    used = {
        found
        for path in (ROOT / "web" / "templates").rglob("*.html")
        for found in MASKED.findall(path.read_text("utf-8"))
    }
    columns = {column for column, _ in declared}
    assert {one for one in used if one[0] in columns} <= declared


def test_what_says_something_of_somebody_has_a_name_in_words() -> None:
    closed = [table for table in DECLARED.values() if table.closed()]
    assert {table.name for table in closed} - set(TABLES) == set()
    assert {name for table in closed for name in table.closed()} - set(COLUMNS) == set()
