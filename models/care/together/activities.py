"""Group activities: so many places, a queue behind them, and who was there in the end.

Every change locks the helper's row first and the activity's second.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.days import civil_day
from models.care.posts.holding import is_member
from models.care.refusals import NotEligible
from models.care.together.consents import check_may_help
from models.care.together.own_time import check_dates, check_visits
from models.care.together.refusals import (
    NoPlace,
    SignedAlready,
    TogetherOver,
    TogetherUnknown,
    TogetherWrong,
)
from models.care.together.served import credit_together
from models.care.together.shifts import check_fit
from models.care.together.stations import KEEPERS, communities
from models.care.together.tables import AUDIENCES, SEATED, SIGNED, Activity, Signup
from models.database.last_line import LastLine, insert
from models.notices.outbox import tell
from models.people.tables import Helper, Person
from models.places.tables import Place
from models.trail.log import record_row

MOST_PLACES = 500
LONGEST = dt.timedelta(hours=12)
MINE = Said("您已经报了名。")
LAST_LINE: LastLine = {
    "ix_activity_signup_seat": (NoPlace, Said("名额刚刚被别人报走，请再试一次，可以排队。")),
    "ix_activity_signup_once": (SignedAlready, MINE),
}


@dataclass(frozen=True)
class Plan:
    """What is said about an activity."""

    title: str
    what: str
    spot: str
    begins_at: dt.datetime
    ends_at: dt.datetime
    places: int
    audience: str


@dataclass(frozen=True)
class Shown:
    """An activity as a helper sees it: how many places are left, how many wait, his own part."""

    activity: Activity
    free: int
    waiting: int
    mine: Signup | None


def set_up(
    session: Session, scope: Scope, place_id: uuid.UUID, plan: Plan, now: dt.datetime
) -> Activity:
    """A new activity in a community of the scope."""
    if place_id not in {place.id for place in communities(session, scope)}:
        raise TogetherWrong(Said("请选一个您所管的社区。"))
    if plan.begins_at <= now:
        raise TogetherWrong(Said("开始时间要在现在以后。"))
    if not plan.begins_at < plan.ends_at <= plan.begins_at + LONGEST:
        raise TogetherWrong(Said("结束时间要晚于开始时间，最长 12 小时。"))
    if not 1 <= plan.places <= MOST_PLACES or plan.audience not in AUDIENCES:
        raise TogetherWrong(Said("名额要在 1 到 %(most)d 之间。", most=MOST_PLACES))
    made = Activity(place_id=place_id, set_up_by=scope.account_id, **vars(plan))
    session.add(made)
    session.flush()
    record_row(session, "activity.set_up", made, now, by=scope.account_id)
    return made


def activity_in(
    session: Session, scope: Scope, activity_id: uuid.UUID, lock: bool = False
) -> Activity:
    """An activity within the scope of a keeper."""
    query = (
        select(Activity)
        .join(Activity.place)
        .where(Activity.id == activity_id, scope.within(KEEPERS))
        .options(joinedload(Activity.place))
        .execution_options(populate_existing=True)
    )
    found = session.scalar(query.with_for_update(of=Activity, key_share=True) if lock else query)
    if found is None:
        raise TogetherUnknown(Said("您所管的地方没有这个活动。"))
    return found


def sign_up(
    session: Session,
    helper_id: uuid.UUID,
    activity_id: uuid.UUID,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> Signup:
    """A place where one is free, else a turn in the queue."""
    helper, activity = _lock(session, helper_id, activity_id)
    _not_begun(activity, now)
    _check_welcome(session, helper, activity)
    signups = _signups(session, activity.id)
    if any(one.helper_id == helper.id for one in signups):
        raise SignedAlready(MINE)
    check_dates(session, helper.id, activity.begins_at, activity.ends_at)
    check_visits(session, helper.id, activity.begins_at, activity.ends_at)
    free = _free(activity, signups)
    last = select(func.coalesce(func.max(Signup.turn), 0)).where(Signup.activity_id == activity.id)
    given = Signup(
        activity_id=activity.id,
        helper_id=helper.id,
        turn=session.scalars(last).one() + 1,
        seat=min(free, default=None),
        state="seated" if free else "waiting",
        signed_at=now,
    )
    insert(session, given, LAST_LINE)
    record_row(session, "activity.sign_up", activity, now, by=by)
    return given


def cancel(
    session: Session,
    helper_id: uuid.UUID,
    activity_id: uuid.UUID,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> Signup:
    """Give the place or the turn back; the first who waits has the place at once and is told."""
    _, activity = _lock(session, helper_id, activity_id)
    _not_begun(activity, now)
    signups = _signups(session, activity.id)
    mine = next((one for one in signups if one.helper_id == helper_id), None)
    if mine is None:
        raise TogetherUnknown(Said("您没有报名这个活动。"))
    mine.state, mine.ended_at = "cancelled", now
    session.flush()
    _fill(session, activity, [one for one in signups if one is not mine], now)
    record_row(session, "activity.cancel", activity, now, by=by)
    return mine


def call_off(session: Session, scope: Scope, activity_id: uuid.UUID, now: dt.datetime) -> Activity:
    """The activity does not take place; everybody signed up is told."""
    activity = activity_in(session, scope, activity_id, lock=True)
    _not_begun(activity, now)
    activity.called_off_at = now
    signups = _signups(session, activity.id)
    for one in signups:
        one.state, one.ended_at = "called_off", now
    session.flush()
    said = Said("您报名的活动“%(title)s”取消了，不用来了。", title=activity.title)
    _tell(session, signups, "off", said, now)
    record_row(session, "activity.call_off", activity, now, by=scope.account_id)
    return activity


def attend(
    session: Session,
    scope: Scope,
    activity_id: uuid.UUID,
    came: Collection[uuid.UUID],
    now: dt.datetime,
) -> Sequence[Signup]:
    """Who was there, by sign-up; entered once the activity has ended. Returns those who came."""
    activity = activity_in(session, scope, activity_id, lock=True)
    if activity.ends_at > now:
        raise TogetherOver(Said("活动结束以后再登记谁来了。"))
    if activity.closed_at is not None or activity.called_off_at is not None:
        raise TogetherOver(Said("这个活动已经登记过或已取消，没有再改动。"))
    signups = _signups(session, activity.id)
    for one in signups:
        if one.state == "waiting":
            one.state = "cancelled"
        else:
            one.state = "came" if one.id in came else "missed"
        one.ended_at = now
    activity.closed_at = now
    session.flush()
    there = [one for one in signups if one.state == "came"]
    times, by = (activity.begins_at, activity.ends_at), scope.account_id
    for one in there:
        place, what = activity.place_id, activity.title
        credit_together(session, one.helper_id, one.id, place, what, times, now, by=by)
    record_row(session, "activity.attend", activity, now, by=by)
    return there


def coming(session: Session, helper: Helper, now: dt.datetime, most: int) -> Sequence[Shown]:
    """Activities to come in the helper's county, those he is in first, then the soonest."""
    home = session.scalars(
        select(Place.path)
        .join(Person, Person.place_id == Place.id)
        .where(Person.id == helper.person_id)
    ).one()
    query = (
        select(Activity)
        .join(Activity.place)
        .where(
            Place.path.startswith(home.split("/", 1)[0] + "/"),
            Activity.ends_at > now,
            Activity.called_off_at.is_(None),
        )
        .options(joinedload(Activity.place))
        .order_by(Activity.begins_at, Activity.id)
        .limit(most)
    )
    shown = [_shown(session, one, helper.id) for one in session.scalars(query)]
    return sorted(shown, key=lambda one: one.mine is None)


