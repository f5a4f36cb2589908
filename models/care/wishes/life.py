"""A wish on its way: collected, checked, published, claimed, brought, handed over, thanked.

Who collects does not check; who brings does not say that it was handed over. Whoever fulfils a wish
brings it to the community and never learns whose it was.
"""

import datetime as dt
import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.board import LOOKERS
from models.care.days import civil_day
from models.care.people import resident_in
from models.care.staff import staff_over
from models.care.wishes.refusals import OwnWish, WishElsewhere, WishUnknown, WishWrong
from models.care.wishes.tables import WISH_KINDS, Wish
from models.care.wishes.telling import check_told, names_around
from models.notices.outbox import tell
from models.people.identity import age
from models.people.tables import Person, Resident
from models.trail.log import record_row

KEEPERS = ("administrator", "county", "town", "community")
CLAIMANTS = ("volunteer", "post_holder", "organisation", "pairing_unit", "employer")
DAYS_TO_BRING = 30
MOST_OPEN = 3
ADULT, ELDER = 18, 60
REASONS = {
    "met": Said("已经用别的办法满足了"),
    "unfit": Said("不适合公开征集，由社区办"),
    "double": Said("重复登记"),
    "own": Said("本人不要了"),
}
LINK = "/care/wishes"


def collect(
    session: Session, scope: Scope, resident_id: uuid.UUID, kind: str, words: str, now: dt.datetime
) -> Wish:
    """Write down what a resident wishes; nobody else sees it until somebody has checked it."""
    resident = resident_in(session, scope, resident_id)
    if kind not in WISH_KINDS:
        raise WishWrong("kind", Said("请选择是哪一种心愿。"))
    wish = Wish(
        resident=resident,
        kind=kind,
        whose=_whose(resident, civil_day(now)),
        words=words,
        collected_by=scope.account_id,
        collected_at=now,
    )
    session.add(wish)
    _line(session, "wish.collect", wish, scope.account_id, now)
    return wish


def publish(
    session: Session, scope: Scope, wish_id: uuid.UUID, told: str, now: dt.datetime
) -> Wish:
    """Check a wish and let everybody read ``told``; raises ``OwnWish`` and ``WishWrong``."""
    wish = wish_in(session, scope, wish_id, lock=True)
    _must_be(wish, "collected")
    if wish.collected_by == scope.account_id:
        raise OwnWish(Said("自己登记的心愿，请另一位同事核实。"))
    check_told("told", told, names_around(session, wish.resident))
    wish.told, wish.state = told, "published"
    wish.checked_by, wish.checked_at = scope.account_id, now
    _line(session, "wish.publish", wish, scope.account_id, now)
    return wish


def end(session: Session, scope: Scope, wish_id: uuid.UUID, reason: str, now: dt.datetime) -> Wish:
    """Not published, or taken back with its coded reason; whoever had claimed it is told."""
    wish = wish_in(session, scope, wish_id, lock=True)
    _must_be(wish, "collected", "published", "claimed")
    if reason not in REASONS:
        raise WishWrong("reason", Said("请选择原因。"))
    if wish.claimed_by is not None:
        said = Said("您认领的心愿不用办了：%(told)s", told=wish.told or "")
        tell(session, [wish.claimed_by], f"wish:{wish.id}:ended", said, LINK, now)
    wish.state = "declined" if wish.state == "collected" else "withdrawn"
    wish.reason, wish.ended_at = reason, now
    _line(session, f"wish.{wish.state}", wish, scope.account_id, now, reason)
    return wish


