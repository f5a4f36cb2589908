"""A community with a request in it, and everybody who may have a say."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from models.accounts.scope import Scope, scope_of
from models.accounts.tables import Account, Grant
from models.requests import life
from models.requests.life import Asked, Entry
from models.requests.tables import Request, RequestStep
from models.requests.who import BY_CODE, THE_JOB, Actor, actor
from tests.county import NOW, County

MINUTE = dt.timedelta(minutes=1)


class Hall:
    """One request under a grid, and the accounts around it, by name."""

    def __init__(self, session: Session, **entry: object) -> None:
        self.session = session
        self.county = County(session)
        self.place = self.county.place
        self.accounts = {
            "asker": self.account("resident"),
            "clerk": self.account("community"),
            "worker": self.account("grid_worker"),
            "mate": self.account("grid_worker"),
            "lead": self.account("grid_lead"),
            "town": self.account("town"),
        }
        self.request = self.enter(**entry)

    def account(self, role: str) -> Account:
        made = self.county.account(role)
        if not made.grants:
            made.grants.append(Grant(role=role, place=self.place))
            self.session.flush()
        return made

    def enter(self, now: dt.datetime = NOW, source: str = "staff", **entry: object) -> Request:
        given = {
            "kind": "property",
            "place_id": self.place.id,
            "words": "楼道灯坏了三天",
            "requester_id": self.accounts["asker"].id,
        } | entry
        return life.enter(self.session, Entry(**given), source=source, now=now)

    def scope(self, who: str) -> Scope:
        return scope_of(self.accounts[who])

    def actor(self, who: str) -> Actor:
        known = {"code": BY_CODE, "job": THE_JOB}
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
