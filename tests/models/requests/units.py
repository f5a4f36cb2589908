"""Organisations with accounts around a hall, and what their boxes hold."""

from sqlalchemy import select

from models.accounts.tables import Account
from models.notices.tables import Notice
from models.people.tables import Organisation
from models.places.tables import Place
from models.requests.tables import RequestOffer
from tests.models.requests.hall import Hall


class Units:
    """An office and a firm of two accounts each, and a volunteer organisation of one."""

    def __init__(self, hall: Hall, **facts: dict[str, object]) -> None:
        """``facts`` of accounts by name: what a browser needs to sign in."""
        self.hall, self.facts = hall, facts
        self.units: dict[str, Organisation] = {}
        self.opens("office", "office", "pairing_unit")
        self.opens("deskmate", "office", "pairing_unit")
        self.opens("firm", "firm", "pairing_unit")
        self.opens("hand", "firm", "pairing_unit")
        self.opens("club", "club", "organisation")

    def opens(self, who: str, unit: str, role: str, place: Place | None = None) -> Account:
        kind = "volunteer" if role == "organisation" else "pairing_unit"
        if unit not in self.units:
            self.units[unit] = self.hall.county.add(Organisation(name=f"单位{unit}", kind=kind))
        over = place or self.hall.county.communities[0]
        made = self.hall.county.account(
            role, over, name=who, organisation_id=self.units[unit].id, **self.facts.get(who, {})
        )
        self.hall.accounts[who] = made
        return made

    def offers(self, *units: str, **more: object) -> None:
        """The clerk accepts where that is still to do, and offers it to them."""
        if self.hall.request.state in ("found", "reopened"):
            self.hall.takes("clerk", "accept")
        self.hall.takes("clerk", "offer", units=[self.units[one].id for one in units], **more)

    def answers(self) -> dict[str, str]:
        """Unit -> its last answer."""
        names = {unit.id: name for name, unit in self.units.items()}
        rows = self.hall.session.scalars(
            select(RequestOffer)
            .where(RequestOffer.request_id == self.hall.request.id)
            .order_by(RequestOffer.round)
            .execution_options(populate_existing=True)
        )
        return {names[one.organisation_id]: one.answer for one in rows}

    def told(self, who: str) -> list[str]:
        """What stands in somebody's box, the first first."""
        mine = select(Notice).where(Notice.account_id == self.hall.accounts[who].id)
        rows = self.hall.session.scalars(mine.order_by(Notice.created_at, Notice.id))
        return [one.said["said"] for one in rows]
