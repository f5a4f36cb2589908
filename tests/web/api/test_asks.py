"""Being asked over the API."""

import uuid
from typing import Any

import pytest

from models.care.asking.tables import Asking
from tests.models.care.village import Village
from tests.web.api.conftest import Caller, Callers, code
from tests.web.care.conftest import NOW, Hamlet, due


@pytest.fixture
def scene(hamlet: Hamlet, caller: Callers) -> tuple[Caller, Caller, uuid.UUID]:
    """Who was asked, somebody else, and the visit."""

    def make(village: Village) -> list[Any]:
        me, other = village.volunteer(), village.volunteer("李安")
        one = {"wave": 1, "asked_at": NOW}
        asked = due(village)
        village.add(Asking(visit_id=asked.id, helper_id=me.id, **one))
        return [village.place.id, me.person_id, other.person_id, asked.id]

    place, me, other, asked = hamlet.build(make)
    return caller("volunteer", place, me), caller("volunteer", place, other), asked


def test_seen_and_declined_once(scene: tuple[Caller, Caller, uuid.UUID]) -> None:
    me, other, asked = scene
    assert [one["visit_id"] for one in me.get("/asks").get_json()["items"]] == [str(asked)]
    assert other.get("/asks").get_json()["items"] == []
    assert code(other.post(f"/asks/{asked}/decline")) == (404, "care_unknown")
    for _ in range(2):
        answer = me.post(f"/asks/{asked}/decline")
        assert (answer.status_code, answer.get_json()["answer"]) == (200, "no")
    assert me.get("/asks").get_json()["items"] == []
