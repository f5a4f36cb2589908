"""Appraising a holder's quarter 评岗: five to seven people, a word each, a rule all can check.

The result is the word in the middle of all answers, the lower one of the two where their number is
even. It exists only once everybody asked has answered and they are five to seven. There is no
ranking of people: a result is shown to its holder and to those who look after the post.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.days import civil_day
from models.care.posts.asked import OWN, voice_for
from models.care.posts.refusals import (
    AppraisalNotReady,
    OwnMatter,
    PostUnknown,
)
from models.care.posts.setting import KEEPERS
from models.care.posts.tables import KINDS, WORDS, Appraisal, Post, PostHolding, Voice
from models.care.refusals import ReasonUnknown
from models.notices.outbox import tell
from models.people.tables import Helper, Person
from models.trail.log import record_row

FEWEST, MOST = 5, 7


def quarter_of(day: dt.date) -> dt.date:
    """The first day of the quarter a day lies in."""
    return dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def begin(
    session: Session, scope: Scope, holding_id: uuid.UUID, quarter: dt.date, now: dt.datetime
) -> Appraisal:
    """Begin the appraisal of a quarter in which the post was held; found again, not begun twice."""
    held = session.scalar(
        select(PostHolding)
        .join(PostHolding.post)
        .join(Post.place)
        .where(PostHolding.id == holding_id, PostHolding.card.is_not(None), scope.within(KEEPERS))
        .options(joinedload(PostHolding.helper))
        .with_for_update(of=PostHolding, key_share=True)
    )
    if held is None:
        raise PostUnknown(Said("没有找到这次领岗。"))
    _not_own(scope, held)
    if quarter != quarter_of(quarter) or quarter > civil_day(now):
        raise AppraisalNotReady(Said("请选一个已经开始的季度。"))
    standing = session.scalar(
        select(Appraisal).where(
            Appraisal.holding_id == held.id,
            Appraisal.quarter == quarter,
            Appraisal.settled.is_distinct_from("void"),
        )
    )
    if standing is not None:
        return standing
    begun = Appraisal(
        holding_id=held.id, quarter=quarter, opened_by=scope.account_id, opened_at=now
    )
    session.add(begun)
    session.flush()
    record_row(session, "post.appraise", begun, now, by=scope.account_id)
    return begun


def appraisal_in(
    session: Session, scope: Scope, appraisal_id: uuid.UUID, lock: bool = False
) -> Appraisal:
    """An appraisal of a post within the scope of a keeper, with its voices."""
    held = joinedload(Appraisal.holding)
    query = (
        select(Appraisal)
        .join(Appraisal.holding)
        .join(PostHolding.post)
        .join(Post.place)
        .where(Appraisal.id == appraisal_id, scope.within(KEEPERS))
        .options(
            held.joinedload(PostHolding.helper).joinedload(Helper.person).joinedload(Person.place),
            held.joinedload(PostHolding.post).joinedload(Post.place),
            selectinload(Appraisal.voices).joinedload(Voice.person),
            selectinload(Appraisal.voices).joinedload(Voice.account),
        )
        .execution_options(populate_existing=True)
    )
    found = session.scalar(query.with_for_update(of=Appraisal) if lock else query)
    if found is None:
        raise PostUnknown(Said("没有找到这次评岗。"))
    return found


def ask(
    session: Session,
    scope: Scope,
    appraisal_id: uuid.UUID,
    subject_id: uuid.UUID,
    kind: str,
    now: dt.datetime,
) -> Voice:
    """Ask one more: a person, or an account of staff; independent of the holder and the others."""
    found = appraisal_in(session, scope, appraisal_id, lock=True)
    _still_open(found)
    _not_own(scope, found.holding)
    if len(found.voices) >= MOST:
        raise AppraisalNotReady(Said("最多请 %(most)d 个人评。", most=MOST))
    if kind not in KINDS:
        raise ReasonUnknown(Said("请选居民、党员或工作人员。"))
    voice = voice_for(session, found, subject_id, kind)
    session.add(voice)
    session.flush()
    own = Account.person_id == voice.person_id if voice.person_id else Account.id == subject_id
    accounts = session.scalars(select(Account.id).where(own))
    said = Said("请您评一评一位领岗党员这个季度做得怎么样。")
    tell(session, accounts, f"voice:{voice.id}", said, f"/care/voices/{voice.id}", now)
    return voice


def answer(
    session: Session,
    scope: Scope,
    voice_id: uuid.UUID,
    word: str,
    comment: str | None,
    now: dt.datetime,
) -> Voice:
    """One word about the quarter, by the person himself or entered from paper by a keeper."""
    voice = session.get(Voice, voice_id)
    if voice is None:
        raise PostUnknown(Said("没有找到这次评岗。"))
    found = session.scalars(
        select(Appraisal)
        .where(Appraisal.id == voice.appraisal_id)
        .options(joinedload(Appraisal.holding).joinedload(PostHolding.helper))
        .with_for_update(of=Appraisal)
        .execution_options(populate_existing=True)
    ).one()
    if not is_own(voice, scope):
        appraisal_in(session, scope, found.id)
        _not_own(scope, found.holding)
    _still_open(found)
    if word not in WORDS:
        raise ReasonUnknown(Said("请从几个词中选一个。"))
    voice.word, voice.comment = word, comment
    voice.answered_at, voice.entered_by = now, scope.account_id
    session.flush()
    record_row(session, "post.voice", found, now, by=scope.account_id)
    return voice


def close(session: Session, scope: Scope, appraisal_id: uuid.UUID, now: dt.datetime) -> Appraisal:
    """Work the result out by the rule, and tell the holder."""
    found = appraisal_in(session, scope, appraisal_id, lock=True)
    _still_open(found)
    _not_own(scope, found.holding)
    words = [voice.word for voice in found.voices if voice.word is not None]
    if not FEWEST <= len(words) <= MOST or len(words) < len(found.voices):
        raise AppraisalNotReady(
            Said(
                "要请 %(fewest)d 到 %(most)d 个人，都答了才有结果。"
                "现在请了 %(asked)d 人，答了 %(said)d 人。",
                fewest=FEWEST,
                most=MOST,
                asked=len(found.voices),
                said=len(words),
            )
        )
    if {voice.kind for voice in found.voices} != set(KINDS):
        raise AppraisalNotReady(Said("居民、党员、工作人员都要请到，才有结果。"))
    found.result, found.closed_at = middle(words), now
    session.flush()
    record_row(session, "post.appraised", found, now, by=scope.account_id)
    person_id = found.holding.helper.person_id
    accounts = session.scalars(select(Account.id).where(Account.person_id == person_id))
    said = Said("您这个季度的评岗有结果了，可以看，也可以提出异议。")
    tell(session, accounts, f"appraisal:{found.id}", said, "/care/post", now)
    return found


def middle(words: Sequence[str]) -> str:
    """The word in the middle, best first; of two in the middle the lower one."""
    return sorted(words, key=WORDS.index)[len(words) // 2]


def answers(appraisal: Appraisal) -> Counter[str]:
    """How often each word was said; never by whom."""
    return Counter(voice.word for voice in appraisal.voices if voice.word is not None)


def is_own(voice: Voice, scope: Scope) -> bool:
    """Whether it is the one who is signed in that was asked."""
    if voice.account_id is not None:
        return voice.account_id == scope.account_id
    return voice.person_id == scope.person_id


def _still_open(found: Appraisal) -> None:
    if found.closed_at is not None:
        raise AppraisalNotReady(Said("这次评岗已经有结果，没有再改动。"))


def _not_own(scope: Scope, held: PostHolding) -> None:
    if scope.person_id is not None and held.helper.person_id == scope.person_id:
        raise OwnMatter(OWN)
