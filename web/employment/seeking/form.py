"""The form of a seeker: what is asked, read into facts, filled again as it was sent or stands."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from flask_babel import lazy_gettext
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.codes import table, table_since
from models.employment.people import AT_WORK
from models.employment.seeking.consents import TEXTS
from models.employment.seeking.facts import Contact, Facts, facts_of
from models.employment.seeking.identifying import homes
from models.employment.seeking.refusals import SeekerChanged, SeekingWrong
from models.employment.skills import LEVELS, Skill, read_skill
from models.ledgers.amounts import read_words
from models.people.tables import Seeker
from models.places.neighbourhoods import neighbourhoods
from web.employment.posting import PAY, PHONE, SHORT
from web.employment.seeking.words import HOURS, LEVEL, PAPER, TRAINING
from web.forms import Form
from web.said import said

SKILLS = range(1, 11)
# Rows shown beyond those that are filled.
SPARE = 2
LINE = validate.Length(max=200)
TICKED = validate.Length(min=1, error=lazy_gettext("请至少勾一项。"))
FACTS = ("education", "wage_wish", "hours", "commute_km", "training", "unemployed_since")
LISTS = ("wishes", "training_wishes")


class FactsForm(Schema):
    class Meta:
        include = {  # noqa: RUF012 - marshmallow reads it as a plain class attribute
            f"{name}_{number}": field
            for number in SKILLS
            for name, field in (
                ("skill", fields.String(load_default=None, validate=SHORT)),
                ("level", fields.String(load_default=None, validate=validate.OneOf(LEVELS))),
                ("paper", fields.Boolean(load_default=None, allow_none=True)),
            )
        }

    phone = fields.String(load_default=None, validate=PHONE)
    place_id = fields.UUID(load_default=None)
    door = fields.String(load_default=None, validate=SHORT)
    education = fields.String(load_default=None, validate=SHORT)
    wishes = fields.String(load_default="", validate=LINE)
    wage_wish = fields.Integer(load_default=None, validate=PAY)
    hours = fields.String(load_default=None, validate=SHORT)
    commute_km = fields.Float(load_default=None, validate=validate.Range(min=0, max=200))
    training = fields.String(load_default=None, validate=SHORT)
    training_wishes = fields.String(load_default="", validate=LINE)
    limits = fields.List(fields.Integer(validate=validate.OneOf(tuple(AT_WORK))), load_default=list)
    unemployed_since = fields.Date(load_default=None)
    hardship = fields.List(fields.String(), load_default=list)


class RegisterForm(FactsForm):
    person_id = fields.UUID(load_default=None)
    name = fields.String(required=True, validate=SHORT)
    id_number = fields.String(load_default=None, validate=SHORT)
    born_on = fields.Date(load_default=None)
    agreed = fields.List(fields.String(validate=validate.OneOf(tuple(TEXTS))), load_default=list)
    automated = fields.Boolean(load_default=True)


class ChangeForm(FactsForm):
    seen = fields.String(required=True)


@contextmanager
def telling(form: Form) -> Iterator[None]:
    """What cannot be so is told at its field, what somebody else changed above the form."""
    try:
        with form.telling(SeekerChanged):
            yield
    except SeekingWrong as refusal:
        form.refuse(refusal.field, said(refusal.said))


def facts(data: Mapping[str, Any], known: Sequence[str] = ()) -> Facts:
    """The facts of a form that was read well; of the ``known`` skills it showed the first ones."""
    told: dict[str, Any] = {name: data[name] for name in FACTS}
    told |= {name: read_words(data[name]) for name in LISTS}
    return Facts(
        skills=_skills(data, known[len(SKILLS) :]), limits=sum(set(data["limits"])), **told
    )


def contact(data: Mapping[str, Any], phone: str | None) -> Contact:
    return Contact(phone, data["place_id"], data["door"])


def as_it_stands(seeker: Seeker) -> dict[str, Any]:
    """By field; phone and door stay out: they are asked for only where they change."""
    known = facts_of(seeker)
    found: dict[str, Any] = {name: getattr(known, name) for name in FACTS}
    found |= {name: "、".join(getattr(known, name)) for name in LISTS}
    found |= {"limits": [str(bit) for bit in AT_WORK if known.limits & bit]}
    for number, skill in zip(SKILLS, map(read_skill, known.skills), strict=False):
        paper = "" if skill.paper is None else str(skill.paper).lower()
        found |= {
            f"skill_{number}": skill.name,
            f"level_{number}": skill.level,
            f"paper_{number}": paper,
        }
    found["place_id"] = seeker.person.place_id
    return {name: "" if value is None else value for name, value in found.items()}


def choices(
    session: Session, scope: Scope, seeker: Seeker | None, form: Form, today: dt.date
) -> dict[str, Any]:
    """All that the form lets choose; a ledger's own word stays a choice for whom it was said of."""
    since, hardship = table_since(session, "hardship", today)
    held = seeker.hardship if seeker else []
    schooling = {word: word for word in table(session, "education", today)}
    return {
        "places": _places(session, scope, seeker),
        "education": _with_own(schooling, seeker.education if seeker else None),
        "hours": _with_own(HOURS, seeker.hours if seeker else None),
        "training": _with_own(TRAINING, seeker.training if seeker else None),
        "limits": [(str(bit), said(text)) for bit, text in AT_WORK.items()],
        "hardship": [(word, word) for word in hardship if word not in held],
        "hardship_since": since,
        "levels": LEVEL.items(),
        "papers": PAPER.items(),
        "skill_rows": SKILLS[: _filled(form, seeker) + SPARE],
        "today": today,
    }


def _filled(form: Form, seeker: Seeker | None) -> int:
    """How many rows of skills the form fills, as it was sent or as they stand."""
    sent = [number for number in SKILLS if f"skill_{number}" in form.values]
    return max(sent, default=len(seeker.skills) if seeker else 0)


def _with_own(known: Mapping[str, Any], own: str | None) -> list[tuple[str, Any]]:
    return [*known.items(), *([(own, own)] if own and own not in known else [])]


def _places(session: Session, scope: Scope, seeker: Seeker | None) -> list[tuple[Any, str]]:
    found = {place.id: place.path for place in homes(session, scope)}
    if seeker is not None:
        found.setdefault(seeker.person.place_id, seeker.person.place.path)
    names = neighbourhoods(session, found.values())
    return [(place_id, names[path]) for place_id, path in found.items()]


def _skills(data: Mapping[str, Any], more: Iterable[str]) -> list[str]:
    """Each once; what is typed with its level and paper is read like a ledger's."""
    rows = (
        (data[f"skill_{n}"], data[f"level_{n}"], data[f"paper_{n}"])
        for n in SKILLS
        if data[f"skill_{n}"]
    )
    found: dict[str, str] = {}
    for text, level, paper in rows:
        typed = read_skill(text)
        skill = Skill(typed.name, level or typed.level, typed.paper if paper is None else paper)
        found[skill.name] = str(skill)
    for text in more:
        found.setdefault(read_skill(text).name, text)
    return list(found.values())
