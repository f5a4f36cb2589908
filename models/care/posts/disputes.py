"""A holder does not accept his appraisal: somebody else than who ran it looks at it again."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.over import accounts_over
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.days import civil_day
from models.care.posts.appraising import appraisal_in, is_own
from models.care.posts.refusals import AppraisalNotReady, OwnMatter, PostUnknown
from models.care.posts.setting import KEEPERS
from models.care.posts.tables import SETTLED, Appraisal, Post, PostHolding
from models.care.refusals import ReasonUnknown
from models.care.times import RECORD_WITHIN
from models.notices.outbox import tell
from models.places.working_days import working_days_after
from models.trail.log import record_row


def dispute(
    session: Session, helper_id: uuid.UUID, appraisal_id: uuid.UUID, why: str, now: dt.datetime
) -> Appraisal:
    """The holder says why, within ten working days of the result."""
    found = session.scalar(
        select(Appraisal)
        .join(Appraisal.holding)
        .where(Appraisal.id == appraisal_id, PostHolding.helper_id == helper_id)
        .options(joinedload(Appraisal.holding).joinedload(PostHolding.post).joinedload(Post.place))
        .with_for_update(of=Appraisal)
        .execution_options(populate_existing=True)
    )
    if found is None or found.closed_at is None:
        raise PostUnknown(Said("没有找到这次评岗。"))
    if found.disputed_at is not None:
        raise AppraisalNotReady(Said("您已经提出过异议。"))
    if working_days_after(session, civil_day(found.closed_at), civil_day(now)) > RECORD_WITHIN:
        raise AppraisalNotReady(
            Said("结果出来已经超过 %(days)d 个工作日，不能再提出异议。", days=RECORD_WITHIN)
        )
    found.dispute, found.disputed_at = why, now
    session.flush()
    said = Said("一位领岗党员对评岗结果有异议，请由没有经手的人复核。")
    link = f"/care/appraisals/{found.id}"
    others = set(accounts_over(session, found.holding.post.place.path, KEEPERS))
    tell(session, others - {found.opened_by}, f"dispute:{found.id}", said, link, now)
    return found


def settle(
    session: Session, scope: Scope, appraisal_id: uuid.UUID, settled: str, now: dt.datetime
) -> Appraisal:
    """The result stands, or is void and the quarter is appraised anew; by who had no hand in it."""
    if settled not in SETTLED:
        raise ReasonUnknown(Said("请选择维持结果或重新评。"))
    found = appraisal_in(session, scope, appraisal_id, lock=True)
    if found.disputed_at is None or found.settled is not None:
        raise AppraisalNotReady(Said("这次评岗没有待复核的异议。"))
    _check_independent(session, scope, found)
    found.settled, found.settled_by, found.settled_at = settled, scope.account_id, now
    record_row(session, "post.settle", found, now, by=scope.account_id, why=settled)
    person_id = found.holding.helper.person_id
    accounts = session.scalars(select(Account.id).where(Account.person_id == person_id))
    said = (
        Said("您的异议已复核，原来的结果维持。")
        if settled == "stands"
        else Said("您的异议已复核，这个季度重新评。")
    )
    tell(session, accounts, f"settled:{found.id}", said, "/care/post", now)
    return found


def _check_independent(session: Session, scope: Scope, found: Appraisal) -> None:
    hands = {found.opened_by, *(voice.entered_by for voice in found.voices)}
    own = scope.person_id is not None and scope.person_id == found.holding.helper.person_id
    if own or scope.account_id in hands or any(is_own(voice, scope) for voice in found.voices):
        raise OwnMatter(Said("异议要由没有经手这次评岗的人复核。"))
