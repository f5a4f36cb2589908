"""One's word 同意与撤回: for each purpose apart, to the text of a version."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.database.refused import Refused
from models.people.consents.tables import Consent
from models.people.identity import age
from models.people.tables import Person

GENERAL, SENSITIVE, SHARING, AUTOMATED = "general", "sensitive", "sharing", "automated"
# 个人信息保护法第三十一条: below that age a guardian speaks.
SPEAKS_FROM = 14


@dataclass(frozen=True)
class Text:
    """What is agreed to in which version, and what follows when it is taken back."""

    version: str
    name: Said
    said: Said
    taken_back: Said


# A changed text gets a new version; the words given before keep theirs.
TEXTS: Mapping[str, Text] = MappingProxyType(
    {
        GENERAL: Text(
            "2026-11",
            Said("登记和使用我的资料"),
            Said(
                "我同意社区登记我的姓名、电话、住处和需要，只用来安排探访、帮扶和志愿服务。"
                "我可以随时撤回。"
            ),
            Said(
                "撤回以后，社区会在答复期限内停办给您的服务，不再联系您。以前做过的服务不受影响。"
            ),
        ),
        SENSITIVE: Text(
            "2026-11",
            Said("登记我的健康、残疾和困难情况"),
            Said(
                "我另外同意登记我的健康、残疾和家庭困难情况，只用来安排合适的人、合适的服务，"
                "只给安排服务的工作人员和上门的人看。"
            ),
            Said("撤回以后，这些情况会被清空，按这些情况安排的定期探访会停下来。"),
        ),
        SHARING: Text(
            "2026-11",
            Said("把我的资料告诉用人单位和服务组织"),
            Said(
                "我另外同意：推荐工作时把我的姓名、电话、技能告诉那一家用人单位；"
                "请组织帮忙时，把我要办的事告诉那一家组织。"
            ),
            Said(
                "撤回以后，不再把您推荐给用人单位，也不再把您的事交给组织。已经告诉的，请社区去说。"
            ),
        ),
        AUTOMATED: Text(
            "2026-11",
            Said("自动匹配"),
            Said("我同意每晚由系统按规则给我推荐合适的人、岗位或任务，每一条都由人来决定。"),
            Said("关闭以后，系统不再为您推荐，改由工作人员人工安排。别的服务不受影响。"),
        ),
    }
)


class ConsentWrong(Refused):
    """A word that cannot be recorded as it was entered."""

    code: ClassVar[str] = "consent_wrong"


@dataclass(frozen=True)
class Word:
    """What was said, how it came in, and by which guardian for a child under 14."""

    purpose: str
    agreed: bool
    how: str
    guardian_name: str | None = None
    relation: str | None = None


def say(
    session: Session, person: Person, word: Word, today: dt.date, now: dt.datetime, *, by: uuid.UUID
) -> Consent | None:
    """``keep`` for whoever may say it: below 14 that is a guardian, who is named."""
    if needs_guardian(person, today) and not (word.guardian_name and word.relation):
        raise ConsentWrong(Said("未满 14 周岁，要由监护人来说。请写明监护人姓名和关系。"))
    if bool(word.guardian_name) != bool(word.relation):
        raise ConsentWrong(Said("监护人的姓名和关系要一起写。"))
    return keep(session, person.id, word, now, by=by)


def keep(
    session: Session, person_id: uuid.UUID, word: Word, now: dt.datetime, *, by: uuid.UUID
) -> Consent | None:
    """Record a word; None when the one that stands says the same to the same version."""
    session.get_one(Person, person_id, with_for_update={"key_share": True})
    old = standing(session, person_id).get(word.purpose)
    version = TEXTS[word.purpose].version
    if old is not None and (old.agreed, old.text_version) == (word.agreed, version):
        return None
    said = Consent(
        person_id=person_id,
        purpose=word.purpose,
        agreed=word.agreed,
        text_version=version,
        given_by="guardian" if word.guardian_name else "own",
        guardian_name=word.guardian_name,
        relation=word.relation,
        how=word.how,
        recorded_by=by,
        recorded_at=now,
    )
    session.add(said)
    session.flush()
    return said


def standing(session: Session, person_id: uuid.UUID) -> dict[str, Consent]:
    """purpose -> the newest word of it."""
    said = select(Consent).where(Consent.person_id == person_id)
    rows = session.scalars(said.order_by(Consent.recorded_at, Consent.id))
    return {row.purpose: row for row in rows}


def refuses(session: Session, person_id: uuid.UUID, purpose: str) -> bool:
    """Whether the person took this word back, or never gave it though asked."""
    newest = (
        select(Consent.agreed)
        .where(Consent.person_id == person_id, Consent.purpose == purpose)
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
    )
    return session.scalar(newest.limit(1)) is False


def needs_guardian(person: Person, today: dt.date) -> bool:
    """Whether a guardian speaks for the person; without a birthday he speaks for himself."""
    return person.born_on is not None and age(person.born_on, today) < SPEAKS_FROM
