"""Grids 网格台账: the tree of places, from the county down to the buildings."""

from collections.abc import Collection, Hashable
from typing import Any

from matcher.said import Said
from models.ledgers.journal import Row
from models.ledgers.register import Entered, Register, RowRefused, Values
from models.places.finding import CommunityAmbiguous, CommunityUnknown
from models.places.naming import CODE, county_name, step
from models.places.tables import Place

_OWN = ("lat", "lon", "crs", "resettlement", "lead_name", "lead_phone", "worker_name")


class GridClerk:
    """Enters grids; counties, towns and communities come into being with their first grid."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def prepare(self, rows: Collection[Values]) -> None:
        """Places are all known already."""

    def key(self, values: Values) -> Hashable:
        return values.get("community_code") or values["community"], step("G", values["grid"])[0]

    def enter(self, values: Values, held: bool) -> Entered:
        self._check_point(values)
        community = self._community(values)
        path_step, name = step("G", values["grid"])
        grid = self.register.places.child(community, path_step)
        own = {field: values[field] for field in _OWN if field in values}
        if grid is None:
            grid = add_place(self.register, community, "grid", path_step, name, own)
            outcome = "created"
        else:
            outcome = "updated" if self.register.journal.change(Place, grid, own) else "unchanged"
        for building in values.get("buildings", []):
            if add_building(self.register, grid, building) and outcome == "unchanged":
                outcome = "updated"
        return Entered(outcome, grid["id"])

    def _check_point(self, values: Values) -> None:
        lat, lon = values.get("lat"), values.get("lon")
        if (lat is not None and not -90 <= lat <= 90) or (
            lon is not None and not -180 <= lon <= 180
        ):
            raise RowRefused(Said("经纬度 %(lat)s，%(lon)s 超出范围。", lat=str(lat), lon=str(lon)))

    def _community(self, values: Values) -> Row:
        code = values.get("community_code")
        if code is None:
            return self.register.community(values, "community")
        if not CODE.fullmatch(code):
            raise RowRefused(
                Said(
                    "“%(column)s”的值“%(value)s”不是 12 位区划代码。",
                    column=self.register.heading("community_code"),
                    value=code[:20],
                )
            )
        found = self._by_code(code)
        if found is None:
            found = self._new_community(code, values)
        elif found["name"] != values["community"] and not self._same(found, values["community"]):
            raise RowRefused(
                Said(
                    "社区代码 %(code)s 已是“%(known)s”，与本行的“%(name)s”不一致。",
                    code=code,
                    known=found["name"],
                    name=values["community"],
                )
            )
        if not self.register.may_touch(found["path"]):
            raise RowRefused(Said("“%(name)s”不在您的管理范围内。", name=found["name"]))
        self.register.county_id = self.register.places.by_path[code[:6] + "/"]["id"]
        return found

    def _by_code(self, code: str) -> Row | None:
        return self.register.places.by_path.get(f"{code[:6]}/{code[6:9]}/{code[9:]}/")

    def _same(self, community: Row, name: str) -> bool:
        try:
            return bool(self.register.places.find_community(name)["id"] == community["id"])
        except (CommunityUnknown, CommunityAmbiguous):
            return False

    def _new_community(self, code: str, values: Values) -> Row:
        path = code[:6] + "/"
        self._check_names(path, code, values)
        # A community of its own cannot be made by somebody who answers for less than its town.
        if not self.register.may_touch(f"{path}{code[6:9]}/"):
            raise RowRefused(Said("“%(name)s”不在您的管理范围内。", name=values["community"]))
        county = self.register.places.by_path.get(path)
        if county is None:
            name = county_name(self.register.title) or code[:6]
            county = add_place(self.register, None, "county", code[:6], name, {"code": code[:6]})
        town = self.register.places.child(county, code[6:9])
        if town is None:
            own = {"code": code[:9]}
            town = add_place(self.register, county, "town", code[6:9], values["town"], own)
        own = {"code": code}
        return add_place(self.register, town, "community", code[9:], values["community"], own)

    def _check_names(self, county_path: str, code: str, values: Values) -> None:
        """One name under one parent has one code."""
        places = self.register.places
        county = places.by_path.get(county_path)
        town = places.child(county, code[6:9]) if county else None
        if county and not town and places.has_named(county, "town", values["town"]):
            raise _same_name(values["town"])
        if town and places.has_named(town, "community", values["community"]):
            raise _same_name(values["community"])


def _same_name(name: str) -> RowRefused:
    return RowRefused(Said("“%(name)s”已用别的区划代码登记过，请核对社区代码。", name=name))


def add_place(
    register: Register,
    parent: Row | None,
    kind: str,
    path_step: str,
    name: str,
    own: dict[str, Any],
) -> Row:
    """A new place beneath ``parent``, known to the register from now on."""
    row = register.journal.add(
        Place,
        {
            "kind": kind,
            "name": name,
            "parent_id": parent["id"] if parent else None,
            "path": f"{parent['path'] if parent else ''}{path_step}/",
        }
        | own,
    )
    register.places.put(row)
    return row


def add_building(register: Register, grid: Row, text: str) -> Row | None:
    """The building if it is new, None if it was there."""
    path_step, name = step("B", text)
    if register.places.child(grid, path_step):
        return None
    return add_place(register, grid, "building", path_step, name, {})
