"""What the three ledgers of people share: one person each, whatever ledgers he stands in."""

import uuid
from collections.abc import Collection, Hashable, Mapping
from typing import Any, ClassVar

from matcher.said import Said
from models.database.base import Base
from models.ledgers.addresses import Address, address
from models.ledgers.journal import Row
from models.ledgers.register import Entered, Register, RowHeld, RowRefused, Values
from models.people.households import household
from models.people.identity import Identity, id_hash
from models.people.registering import phone_columns
from models.people.tables import Helper, Person, Resident, Seeker

ROLES: tuple[type[Base], ...] = (Resident, Helper, Seeker)
FILLED = Said("联系电话由本台账补充。")
SAME_PERSON = Said("此人已在其他台账中登记，按身份证号认定为同一人。")


class PersonClerk:
    """Enters the person of a row, then the role its ledger is about."""

    role: ClassVar[type[Base]]

    def __init__(self, register: Register) -> None:
        self.register = register
        self.people: dict[bytes, Row] = {}
        self.roles: dict[uuid.UUID, Row] = {}
        self._elsewhere: set[uuid.UUID] = set()
        self._hashes: dict[str, bytes] = {}

    def prepare(self, rows: Collection[Values]) -> None:
        hashes = [self._hash(values["identity"]) for values in rows]
        found = self.register.known(Person, Person.id_hash, hashes)
        self.people = {row["id_hash"]: row for row in found}
        ids = [row["id"] for row in found]
        column = self.role.person_id  # type: ignore[attr-defined]
        self.roles = {row["person_id"]: row for row in self.register.known(self.role, column, ids)}
        self._elsewhere = self._in_other_roles(ids)
        self.prepare_more()

    def prepare_more(self) -> None:
        """Read what hangs on the roles found."""

    def key(self, values: Values) -> Hashable:
        return str(values["identity"].number)

    def enter(self, values: Values, held: bool) -> Entered:
        self.check(values)
        where = address(self.register, values)
        person = self.people.get(self._hash(values["identity"]))
        if person is None:
            return self._enter_new(values, where)
        if not held:
            self._agree(person, values, where)
        notices = list(where.notices)
        changed = self._change_person(person, values, where, held, notices)
        return self._enter_role(person, values, changed, notices)

    def check(self, values: Values) -> None:
        """Raise ``RowRefused`` for what the ledger's own rules do not let in."""

    def role_columns(self, values: Values) -> dict[str, Any]:
        """The columns of the role that the row sets."""
        raise NotImplementedError

    def enter_more(self, role: Row, person: Row, values: Values, notices: list[Said]) -> bool:
        """Enter what hangs on the role; returns whether anything is different now."""
        return False

    def _enter_new(self, values: Values, where: Address) -> Entered:
        person = self._new_person(values, where)
        notices = [*where.notices, *self._sex_notice(values)]
        self._new_role(person, values, notices)
        return Entered("created", person["id"], notices)

    def _new_person(self, values: Values, where: Address) -> Row:
        known: Identity = values["identity"]
        row = self.register.journal.add(
            Person,
            {
                "name": values["name"],
                "id_number": known.number,
                "id_hash": self._hash(known),
                "sex": known.sex,
                "born_on": known.born_on,
                "place_id": where.place["id"],
                "door": where.door,
                "household": _household(where.place, where.door),
                "hukou": values.get("hukou"),
                "resettled": values.get("resettled", False),
                "created_at": self.register.now,
            }
            | (phone_columns(values["phone"]) if values.get("phone") else {}),
        )
        self.people[row["id_hash"]] = row
        return row

    def _new_role(self, person: Row, values: Values, notices: list[Said]) -> None:
        columns = {"person_id": person["id"]} | self.role_columns(values)
        role = self.register.journal.add(self.role, columns)
        self.roles[person["id"]] = role
        self.enter_more(role, person, values, notices)

    def _enter_role(
        self, person: Row, values: Values, changed: bool, notices: list[Said]
    ) -> Entered:
        role = self.roles.get(person["id"])
        notices += self._sex_notice(values)
        if role is None:
            self._new_role(person, values, notices)
            return Entered("created", person["id"], [SAME_PERSON, *notices])
        changed |= self.register.journal.change(self.role, role, self._kept(role, values))
        changed |= self.enter_more(role, person, values, notices)
        return Entered("updated" if changed else "unchanged", person["id"], notices)

    def _kept(self, role: Row, values: Values) -> dict[str, Any]:
        return self.role_columns(values)

    def _agree(self, person: Row, values: Values, where: Address) -> None:
        """Raise ``RowHeld`` where the row contradicts who the person is known to be.

        A newer copy of the only ledger that knows a person may change his phone or community;
        between ledgers, or once somebody had to decide about him, a person decides.
        """
        if person["name"] != values["name"]:
            raise RowHeld(Said("身份证号已登记为另一姓名，请核对后选择保留哪一个。"), person["id"])
        if not self.register.may_touch(self._place(person)["path"]):
            raise RowHeld(Said("此人登记在您管理范围以外的社区，请上级核对。"), person["id"])
        alone = person["id"] not in self._elsewhere | self.register.decided
        if alone and person["id"] in self.roles:
            return
        phone = values.get("phone")
        if phone and person["phone"] and phone != person["phone"]:
            raise RowHeld(Said("联系电话与已登记的不同，请核对后选择保留哪一个。"), person["id"])
        if self._community(self._place(person)) != self._community(where.place):
            raise RowHeld(Said("所在社区与已登记的不同，请核对后选择保留哪一个。"), person["id"])

    def _change_person(
        self, person: Row, values: Values, where: Address, held: bool, notices: list[Said]
    ) -> bool:
        changes: dict[str, Any] = {}
        phone = values.get("phone")
        if phone and phone != person["phone"]:
            if person["phone"] is None:
                notices.append(FILLED)
            changes |= phone_columns(phone)
        if held:
            changes["name"] = values["name"]
        changes |= self._moved(person, where, held, notices)
        changes |= {n: values[n] for n in ("hukou", "resettled") if values.get(n) is not None}
        return self.register.journal.change(Person, person, changes)

    def _moved(
        self, person: Row, where: Address, held: bool, notices: list[Said]
    ) -> dict[str, Any]:
        """A finer address of the same place is taken; another one only from the own ledger."""
        old, new = self._place(person)["path"], where.place["path"]
        changes: dict[str, Any] = {}
        alone = person["id"] in self.roles and person["id"] not in self._elsewhere
        if new.startswith(old) or (not old.startswith(new) and (alone or held)):
            changes["place_id"] = where.place["id"]
            if where.door:
                changes["door"] = where.door
            changes["household"] = _household(where.place, where.door or person["door"])
        elif not old.startswith(new):
            notices.append(Said("住址与其他台账不一致，保留了已登记的住址。"))
        return changes

    def _sex_notice(self, values: Values) -> list[Said]:
        stated = values.get("sex")
        if stated is None or stated == values["identity"].sex:
            return []
        return [Said("“%(column)s”与身份证号不符，按身份证号登记。", column=self._sex_heading())]

    def _sex_heading(self) -> str:
        return self.register.heading("sex")

    def _place(self, person: Row) -> Row:
        place = self.register.places.by_id.get(person["place_id"])
        if place is None:
            raise RowRefused(Said("此人已在其他县登记，不能在这里导入。"))
        return place

    def _community(self, place: Row) -> str:
        return "/".join(place["path"].split("/")[:3])

    def _hash(self, known: Identity) -> bytes:
        if known.number not in self._hashes:
            self._hashes[known.number] = id_hash(known.number)
        return self._hashes[known.number]

    def _in_other_roles(self, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
        found: set[uuid.UUID] = set()
        for role in ROLES:
            if role is not self.role and ids:
                column = role.person_id  # type: ignore[attr-defined]
                found |= {row["person_id"] for row in self.register.known(role, column, ids)}
        return found


def _household(place: Row, door: str | None) -> bytes | None:
    return household(place["path"], place["kind"], door)


def by_person(rows: Collection[Row], name: str) -> Mapping[uuid.UUID, list[Row]]:
    """Rows gathered by one of their columns."""
    found: dict[uuid.UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found
