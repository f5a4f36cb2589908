"""Job seekers 求职登记."""

from typing import Any

from matcher.said import Said
from models.ledgers.persons import PersonClerk
from models.ledgers.register import RowRefused, Values
from models.people.identity import age
from models.people.registering import seeker_columns
from models.people.tables import Seeker

# 劳动法第十五条: nobody under 16 is employed.
YOUNGEST = 16


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
