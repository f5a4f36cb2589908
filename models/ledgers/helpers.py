"""Helpers 志愿者党员台账: volunteers and post holders; a post is a duty and kept apart."""

from typing import Any

from matcher.said import Said
from models.care.posts.holding import next_card
from models.care.posts.tables import Post, PostHolding
from models.ledgers.journal import Row
from models.ledgers.persons import PersonClerk, by_person
from models.ledgers.register import Values
from models.people.registering import DEFAULT_MONTHLY_VISITS, helper_columns
from models.people.tables import Helper, Organisation


class HelperClerk(PersonClerk):
    """Enters helpers with their organisation and the posts they took."""

    role = Helper

    def prepare_more(self) -> None:
        rows = self.register.known(Organisation, Organisation.name, self._names)
        self.organisations = {row["name"]: row for row in rows}
        ids = [role["id"] for role in self.roles.values()]
        holdings = self.register.known(PostHolding, PostHolding.helper_id, ids)
        self.holdings = by_person(holdings, "helper_id")
        held = [holding["post_id"] for holding in holdings]
        self.posts = {row["id"]: row for row in self.register.known(Post, Post.id, held)}
        communities = [
            id for id, row in self.register.places.by_id.items() if row["kind"] == "community"
        ]
        named = self.register.known(Post, Post.place_id, communities)
        self.by_duty = {
            (row["place_id"], row["duty"]): row for row in named if row["set_up_by"] is None
        }

    def prepare(self, rows: Any) -> None:
        self._names = {values["organisation"] for values in rows if values.get("organisation")}
        super().prepare(rows)

    def role_columns(self, values: Values) -> dict[str, Any]:
        columns = helper_columns(values)
        if "organisation" in values:
            columns["organisation_id"] = self._organisation(values["organisation"])
        return columns

    def enter_more(self, role: Row, person: Row, values: Values, notices: list[Said]) -> bool:
        if not role["week"]:
            notices.append(Said("没有写明可服务时间，暂不会推荐任务。"))
        if not values.get("monthly_visits"):
            notices.append(
                Said("没有写明每月可服务次数，先按 %(times)d 次。", times=DEFAULT_MONTHLY_VISITS)
            )
        return self._posts(role, person, values) if "duties" in values else False

    def _posts(self, role: Row, person: Row, values: Values) -> bool:
        """Posts the row names are held; one that a ledger gave and this one does not name ends."""
        holdings = self.holdings.get(role["id"], [])
        standing = {self.posts[h["post_id"]]["duty"]: h for h in holdings if h["state"] == "held"}
        changed = False
        for duty, holding in standing.items():
            if duty not in values["duties"] and holding["confirmed_by"] is None:
                over = {"state": "ended", "ended_on": self.register.as_of, "ended_for": "ledger"}
                changed |= self.register.journal.change(PostHolding, holding, over)
        for duty in values["duties"]:
            if duty not in standing:
                self._hold(self._post(duty, person["place_id"]), role)
                changed = True
        return changed

    def _post(self, duty: str, home_id: Any) -> Row:
        """The post of that duty in the community of a home, as a ledger sets it up."""
        place = self._community_of(home_id)
        if (place["id"], duty) not in self.by_duty:
            row = {"place_id": place["id"], "duty": duty, "title": duty, "task": duty}
            added = self.register.journal.add(Post, row | {"set_up_at": self.register.now})
            self.by_duty[place["id"], duty] = self.posts[added["id"]] = added
        return self.by_duty[place["id"], duty]

    def _hold(self, post: Row, role: Row) -> None:
        facts = {"state": "held", "card": next_card(self.register.session)}
        row = {"post_id": post["id"], "helper_id": role["id"], **facts}
        self.register.journal.add(PostHolding, row)

    def _community_of(self, place_id: Any) -> Row:
        """The community above a place, or the place itself where it lies in none."""
        places, own = self.register.places, self.register.places.by_id[place_id]
        above = own
        while above["kind"] != "community" and above["parent_id"] in places.by_id:
            above = places.by_id[above["parent_id"]]
        return above if above["kind"] == "community" else own

    def _organisation(self, name: str | None) -> Any:
        if name is None:
            return None
        if name not in self.organisations:
            self.organisations[name] = self.register.journal.add(
                Organisation, {"name": name, "place_id": self.register.county_id}
            )
        return self.organisations[name]["id"]
