"""A helper's hours over the API say what the page says."""

import pytest

from tests.web.api.conftest import Callers
from tests.web.care.hours.conftest import Circle, circle

__all__ = ["circle"]


@pytest.mark.parametrize("page", [1, 2])
def test_ones_own_hours_a_page_at_a_time(circle: Circle, caller: Callers, page: int) -> None:
    circle.give()
    circle.give("none", hours_ago=3, minutes=30)
    mine = caller("volunteer", circle.place, circle.person)
    answer = mine.get("/hours", page=page, size=1).get_json()
    assert (answer["credited"], answer["pending"], answer["stars"]) == (90, 30, 0)
    assert (answer["total"], answer["pages"], answer["page"]) == (2, 2, page)
    wanted = ("credited", "code", 90) if page == 1 else ("pending", "none", 30)
    assert [(i["state"], i["evidence"], i["minutes"]) for i in answer["items"]] == [wanted]


def test_who_is_no_helper_has_none(circle: Circle, caller: Callers) -> None:
    assert caller("volunteer", circle.place).get("/hours").status_code == 404
