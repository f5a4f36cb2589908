"""Choosing a post 择岗, being confirmed and shown 亮岗, and leaving it.

Every change locks the helper's row first and the post's second, as claims do with visits.
"""

import datetime as dt
import uuid
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.days import civil_day
from models.care.posts.refusals import (
    AlreadyHolds,
    HoldingOver,
    NoPostHeld,
    NotPartyMember,
    OwnMatter,
    PostClosed,
    PostFull,
    PostUnknown,
)
from models.care.posts.setting import post_in
from models.care.posts.tables import CARD_NUMBERS, STANDING, Post, PostHolding
from models.care.refusals import ReasonUnknown
from models.database.last_line import LastLine, insert
from models.notices.outbox import tell
from models.people.tables import Helper
from models.trail.log import record_row

MEMBERS = ("中共党员", "中共预备党员", "党员", "预备党员")
FULL = Said("这个岗位的名额已满，请看看别的岗位。")
MINE = Said("您已经选了或领了这个岗位。")
LAST_LINE: LastLine = {
    "ix_post_holding_seat": (PostFull, FULL),
    "ix_post_holding_once": (AlreadyHolds, MINE),
}
ENDINGS = MappingProxyType(
    {
        "term": Said("任期到了"),
        "asked": Said("本人要求"),
        "ill": Said("身体原因"),
        "moved": Said("搬走或转出"),
        "other": Said("其他原因"),
    }
)


def is_member(helper: Helper) -> bool:
    """Whether somebody may choose posts at all."""
    return helper.political_status in MEMBERS


def choose(
    session: Session, helper_id: uuid.UUID, post_id: uuid.UUID, now: dt.datetime, *, by: uuid.UUID
) -> PostHolding:
    """A party member chooses an open post; a place is his until staff confirm or decline."""
    helper = session.get(Helper, helper_id, with_for_update={"key_share": True})
    post = session.get(Post, post_id, with_for_update={"key_share": True}, populate_existing=True)
    if helper is None or post is None:
        raise PostUnknown(Said("没有找到这个岗位。"))
    if not is_member(helper):
        raise NotPartyMember(Said("领岗是党员的责任。您可以在“我的任务”里自愿帮忙。"))
    _check_open(post, civil_day(now))
    standing = _standing(session, post.id)
    if any(held.helper_id == helper.id for held in standing):
        raise AlreadyHolds(MINE)
    if len(standing) >= (post.places or 0):
        raise PostFull(FULL)
    held = PostHolding(
        post_id=post.id,
        helper_id=helper.id,
        seat=min(set(range(len(standing) + 1)) - {one.seat for one in standing}),
        state="chosen",
        chosen_on=civil_day(now),
    )
    insert(session, held, LAST_LINE)
    record_row(session, "post.choose", held, now, by=by, detail=_post(held))
    return held


def confirm(session: Session, scope: Scope, holding_id: uuid.UUID, now: dt.datetime) -> PostHolding:
    """Staff confirm the choice: from today he holds the post and has a card to show."""
    held = _decide(session, scope, holding_id, "chosen")
    held.card = next_card(session)
    held.state, held.taken_on, held.confirmed_by = "held", civil_day(now), scope.account_id
    record_row(session, "post.confirm", held, now, by=scope.account_id, detail=_post(held))
    _tell(session, held, Said("您选的岗位已确认，可以亮岗、履岗了。"), now)
    return held


def decline(session: Session, scope: Scope, holding_id: uuid.UUID, now: dt.datetime) -> PostHolding:
    """Staff decline the choice; the place is free again."""
    held = _decide(session, scope, holding_id, "chosen")
    held.state, held.ended_on = "declined", civil_day(now)
    record_row(session, "post.decline", held, now, by=scope.account_id, detail=_post(held))
    _tell(session, held, Said("您选的岗位这次没有确认，请向社区工作人员了解，或另选一个。"), now)
    return held


def give_up(
    session: Session,
    helper_id: uuid.UUID,
    holding_id: uuid.UUID,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> PostHolding:
    """The helper takes a choice back that nobody has confirmed."""
    held = lock_held(session, holding_id, "chosen")
    if held.helper_id != helper_id:
        raise PostUnknown(Said("没有找到这个岗位。"))
    held.state, held.ended_on = "given_up", civil_day(now)
    record_row(session, "post.give_up", held, now, by=by, detail=_post(held))
    return held


def end(
    session: Session, scope: Scope, holding_id: uuid.UUID, reason: str, now: dt.datetime
) -> PostHolding:
    """A holder leaves his post; its records stay."""
    if reason not in ENDINGS:
        raise ReasonUnknown(Said("请从列表中选一个离岗的原因。"))
    held = _decide(session, scope, holding_id, "held")
    held.state, held.ended_on, held.ended_for = "ended", civil_day(now), reason
    record_row(session, "post.end", held, now, by=scope.account_id, why=reason, detail=_post(held))
    _tell(session, held, Said("您的岗位已办理离岗，谢谢您的付出。"), now)
    return held


def next_card(session: Session) -> int:
    """A number no card had before."""
    return session.execute(select(CARD_NUMBERS.next_value())).scalar_one()


def check_holds(session: Session, helper_id: uuid.UUID) -> None:
    """Only who holds a post visits as a duty."""
    if not holds(session, helper_id):
        raise NoPostHeld(Said("您现在没有领岗，不能作为岗位履职。可以作为志愿者认领。"))


def holds(session: Session, helper_id: uuid.UUID) -> bool:
    """Whether a helper holds any post now."""
    mine = select(PostHolding.id).where(
        PostHolding.helper_id == helper_id, PostHolding.state == "held"
    )
    return session.scalar(mine.limit(1)) is not None


def lock_held(session: Session, holding_id: uuid.UUID, state: str) -> PostHolding:
    """A holding in ``state``, its helper and post locked."""
    held = session.get(PostHolding, holding_id)
    if held is None:
        raise PostUnknown(Said("没有找到这个岗位。"))
    session.get_one(Helper, held.helper_id, with_for_update={"key_share": True})
    session.get_one(Post, held.post_id, with_for_update={"key_share": True})
    session.refresh(held)
    if held.state != state:
        raise HoldingOver(Said("这次领岗已经处理过或已经结束，没有再改动。"))
    return held


def _decide(session: Session, scope: Scope, holding_id: uuid.UUID, state: str) -> PostHolding:
    held = lock_held(session, holding_id, state)
    post_in(session, scope, held.post_id)
    helper = session.get_one(Helper, held.helper_id)
    if helper.person_id == scope.person_id:
        raise OwnMatter(Said("自己的岗位要由别的工作人员办理。"))
    return held


def _check_open(post: Post, today: dt.date) -> None:
    if post.closed_on is not None or post.places is None:
        raise PostClosed(Said("这个岗位现在不能选。"))
    if post.ends_on is not None and post.ends_on < today:
        raise PostClosed(Said("这个岗位的任期已经结束。"))


def _standing(session: Session, post_id: uuid.UUID) -> list[PostHolding]:
    query = select(PostHolding).where(
        PostHolding.post_id == post_id, PostHolding.state.in_(STANDING)
    )
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _tell(session: Session, held: PostHolding, said: Said, now: dt.datetime) -> None:
    accounts = (
        select(Account.id)
        .join(Helper, Helper.person_id == Account.person_id)
        .where(Helper.id == held.helper_id)
    )
    tell(
        session, session.scalars(accounts), f"post:{held.id}:{held.state}", said, "/care/post", now
    )


def _post(held: PostHolding) -> dict[str, str]:
    return {"post": str(held.post_id)}
