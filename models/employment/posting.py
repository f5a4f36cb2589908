"""What employers post on a page, vacancies and training orders: who may, and what is refused."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matcher.employment.rules import NOT_FOR_MINORS
from matcher.said import Said
from models.accounts.scope import Scope
from models.database.refused import Refused
from models.database.sealed import lookup_hash
from models.employment.codes import table_since
from models.employment.openings import hazard_bits
from models.employment.people import STAFF
from models.employment.texts import TextOffends, offences
from models.places.tables import Place

POSTERS = (*STAFF, "employer")


class PostingWrong(Refused):
    """What was filled in at ``field`` cannot be so."""

    code: ClassVar[str] = "posting_wrong"

    def __init__(self, field: str, said: Said) -> None:
        super().__init__(said)
        self.field = field
        self.rules = [(field, said)]


class PostingChanged(Refused):
    """Somebody else changed it after it was shown."""

    code: ClassVar[str] = "posting_changed"


def stamp(row: object, told: type[Any]) -> str:
    """A sign of all that a row says of the dataclass ``told``: another one, and it was changed.

    Keyed: of a masked telephone nothing is found out by trying numbers.
    """
    shown = [getattr(row, one.name) for one in fields(told)]
    return lookup_hash(repr(shown), "posting.stamp").hex()[:16]


def check_seen(row: object, told: type[Any], was: str) -> None:
    """Raises ``PostingChanged`` where the ``stamp`` that was shown is so no more."""
    if stamp(row, told) != was:
        raise PostingChanged(Said("刚刚有人改过，您改的还没有存。请先看一眼现在的内容，再存一次。"))


def communities(session: Session, scope: Scope) -> Sequence[Place]:
    """Where one may post work: staff in their scope, an employer anywhere in its county."""
    of_employer = {path.split("/", 1)[0] + "/" for path in scope.paths(("employer",))}
    inside = [scope.within(STAFF), *(Place.path.startswith(path) for path in sorted(of_employer))]
    wanted = select(Place).where(Place.kind == "community", or_(*inside)).order_by(Place.path)
    return session.scalars(wanted).all()


def check_texts(texts: Mapping[str, str | None], hazards: Iterable[str]) -> None:
    """Raises ``TextOffends``; dangerous ``hazards`` forbid asking for minors as well."""
    if found := offences(texts, bool(hazard_bits(hazards) & NOT_FOR_MINORS)):
        raise TextOffends(found)


def check_place(session: Session, scope: Scope, place_id: uuid.UUID) -> None:
    """Raises ``PostingWrong`` unless it is one of ``communities``."""
    if place_id not in {place.id for place in communities(session, scope)}:
        raise PostingWrong("place_id", Said("请从列表中选社区。"))


def check_pay(session: Session, pay_min: int, pay_max: int | None, today: dt.date) -> None:
    """Yuan a month, against the minimum wage in force on ``today``; raises ``PostingWrong``."""
    if pay_max is not None and pay_max < pay_min:
        raise PostingWrong("pay_max", Said("最高月薪不能低于最低月薪。"))
    since, values = table_since(session, "minimum_wage", today)
    if pay_min < values["monthly"]:
        raise PostingWrong(
            "pay_min",
            Said(
                "每月 %(pay)d 元低于最低工资标准：%(least)d 元（%(since)s起执行）。",
                pay=pay_min,
                least=values["monthly"],
                since=since.isoformat(),
            ),
        )


def check_held(headcount: int, held: int) -> None:
    """Never fewer places than are held; raises ``PostingWrong``."""
    if headcount < held:
        raise PostingWrong("headcount", Said("已经推荐了 %(held)d 人，人数不能再少。", held=held))
