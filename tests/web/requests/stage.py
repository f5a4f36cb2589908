"""One request that is put into any state and any relation to one account, then tried over HTTP."""

import datetime as dt
import uuid
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.orm import Session

from models.accounts.phone import phone_hash
from models.accounts.tables import Grant
from models.database.engine import transaction
from models.notices.tables import Notice
from models.requests.tables import ENDED, Request, RequestDeadline, RequestOffer, RequestStep
from models.requests.who import PROVIDERS
from tests.models.requests.hall import MINUTE, Hall
from tests.models.requests.units import Units
from tests.web.care.conftest import NOW
from tests.web.conftest import Visitor, token_on
from tests.web.requests.conftest import signs_in

MY_NUMBER, MY_PHONE = 90, "13700000090"
# As the page's own script asks: what is refused comes without the frame of the page, and sooner.
PART = {"HX-Request": "true"}
# In hand since it was sent; supervised since somebody looked.
BEFORE_HANDS = ("found", "accepted")
SUPERVISED = ("supervised", "checking", "in_person", "done", "unconfirmed", "settled")
# Whatever a step may leave.
LEFT = ("request_step", "request_offer", "request_deadline", "notice", "trail_entry")
TABLES = (*LEFT, "idempotent_reply", "request_need", "request_form")
FINGERPRINT = " || ' ' || ".join(
    f"(SELECT count(*) || coalesce(max(xmin::text::bigint)::text, '-') FROM {table})"
    for table in (*TABLES, "request", "duty_shift", "account")
)


@dataclass(frozen=True)
class Stage:
    """``me`` is the account that tries; the others stand where they always do."""

    owner: Engine
    request_id: uuid.UUID
    code: str
    community: uuid.UUID
    accounts: dict[str, uuid.UUID]
    units: dict[str, uuid.UUID]
    browser: Visitor
    token: str

    @classmethod
    def for_role(cls, engine: Engine, owner: Engine, app: Flask, role: str) -> "Stage":
        with transaction(engine) as session:
            hall = Hall(session, NOW, signs_in)
            units = Units(hall)
            of_unit = {"organisation_id": units.units["firm"].id} if role in PROVIDERS else {}
            county = hall.county
            over = {"administrator": county.place, "county": county.place, "town": county.town}
            low = role.startswith(("grid", "building", "unit"))
            place = over.get(role, hall.grid if low else county.communities[0])
            mine = {"name": "me", **signs_in(MY_NUMBER), **of_unit}
            hall.accounts["me"] = county.account(role, place, **mine)
            ids = {name: one.id for name, one in hall.accounts.items()}
            firms = {name: one.id for name, one in units.units.items()}
            request, community = hall.request, county.communities[0].id
            request_id, code = request.id, request.code
        browser = app.test_client()
        assert isinstance(browser, Visitor)
        assert browser.sign_in(MY_PHONE).status_code == 303
        token = token_on(browser.get("/"))
        return cls(owner, request_id, code, community, ids, firms, browser, token)

    def set(self, stand: str, state: str) -> None:
        """The request as it would be in that state, with ``me`` in that relation to it."""
        me, now = self.accounts["me"], dt.datetime.now(dt.UTC)
        really = "sent" if state == "paused" else state
        hands = None if really in BEFORE_HANDS else self.accounts["worker"]
        values: dict[str, object] = {
            "state": really,
            "ended_at": now if really in ENDED else None,
            "requester_id": self.accounts["asker"],
            "person_id": None,
            "recorder_id": self.accounts["clerk"],
            "handler_id": hands,
            "supervisor_id": self.accounts["lead"] if really in SUPERVISED else None,
            "phone": None,
            "phone_hash": None,
            "reopened": 0,
        }
        values |= {
            "another's": {},
            "recorded": {"recorder_id": me},
            "own": {"requester_id": me},
            "own by number": {
                "requester_id": None,
                "phone": MY_PHONE,
                "phone_hash": phone_hash(MY_PHONE),
            },
            "in hand": {"handler_id": me},
            "supervised": {"supervisor_id": me if really in SUPERVISED else None},
            "handled once": {},
            "a colleague's": {"handler_id": self.accounts["hand"]},
        }[stand]
        with Session(self.owner) as session, session.begin():
            # Append-only tables refuse even their owner otherwise.
            session.execute(text("SET LOCAL session_replication_role = replica"))
            for table in TABLES:
                session.execute(text(f"DELETE FROM {table}"))
            session.execute(update(Request).where(Request.id == self.request_id).values(values))
            session.add(self._promise(state, now))
            session.add(self._offer(stand, really, now))
            if stand == "handled once":
                session.add(self._handled(me, now))

    def _promise(self, state: str, now: dt.datetime) -> RequestDeadline:
        stopped = {"paused_at": now, "paused_for": "weather"} if state == "paused" else {}
        return RequestDeadline(
            request_id=self.request_id,
            round=0,
            what="handle",
            level="holder",
            minutes=60,
            working=False,
            since=now,
            warn_at=now + 30 * MINUTE,
            due_at=now + 60 * MINUTE,
            **stopped,
        )

    def _offer(self, stand: str, state: str, now: dt.datetime) -> RequestOffer:
        """The firm was asked; it has it where one of its accounts handles it."""
        took = {"in hand": self.accounts["me"], "a colleague's": self.accounts["hand"]}.get(stand)
        answer = "none" if state in ("found", "accepted") and took is None else "over"
        return RequestOffer(
            request_id=self.request_id,
            organisation_id=self.units["firm"],
            round=1,
            offered_at=now,
            offered_by=self.accounts["clerk"],
            due_at=now + 30 * MINUTE,
            answer="taken" if took else answer,
            answered_at=None if answer == "none" else now,
            answered_by=took,
        )

    def _handled(self, me: uuid.UUID, now: dt.datetime) -> RequestStep:
        return RequestStep(
            request_id=self.request_id,
            step="handle",
            side="staff",
            remark="办过一次",
            at=now,
            account_id=me,
        )

    def post(self, url: str, form: dict[str, object]) -> tuple[int, str]:
        """Send a form with a key of its own; the status and the page."""
        fresh = {"csrf_token": self.token, "key": uuid.uuid4().hex}
        answer = self.browser.post(url, data=fresh | form, headers=PART)
        return answer.status_code, answer.text

    def get(self, url: str) -> tuple[int, str]:
        answer = self.browser.get(url)
        return answer.status_code, answer.text

    def fingerprint(self) -> str:
        """Changes whenever any row that a step may leave does."""
        with self.owner.connect() as connection:
            return str(connection.scalar(text(f"SELECT {FINGERPRINT}")))

    def told(self) -> list[str]:
        """Who has a notice, by name."""
        names = {account_id: name for name, account_id in self.accounts.items()}
        with Session(self.owner) as session:
            return sorted(names[one] for one in session.scalars(select(Notice.account_id)))

    def only(self, *names: str) -> None:
        """Nobody but these has a role any more."""
        kept = [self.accounts[name] for name in names]
        with Session(self.owner) as session, session.begin():
            session.execute(delete(Grant).where(Grant.account_id.not_in(kept)))
