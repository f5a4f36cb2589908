"""What may be published of a wish: nothing by which its owner could be found.

A child, or who is sheltered, is of a town, never of a community; a text with a name, a school, a
door or a number is refused, and the sentence says what stood in the way.
"""

import re
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.wishes.refusals import WishWrong
from models.care.wishes.tables import Wish
from models.people.tables import Person, Resident
from models.places.tables import Place

SCHOOL = r"小学|中学|初中部|高中|幼儿园|学校|[\d一二三四五六七八九]\s*年级|\d班"
DOOR = r"[\d一二三四五六七八九十]+\s*(号楼|栋|幢|单元|室|号院)"
TROUBLE = r"残疾|低保|孤儿|艾滋|精神|癌|透析|服刑|离异|去世"
SIGNS = (
    (re.compile(SCHOOL), Said("学校或年级")),
    (re.compile(DOOR), Said("楼栋门牌")),
    (re.compile(r"\d{7,}"), Said("电话或证件号码")),
    (re.compile(TROUBLE), Said("病情或家境")),
)


def check_told(field: str, text: str, names: Iterable[str | None]) -> None:
    """Raises ``WishWrong`` where a text would show whose wish it is."""
    for name in filter(None, names):
        # The given name alone is what a child is called.
        if name in text or (len(name) > 2 and name[1:] in text):
            raise WishWrong(field, Said("写了姓名，别人会认出来。请去掉姓名再发布。"))
    for sign, what in SIGNS:
        if found := sign.search(text):
            shows = {"word": found[0], "what": what}
            raise WishWrong(
                field, Said("“%(word)s”写明了%(what)s，别人会认出来。请去掉。", **shows)
            )


def names_around(session: Session, resident: Resident) -> list[str | None]:
    """Names that no text may contain: the resident's, the guardian's, those of the household."""
    household = resident.person.household
    at_home = select(Person.name).where(Person.household == household)
    others = list(session.scalars(at_home)) if household else []
    return [resident.person.name, resident.guardian_name, *others]


def shown_place(session: Session, wish: Wish) -> str:
    """Where the owner lives, as everybody may read it; see ``shown_places``."""
    return shown_places(session, [wish])[wish.id]


def shown_places(session: Session, wishes: Sequence[Wish]) -> dict[uuid.UUID, str]:
    """Wish id -> the town of who must not be found, of anybody else the community."""
    homes = {wish.id: wish.resident.person for wish in wishes}
    above = {path for person in homes.values() for path in _paths(person.place.path)}
    wanted = select(Place.path, Place.kind, Place.name).where(Place.path.in_(above))
    known = {path: (kind, name) for path, kind, name in session.execute(wanted)}
    found = {}
    for wish in wishes:
        person = homes[wish.id]
        hidden = wish.whose == "child" or person.address_suppressed
        fitting = ("town" if hidden else "community", "county")
        around = [known[path] for path in _paths(person.place.path) if path in known]
        found[wish.id] = [name for kind, name in around if kind in fitting][-1]
    return found


def _paths(path: str) -> list[str]:
    """A place's path and those of all around it, the widest first."""
    parts = path.rstrip("/").split("/")
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
