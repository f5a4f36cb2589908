"""All declarations of all rooms, and the way from a row to the person it is about."""

import uuid
from collections.abc import Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, or_, select

from models.accounts import declared as accounts
from models.bridge import declared as bridge
from models.care import declared as care
from models.care.asking import declared as asking
from models.care.handing import declared as handing
from models.care.hours import declared as hours
from models.care.owed import declared as owed
from models.care.pairing import declared as pairing
from models.care.posts import declared as posts
from models.care.together import declared as together
from models.care.vetting import declared as vetting
from models.care.visiting import declared as visiting
from models.care.waiting import declared as waiting
from models.care.wishes import declared as wishes
from models.database import declared as database
from models.database.base import Base
from models.database.declared import Table
from models.employment import declared as employment
from models.employment.headcounts import declared as headcounts
from models.employment.seeking import declared as seeking
from models.employment.training import declared as training
from models.ledgers import declared as ledgers
from models.matching import declared as matching
from models.notices import declared as notices
from models.people import declared as people
from models.people.consents import declared as consents
from models.places import declared as places
from models.requests import declared as requests
from models.requests.asking import declared as request_asking
from models.requests.photos import declared as request_photos
from models.requests.texting import declared as request_texting
from models.rights import declared as rights
from models.trail import declared as trail

Condition = ColumnElement[bool]
ROOMS = (
    people,
    consents,
    care,
    asking,
    hours,
    owed,
    posts,
    together,
    visiting,
    waiting,
    handing,
    pairing,
    vetting,
    wishes,
    employment,
    seeking,
    headcounts,
    training,
    matching,
    bridge,
    requests,
    request_asking,
    request_photos,
    request_texting,
    accounts,
    notices,
    ledgers,
    trail,
    rights,
    places,
    database,
)
DECLARED: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in chain.from_iterable(room.TABLES for room in ROOMS)}
)


def about(
    table: Table,
    person_id: uuid.UUID | sa.Column[Any],
    *,
    first: bool = False,
    outside: sa.FromClause | None = None,
) -> Condition:
    """The condition under which a row is about the person, along one of ``whose``.

    ``first``: only along the first of them, which names whose the closed columns are. ``outside``:
    the table around this condition that ``person_id`` belongs to.
    """
    ways = table.whose[:1] if first else table.whose
    found = known(table)
    return or_(sa.false(), *(_leads(found, way.split("."), person_id, outside) for way in ways))


def outer_first() -> list[Table]:
    """Those that point to others before these."""
    return [DECLARED[table.name] for table in reversed(Base.metadata.sorted_tables)]


def known(table: Table) -> sa.Table:
    return Base.metadata.tables[table.name]


def through(table: sa.Table, way: Sequence[str]) -> tuple[sa.FromClause, sa.ColumnElement[Any]]:
    """The tables joined along keys, and the column at the end: ``request_id.ended_at``."""
    joined: sa.FromClause = table
    for key in way[:-1]:
        target = _target(table.c[key])
        joined = joined.join(target.table, table.c[key] == target)
        table = target.table
    return joined, table.c[way[-1]]


def _leads(
    table: sa.Table,
    way: Sequence[str],
    person_id: uuid.UUID | sa.Column[Any],
    outside: sa.FromClause | None,
) -> Condition:
    column = table.c[way[0]]
    if table.name == "person":
        return column == person_id
    target = _target(column)
    if target.table.name == "person":
        return column == person_id
    rest = way[1:] or ["person_id"]
    found = select(target).where(_leads(target.table, rest, person_id, outside))
    return column.in_(found if outside is None else found.correlate(outside))


def _target(column: sa.Column[Any]) -> sa.Column[Any]:
    return next(iter(column.foreign_keys)).column
