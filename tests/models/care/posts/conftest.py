"""A village with posts: a party member, a keeper of the community, a post that is open."""

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.posts import holding, setting
from models.care.posts.setting import Terms
from models.care.posts.tables import Post, PostHolding
from models.people.tables import Helper
from tests.models.care.village import NOON, TODAY, Village

TERMS = Terms("政策宣传岗", "三号楼宣传岗", "把政策讲给每一户听", 2, TODAY, None)


@dataclass(frozen=True)
class Posted:
    village: Village
    keeper: Scope
    member: Helper
    by: Account

    @property
    def session(self) -> Session:
        return self.village.session

    def open_post(self, places: int = 2, community: int = 0) -> Post:
        terms = Terms(**{**vars(TERMS), "places": places})
        place = self.village.communities[community]
        return setting.set_up(self.session, self.keeper, place.id, terms, NOON)

    def another(self, **more: object) -> Helper:
        return self.village.volunteer(political_status="中共党员", **more)

    def chosen(self, post: Post, helper: Helper | None = None) -> PostHolding:
        who = (helper or self.member).id
        return holding.choose(self.session, who, post.id, NOON, by=self.by.id)

    def held(self, helper: Helper | None = None, now: dt.datetime = NOON) -> PostHolding:
        chosen = self.chosen(self.open_post(), helper)
        return holding.confirm(self.session, self.keeper, chosen.id, now)


@pytest.fixture
def posted(village: Village) -> Posted:
    member = village.volunteer("李党生", political_status="中共党员", volunteer=False, door="101")
    by = village.login("post_holder", member.person_id)
    return Posted(village, village.scope("town", village.town), member, by)
