"""Open requests at the same place in much the same words are found; others are not."""

from sqlalchemy.orm import Session

from models.requests import life
from models.requests.life import Asked, Entry
from models.requests.sorting.alike import alike
from models.requests.tables import Request
from models.requests.who import BY_CODE
from tests.county import NOW, County


def test_the_same_place_and_matter(session: Session) -> None:
    county = County(session)

    def asked(words: str, place: int = 0, community: bool = False) -> Request:
        where = county.communities[0] if community else county.grids[place]
        return life.enter(session, Entry("property", where.id, words), source="qr", now=NOW)

    this = asked("三楼楼道灯不亮")
    same, above = asked("楼道灯三楼的不亮了"), asked("三楼楼道灯不亮，没人修", community=True)
    asked("三楼楼道灯不亮", place=1)
    asked("停水两天了")
    over = asked("三楼楼道灯不亮")
    life.step(session, over, BY_CODE, Asked("withdraw", "mistake"), NOW)
    clerk = county.scope("community", county.communities[0])
    assert {one.id for one in alike(session, clerk, this)} == {same.id, above.id}
    worker = county.scope("grid_worker", county.grids[0])
    assert [one.id for one in alike(session, worker, this)] == [same.id]
