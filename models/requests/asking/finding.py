"""Finding a place by what somebody types: the code on a printed slip, or names as people say them.

``新城社区 3网格 7号楼``, ``新城第三网格``, ``610998/001/001/G3/B7`` or the whole address on a slip.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from models.places.naming import plain_name, step
from models.places.tables import Place
from models.requests.asking.places import ABOVE

# More are no help to anybody: who types has to say more.
MOST = 20
LONGEST, WORDS = 200, 6
FOUND = ("community", "district", "grid", "building")
_NUMBER = r"第?[\d一二三四五六七八九十]+号?"
_PARTED = re.compile(rf"({_NUMBER}(?:网格|格))|({_NUMBER}(?:楼|栋|幢))|[\s,，、/·]+")
_TOWN = re.compile(r"(\D{1,8}?(?:镇|乡|街道办事处|街道办|街道))(\D.*)")


def find(session: Session, text: str, within: ColumnElement[bool] | None = None) -> Sequence[Place]:
    """What a text can mean, as the tree has it: at most ``MOST`` and one more, so that more show.

    ``within`` is a condition on ``Place``; without it everything is looked through.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    condition = true() if within is None else within
    if not typed or len(typed) > LONGEST:
        return []
    coded = by_code(session, typed)
    if coded is not None:
        return session.scalars(select(Place).where(Place.id == coded.id, condition)).all()
    words = [one for one in _PARTED.split(typed) if one][:WORDS]
    found = _narrowed(session, words, condition)
    parted = _TOWN.fullmatch(words[0]) if words else None
    if found or parted is None:
        return found
    return _narrowed(session, [*parted.groups(), *words[1:]], condition)


def by_code(session: Session, text: str) -> Place | None:
    """The place whose codes these are, one after another, however they are kept apart."""
    plain = re.sub(r"[\s/\-]", "", text.rpartition("/ask/")[2]).upper()
    if not re.fullmatch(r"\d{6}\w*", plain):
        return None
    codes = func.upper(func.replace(Place.path, "/", ""))
    coded = select(Place).where(codes == plain, Place.kind.not_in(ABOVE))
    found = session.scalars(coded.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _narrowed(
    session: Session, words: Sequence[str], condition: ColumnElement[bool]
) -> Sequence[Place]:
    """Each word within what the one before it found; a town alone stands for its communities."""
    inside: ColumnElement[bool] = true()
    found: Sequence[Place] = []
    for word in words:
        wanted = select(Place).where(Place.kind.in_(("town", *FOUND)), _named(word), inside)
        found = session.scalars(wanted.order_by(Place.path).limit(10 * MOST)).all()
        if not found:
            return []
        inside = or_(*(Place.path.startswith(one.path, autoescape=True) for one in found))
    if not found:
        return []
    places = or_(Place.id.in_([one.id for one in found]), Place.parent_id.in_(_towns(found)))
    last = select(Place).where(places, Place.kind.not_in(ABOVE), condition)
    return session.scalars(last.order_by(Place.path).limit(MOST + 1)).all()


def _towns(found: Sequence[Place]) -> list[Any]:
    return [one.id for one in found if one.kind == "town"]


def _named(word: str) -> ColumnElement[bool]:
    """A number is a grid's or a building's own; all else may stand anywhere in a name."""
    kind = "G" if word.endswith("格") else "B"
    numbered = re.fullmatch(rf"{_NUMBER}(?:网格|格|楼|栋|幢)", word)
    if numbered:
        return Place.path.endswith(f"/{step(kind, word)[0]}/", autoescape=True)
    return Place.name.contains(plain_name(word), autoescape=True)
