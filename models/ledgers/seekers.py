"""Job seekers 求职登记."""

from typing import Any

from matcher.said import Said
from models.employment.skills import renewed
from models.ledgers.journal import Row
from models.ledgers.persons import PersonClerk
from models.ledgers.register import RowRefused, Values
from models.people.identity import age
from models.people.registering import seeker_columns
from models.people.tables import Seeker

# 劳动法第十五条: nobody under 16 is employed.
YOUNGEST = 16
KEPT = Said("台账里没有了的就业困难类别仍然保留。要去掉，请到求职者页面提出，由另一位同事确认。")


class SeekerClerk(PersonClerk):
    """Enters seekers; children are refused."""

    role = Seeker

    def check(self, values: Values) -> None:
        years = age(values["identity"].born_on, self.register.as_of)
        if years < YOUNGEST:
            raise RowRefused(
                Said(
                    "“%(column)s”显示此人 %(years)d 岁，未满 16 周岁，不能登记求职。",
                    column=self.register.heading("identity"),
                    years=years,
                )
            )

    def role_columns(self, values: Values) -> dict[str, Any]:
        return seeker_columns(values)

    def enter_more(self, role: Row, person: Row, values: Values, notices: list[Said]) -> bool:
        if not set(role["hardship"]) <= set(values.get("hardship", role["hardship"])):
            notices.append(KEPT)
        return False

    def _kept(self, role: Row, values: Values) -> dict[str, Any]:
        """A ledger adds categories of hardship and never takes one away: two accounts do that.

        Columns it has not stay as they are, and so does what is known of a skill it only names.
        """
        columns = {n: v for n, v in self.role_columns(values).items() if n in values}
        if "hardship" in columns:
            columns["hardship"] = list(dict.fromkeys([*role["hardship"], *columns["hardship"]]))
        if "skills" in columns:
            columns["skills"] = renewed(role["skills"], columns["skills"])
        return columns
