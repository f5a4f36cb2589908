"""Finding a place by what a ledger calls it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from matcher.said import Said
from models.database.refused import Refused
from models.places.naming import CODE, plain_name, short_name, short_town

Row = dict[str, Any]


class CommunityUnknown(Refused):
    """No community goes by this name."""

    code = "community_unknown"


class CommunityAmbiguous(Refused):
    """Several communities go by this name."""

    code = "community_ambiguous"


@dataclass
class Directory:
    """The places known, as column values by name; grows with ``put``."""

    by_id: dict[uuid.UUID, Row] = field(default_factory=dict)
    by_path: dict[str, Row] = field(default_factory=dict)
    names: set[tuple[uuid.UUID | None, str, str]] = field(default_factory=set)
    _exact: dict[str, dict[uuid.UUID, Row]] = field(default_factory=dict)
    _short: dict[str, dict[uuid.UUID, Row]] = field(default_factory=dict)

    def fill(self, rows: Iterable[Row]) -> None:
        """Put all rows, parents before children."""
        for row in sorted(rows, key=lambda row: row["path"]):
            self.put(row)

    def put(self, row: Row) -> None:
        self.by_id[row["id"]] = row
        self.by_path[row["path"]] = row
        self.names.add((row["parent_id"], row["kind"], row["name"]))
        if row["kind"] == "community":
            self._name(row)

    def find_community(self, text: str) -> Row:
        """By 12-digit code, by name with or without 社区, with town or county before it.

        Raises ``CommunityUnknown`` or ``CommunityAmbiguous``.
        """
        name = plain_name(text)
        found = self._exact.get(name) or self._short.get(name) or {}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            towns = "、".join(self.by_id[row["parent_id"]]["name"] for row in found.values())
            raise CommunityAmbiguous(Said("有多个同名社区（%(towns)s），请写明镇办", towns=towns))
        raise CommunityUnknown(Said("不在网格台账的社区之中"))

    def has_named(self, parent: Row, kind: str, name: str) -> bool:
        """Whether ``parent`` has a child of this kind and name."""
        return (parent["id"], kind, name) in self.names

    def child(self, parent: Row, step: str) -> Row | None:
        return self.by_path.get(f"{parent['path']}{step}/")

    def _name(self, row: Row) -> None:
        name = plain_name(row["name"])
        town = self.by_id.get(row["parent_id"], {"name": "", "parent_id": None})
        county = self.by_id.get(town["parent_id"], {"name": ""})
        before = (plain_name(town["name"]), short_town(plain_name(town["name"])))
        for own, names in ((name, self._exact), (short_name(name), self._short)):
            for spelt in {
                own,
                *(b + own for b in before),
                *(county["name"] + b + own for b in before),
            }:
                names.setdefault(spelt, {})[row["id"]] = row
        if row["code"] and CODE.fullmatch(row["code"]):
            self._exact.setdefault(row["code"], {})[row["id"]] = row
