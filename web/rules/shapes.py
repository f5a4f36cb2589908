"""The shape of every dated table: its fields, how they are stored, what a change would do."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts.scope import Scope

Values = dict[str, Any]
# What is counted, now and after the change.
Preview = list[tuple[str, int, int]]


@dataclass(frozen=True)
class Field:
    """``kind``: number (from ``least`` to ``most``), day, or lines of text (``least`` 0: none)."""

    code: str
    label: Any  # a lazy translation
    kind: str = "number"
    least: int = 1
    most: int = 100_000
    hint: Any = None

    def reader(self) -> fields.Field[Any]:
        if self.kind == "number":
            allowed = validate.Range(self.least, self.most)
            return fields.Integer(required=True, validate=allowed)
        if self.kind == "day":
            return fields.Date(required=True)
        if not self.least:
            return fields.String(load_default="", validate=validate.Length(max=4000))
        return fields.String(required=True, validate=validate.Length(1, 4000))


@dataclass(frozen=True)
class DatedTable:
    """``current`` gives the values that hold on a day, as they are stored; ``fill`` those of the
    form's fields; ``read`` stores what was filled in and raises ``TableWrong`` for what cannot be.
    """

    name: str
    label: Any  # a lazy translation
    lead: Any
    fields: Sequence[Field]
    current: Callable[[Session, dt.date], Values]
    fill: Callable[[Values], Values]
    read: Callable[[Values], Values]
    preview: Callable[[Session, Scope, Values, Values, dt.datetime], Preview] | None = None

    def schema(self) -> Schema:
        read: dict[str, Any] = {field.code: field.reader() for field in self.fields}
        read["effective_from"] = fields.Date(required=True)
        read["seen"] = fields.Integer(required=True)
        read["settled"] = fields.Boolean(load_default=False)
        return Schema.from_dict(read)()


def same(values: Values) -> Values:
    """For tables that are stored as they are filled in."""
    return values


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
