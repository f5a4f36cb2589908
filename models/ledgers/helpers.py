"""Helpers 志愿者党员台账: volunteers and post holders; a post is a duty and kept apart."""

from typing import Any

from matcher.said import Said
from models.care.tables import Post
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
        self.posts = by_person(self.register.known(Post, Post.helper_id, ids), "helper_id")

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
        standing = {post["duty"]: post for post in self.posts.get(role["id"], [])}
        changed = False
        for duty, post in standing.items():
            ended = None if duty in values["duties"] else self.register.as_of
            # A post given up earlier keeps the day it was given up.
            if (post["ended_on"] is None) != (ended is None):
                changed |= self.register.journal.change(Post, post, {"ended_on": ended})
        for duty in values["duties"]:
            if duty not in standing:
                place = {"helper_id": role["id"], "duty": duty, "place_id": person["place_id"]}
                self.register.journal.add(Post, place)
                changed = True
        return changed

    def _organisation(self, name: str | None) -> Any:
        if name is None:
            return None
        if name not in self.organisations:
            self.organisations[name] = self.register.journal.add(
                Organisation, {"name": name, "place_id": self.register.county_id}
            )
        return self.organisations[name]["id"]
