"""Residents 居民服务台账: who is owed care, and which needs are open."""

from typing import Any

from matcher.said import Said
from models.care.begun import visits_began
from models.care.needs import FROM_LEDGER, to_open, wanted
from models.care.service_kinds import codes_by_name
from models.care.tables import Need
from models.ledgers.journal import Row
from models.ledgers.persons import PersonClerk, by_person
from models.ledgers.register import Values
from models.people.registering import resident_columns
from models.people.tables import Resident


class ResidentClerk(PersonClerk):
    """Enters residents and opens and closes their needs."""

    role = Resident

    def prepare_more(self) -> None:
        self.codes = codes_by_name(self.register.session)
        self.begun = visits_began(self.register.session, self.register.county_id)
        ids = [role["id"] for role in self.roles.values()]
        rows = self.register.known(Need, Need.resident_id, ids)
        # What the care plan asks for once is not the ledger's to know.
        standing = [row for row in rows if row["closed_on"] is None and not row["once"]]
        self.needs = by_person(standing, "resident_id")

    def role_columns(self, values: Values) -> dict[str, Any]:
        """Whom ledgers named before there was any visit, the grid workers who kept them know."""
        known = {} if self.begun else {"known_on": self.register.as_of}
        return resident_columns(values) | known

    def _kept(self, role: Row, values: Values) -> dict[str, Any]:
        """A ledger older than the last visit made does not undo that visit."""
        columns = resident_columns(values)
        known, stated = role["last_visit_on"], columns.get("last_visit_on")
        if known and (stated is None or stated < known):
            columns["last_visit_on"] = known
        return columns

    def enter_more(self, role: Row, person: Row, values: Values, notices: list[Said]) -> bool:
        if "needs" not in values:
            return False
        asked = wanted(values["needs"], self.codes)
        if asked.unknown:
            notices.append(
                Said(
                    "服务需求“%(words)s”不是已有的服务项目，没有登记。",
                    words="、".join(asked.unknown)[:80],
                )
            )
        standing = self.needs.get(role["id"], [])
        changed = False
        for need in standing:
            if need["kind"] not in asked.codes and need["source"] == FROM_LEDGER:
                changed |= self.register.journal.change(
                    Need, need, {"closed_on": self.register.as_of}
                )
        for code in to_open([need["kind"] for need in standing], asked.codes):
            self._open(role, code)
            changed = True
        return changed

    def _open(self, role: Row, code: str) -> None:
        self.register.journal.add(
            Need,
            {
                "resident_id": role["id"],
                "kind": code,
                "source": FROM_LEDGER,
                "opened_on": self.register.as_of,
            },
        )
