"""Staff of the eastern community who take a request all the way, by the models' own steps."""

import uuid
from dataclasses import dataclass

from sqlalchemy import Engine

from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.database.engine import transaction
from models.requests.life import Asked, request_by, step
from models.requests.who import actor
from tests.web.conftest import EAST, NOW, People


@dataclass(frozen=True)
class Staff:
    engine: Engine
    clerk: str
    handler: str
    other: str

    @classmethod
    def of(cls, engine: Engine, person: People) -> "Staff":
        return cls(
            engine,
            person("community", EAST).id,
            person("grid_worker", EAST).id,
            person("community", EAST).id,
        )

    def take(self, code: str, by: str, name: str, **more: object) -> None:
        with transaction(self.engine) as session:
            found = request_by(session, code, lock=True)
            scope = scope_of(session.get_one(Account, uuid.UUID(by)))
            asked = Asked(name, **more)  # type: ignore[arg-type]
            step(session, found, actor(session, scope, found), asked, NOW)

    def settle(self, code: str) -> None:
        """Accepted, answered, handled and supervised: what remains is the resident's word."""
        self.take(code, self.clerk, "accept")
        self.take(code, self.clerk, "answer", remark="明天上午去看")
        self.take(code, self.clerk, "send", to=uuid.UUID(self.handler))
        self.take(code, self.handler, "handle", remark="换了灯泡，李师傅经手")
        self.take(code, self.other, "supervise")