def claim(
    session: Session, scope: Scope, wish_id: uuid.UUID, today: dt.date, now: dt.datetime
) -> Wish:
    """Take a published wish upon oneself; raises ``WishElsewhere`` where somebody was quicker."""
    # One account at a time: the limit is counted before it is passed.
    turn = func.hashtextextended(f"wishes:{scope.account_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(turn)))
    wish = _published(session, wish_id)
    mine = select(func.count()).where(
        Wish.claimed_by == scope.account_id, Wish.state.in_(("claimed", "brought"))
    )
    if (session.scalar(mine) or 0) >= MOST_OPEN:
        raise WishElsewhere(Said("您已认领 %(most)d 个，先办好一个再认领。", most=MOST_OPEN))
    wish.state, wish.claimed_by, wish.claimed_at = "claimed", scope.account_id, now
    wish.due_on = today + dt.timedelta(days=DAYS_TO_BRING)
    _line(session, "wish.claim", wish, scope.account_id, now)
    return wish


def give_back(session: Session, scope: Scope, wish_id: uuid.UUID, now: dt.datetime) -> Wish:
    """Let others have it: whoever claimed it, or staff where the time is up."""
    wish = _mine_or_kept(session, scope, wish_id)
    _must_be(wish, "claimed")
    wish.state, wish.claimed_by, wish.claimed_at, wish.due_on = "published", None, None, None
    _line(session, "wish.give_back", wish, scope.account_id, now)
    return wish


def bring(session: Session, scope: Scope, wish_id: uuid.UUID, now: dt.datetime) -> Wish:
    """The claimant has brought it to the community, whose staff are told."""
    wish = _mine(session, scope, wish_id)
    _must_be(wish, "claimed")
    wish.state = "brought"
    said = Said("有人送来了一个微心愿，请转交本人：%(told)s", told=wish.told or "")
    staff = staff_over(session, wish.resident.person.place.path)
    tell(session, staff, f"wish:{wish.id}:brought", said, f"{LINK}/{wish.id}", now)
    _line(session, "wish.bring", wish, scope.account_id, now)
    return wish


def hand_over(
    session: Session, scope: Scope, wish_id: uuid.UUID, thanks: str | None, now: dt.datetime
) -> Wish:
    """The resident has it; ``thanks`` goes to the claimant, checked as the wish was."""
    wish = wish_in(session, scope, wish_id, lock=True)
    _must_be(wish, "claimed", "brought")
    if wish.claimed_by == scope.account_id:
        raise OwnWish(Said("自己认领的心愿，请另一位同事确认已经转交。"))
    if thanks:
        check_told("thanks", thanks, names_around(session, wish.resident))
    wish.state, wish.thanks, wish.handed_by, wish.ended_at = (
        "fulfilled",
        thanks or None,
        scope.account_id,
        now,
    )
    if wish.claimed_by is not None:
        said = Said("您认领的微心愿已经转交本人，谢谢您：%(told)s", told=wish.told or "")
        tell(session, [wish.claimed_by], f"wish:{wish.id}:done", said, LINK, now)
    _line(session, "wish.hand_over", wish, scope.account_id, now)
    return wish


def wish_in(session: Session, scope: Scope, wish_id: uuid.UUID, lock: bool = False) -> Wish:
    """A wish of a resident one looks after, with the person and the place."""
    found = _loaded(session, wish_id, lock)
    if found is None or not scope.covers(found.resident.person.place.path, LOOKERS):
        raise WishUnknown(Said("没有这个心愿，或不归您管。"))
    return found


def _loaded(session: Session, wish_id: uuid.UUID, lock: bool = True) -> Wish | None:
    wanted = select(Wish).where(Wish.id == wish_id)
    person = joinedload(Wish.resident).joinedload(Resident.person).joinedload(Person.place)
    wanted = wanted.options(person, joinedload(Wish.claimant))
    if lock:
        wanted = wanted.with_for_update(of=Wish).execution_options(populate_existing=True)
    return session.scalar(wanted)


def _published(session: Session, wish_id: uuid.UUID) -> Wish:
    wish = _loaded(session, wish_id)
    if wish is None or wish.told is None:
        raise WishUnknown(Said("没有这个心愿，或不归您管。"))
    if wish.state != "published":
        raise WishElsewhere(Said("这个心愿刚被别人认领，或已经不用办了。请看看别的。"))
    return wish


def _mine(session: Session, scope: Scope, wish_id: uuid.UUID) -> Wish:
    wish = _loaded(session, wish_id)
    if wish is None or wish.claimed_by != scope.account_id:
        raise WishUnknown(Said("没有这个心愿，或不归您管。"))
    return wish


def _mine_or_kept(session: Session, scope: Scope, wish_id: uuid.UUID) -> Wish:
    try:
        return _mine(session, scope, wish_id)
    except WishUnknown:
        return wish_in(session, scope, wish_id, lock=True)


def _must_be(wish: Wish, *states: str) -> None:
    if wish.state not in states:
        raise WishElsewhere(Said("这个心愿已经到了别的一步，请看过再定。"))


def _whose(resident: Resident, today: dt.date) -> str:
    born = resident.person.born_on
    years = None if born is None else age(born, today)
    if years is None:
        return "adult"
    return "child" if years < ADULT else "elder" if years >= ELDER else "adult"


def _line(
    session: Session,
    action: str,
    wish: Wish,
    by: uuid.UUID,
    now: dt.datetime,
    why: str | None = None,
) -> None:
    record_row(session, action, wish, now, by=by, whose=wish.resident.person_id, why=why)
