"""送信息 on a visit's pages and paper: what it carries, and the answers a sheet brings back."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from matcher.said import Said
from models.bridge.information import ANSWERS, Answers, information
from models.care.pair import county_of
from models.employment.placing.life import target
from web.again import match_again
from web.clock import now, today
from web.db import reading
from web.said import said

# A radio button each: one seeker, one answer.
FIELD = "answer-"


def carried(
    session: Session, visit_id: uuid.UUID, given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What a template says of it; ``given`` is the form as it was filled in."""
    return {
        "information": information(session, visit_id, today(now())),
        "target": target,
        "answers": [(step, said(text)) for step, text in ANSWERS.items()],
        "answered": answers_in(given or {}),
    }


def answers_in(given: Mapping[str, Any]) -> Answers:
    """The answers of a filled-in sheet, from a form or a phone; what is none is left out."""
    found = {}
    for name, step in given.items():
        if name.startswith(FIELD) and step in ANSWERS:
            try:
                found[uuid.UUID(name.removeprefix(FIELD))] = str(step)
            except ValueError:
                continue
    return found


def about_lost(count: int) -> str:
    """What is said of answers that could not be taken; nothing where all were."""
    if not count:
        return ""
    lost = Said(
        "有 %(count)d 个工作的答复没有记上：推荐已有变化。请本人向就业服务站再说一次。", count=count
    )
    return said(lost)


def after_answers(answers: Answers, helper_person_id: uuid.UUID | None) -> None:
    """Who said no is free again, and so is the place."""
    if "seeker_no" in answers.values() and helper_person_id is not None:
        match_again(county_of(reading(), helper_person_id), "employment")
