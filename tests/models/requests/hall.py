"""A community with a request in it, and everybody who may have a say."""

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy.orm import Session

from models.accounts.scope import Scope, scope_of
from models.requests import life
from models.requests.life import Asked, Entry
from models.requests.tables import Request, RequestStep
from models.requests.who import BY_CODE, BY_TEXT, THE_JOB, Actor, actor
from tests.county import NOW, County

MINUTE = dt.timedelta(minutes=1)


class Hall:
    """One request under a grid, and the accounts around it, by name."""

    def __init__(
        self,
        session: Session,
        now: dt.datetime = NOW,
        facts: Callable[[int], dict[str, object]] = lambda number: {},
        **entry: object,
    ) -> None:
        """``facts`` of the account of a number: what a browser needs to sign in."""
        self.session = session
        self.county = County(session)
        self.grid = self.county.grids[0]
        near, far = self.county.communities
        self.asks = self.county.person("求助人")
        over = {
            "asker": ("resident", self.grid),
            "clerk": ("community", near),
            "worker": ("grid_worker", self.grid),
            "mate": ("grid_worker", self.grid),
            "unit": ("unit_lead", self.grid),
            "lead": ("grid_lead", self.grid),
            "post": ("post_holder", self.grid),
            "town": ("town", self.county.town),
            "stranger": ("community", far),
        }
        self.accounts = {
            name: self.county.account(role, place, name=name, **facts(number))
            for number, (name, (role, place)) in enumerate(over.items())
        }
        # A grid worker who asks for something himself, by another account than his own.
        self.accounts["twin"] = self.county.account(
            "grid_worker", self.grid, name="twin", person_id=self.asks.id, **facts(len(over))
        )
        self.request = self.enter(now, **entry)

    def enter(self, now: dt.datetime = NOW, source: str = "staff", **entry: object) -> Request:
        given = {
            "kind": "property",
            "place_id": self.grid.id,
            "words": "楼道灯坏了三天",
            "requester_id": self.accounts["asker"].id,
            "person_id": self.asks.id,
            "recorder_id": self.accounts["clerk"].id,
        } | entry
        return life.enter(self.session, Entry(**given), source=source, now=now)

    def scope(self, who: str) -> Scope:
        return scope_of(self.accounts[who])

    def actor(self, who: str) -> Actor:
        known = {"code": BY_CODE, "text": BY_TEXT, "job": THE_JOB}
        return known.get(who) or actor(self.session, self.scope(who), self.request)

    def takes(
        self, who: str, step: str, now: dt.datetime = NOW, to: str | None = None, **asked: object
    ) -> RequestStep:
        found = life.loaded(self.session, self.request.id, lock=True)
        assert found is not None
        target: uuid.UUID | None = None if to is None else self.accounts[to].id
        wanted = Asked(step, to=target, **asked)
        return life.step(self.session, found, self.actor(who), wanted, now)

    def handled(self, by: str = "worker", now: dt.datetime = NOW) -> None:
        """From found to handled, by the clerk and one who handles."""
        if self.request.state in ("found", "reopened"):
            self.takes("clerk", "accept", now)
        self.takes("clerk", "send", now, to=by)
        self.takes(by, "handle", now, remark="换了灯泡")
