"""What a seeker tells for finding work, as one value: read, compared, written to the row."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields

from matcher.said import Said
from models.database.sealed import lookup_hash
from models.employment.people import AT_WORK, NONE_WORDS
from models.employment.seekers import limit_bits
from models.people.tables import Seeker


@dataclass(frozen=True)
class Facts:
    """Wage in yuan a month; ``skills`` as in ``models.employment.skills``; ``limits`` bits of
    ``AT_WORK``; wishes best first."""

    education: str | None
    skills: list[str]
    wishes: list[str]
    wage_wish: int | None
    hours: str | None
    commute_km: float | None
    training: str | None
    training_wishes: list[str]
    limits: int
    unemployed_since: dt.date | None


@dataclass(frozen=True)
class Contact:
    """Where the person lives and is reached; None leaves each as it is."""

    phone: str | None
    place_id: uuid.UUID | None
    door: str | None


SAME = tuple(one.name for one in fields(Facts) if one.name != "limits")


def facts_of(seeker: Seeker) -> Facts:
    """The facts as they stand."""
    told = {name: getattr(seeker, name) for name in SAME}
    return Facts(limits=limit_bits(seeker.health_limits or ""), **told)


def put(seeker: Seeker, facts: Facts) -> list[str]:
    """Write the facts; returns the names of those that are other now.

    A limit is written in the words of work; what a ledger wrote stays while its meaning does, and
    so does what names no limit at work: no form shows it, and it may be what somebody is asked for.
    """
    before = facts_of(seeker)
    for name in SAME:
        setattr(seeker, name, getattr(facts, name))
    if facts.limits != before.limits:
        kept = [one for one in _parts(seeker.health_limits) if not limit_bits(one) & ~facts.limits]
        more = facts.limits & ~limit_bits("、".join(kept))
        seeker.health_limits = "、".join([*kept, *map(str, limit_words(more))]) or None
    return [
        one.name for one in fields(Facts) if getattr(before, one.name) != getattr(facts, one.name)
    ]


def limit_words(limits: int) -> Iterable[Said]:
    return (said for bit, said in AT_WORK.items() if limits & bit)


def _parts(text: str | None) -> Iterable[str]:
    parts = (part.strip() for part in re.split("[、，,；;。]", text or ""))
    return (part for part in parts if part not in NONE_WORDS)


def seen(seeker: Seeker) -> str:
    """A sign of all that a form shows of a loaded seeker: another one, and somebody changed it."""
    person = seeker.person
    shown = (facts_of(seeker), sorted(seeker.hardship), person.phone, person.place_id, person.door)
    # Keyed: of a masked telephone nothing is found out by trying numbers.
    return lookup_hash(repr(shown), "seeker.seen").hex()[:16]