def signups_of(session: Session, activity_id: uuid.UUID) -> Sequence[Signup]:
    """Who is in, by seat, then who waits, by turn."""
    query = (
        select(Signup)
        .where(Signup.activity_id == activity_id, Signup.state.in_((*SEATED, "waiting")))
        .options(joinedload(Signup.helper).joinedload(Helper.person).joinedload(Person.place))
        .order_by(Signup.seat.nulls_last(), Signup.turn)
    )
    return session.scalars(query).all()


def _shown(session: Session, activity: Activity, helper_id: uuid.UUID) -> Shown:
    signups = _signups(session, activity.id)
    waiting = sum(one.state == "waiting" for one in signups)
    mine = next((one for one in signups if one.helper_id == helper_id), None)
    return Shown(activity, len(_free(activity, signups)), waiting, mine)


def _lock(
    session: Session, helper_id: uuid.UUID, activity_id: uuid.UUID
) -> tuple[Helper, Activity]:
    helper = session.get(Helper, helper_id, with_for_update={"key_share": True})
    activity = session.get(
        Activity, activity_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if helper is None or activity is None:
        raise TogetherUnknown(Said("没有找到这个活动，可能已经取消。"))
    return helper, activity


def _not_begun(activity: Activity, now: dt.datetime) -> None:
    if activity.called_off_at is not None or activity.begins_at <= now:
        raise TogetherOver(Said("这个活动已经开始或取消。"))


def _check_welcome(session: Session, helper: Helper, activity: Activity) -> None:
    if not helper.active:
        raise NotEligible([("active", Said("您的志愿者身份现在停用，请联系社区工作人员。"))])
    if activity.audience == "members" and not is_member(helper):
        raise NotEligible([("audience", Said("这个活动请党员参加。"))])
    day = civil_day(activity.begins_at)
    if activity.audience == "checked":
        check_fit(session, helper, day)
    else:
        check_may_help(session, session.get_one(Person, helper.person_id), day)


def _signups(session: Session, activity_id: uuid.UUID) -> Sequence[Signup]:
    query = (
        select(Signup)
        .where(Signup.activity_id == activity_id, Signup.state.in_(SIGNED))
        .order_by(Signup.turn)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _free(activity: Activity, signups: Sequence[Signup]) -> set[int]:
    return set(range(activity.places)) - {one.seat for one in signups if one.state == "seated"}


def _fill(
    session: Session, activity: Activity, signups: Sequence[Signup], now: dt.datetime
) -> None:
    """Whoever has waited longest goes in, as long as a place is free."""
    free = sorted(_free(activity, signups))
    waiting = [one for one in signups if one.state == "waiting"]
    moved = list(zip(waiting, free, strict=False))
    for one, seat in moved:
        one.state, one.seat = "seated", seat
    session.flush()
    said = Said("您排到了活动“%(title)s”的名额。来不了请早些取消。", title=activity.title)
    _tell(session, [one for one, _ in moved], "in", said, now)


def _tell(
    session: Session, signups: Sequence[Signup], what: str, said: Said, now: dt.datetime
) -> None:
    for one in signups:
        accounts = (
            select(Account.id)
            .join(Helper, Helper.person_id == Account.person_id)
            .where(Helper.id == one.helper_id)
        )
        key = f"signup:{one.id}:{what}"
        tell(session, session.scalars(accounts), key, said, "/care/activities", now)
