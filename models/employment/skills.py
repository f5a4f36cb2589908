"""A skill in one piece of text, as ledgers write it: 缝纫工, 缝纫工初级证书, 缝纫工（无证书）."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LEVELS = ("初级", "中级", "高级")
PAPERS = ("职业资格证书", "等级证书", "资格证书", "证书", "证")
PAPER, NO_PAPER = "证书", "（无证书）"
_DENIED = re.compile(r"[（(]无证书?[）)]$")


@dataclass(frozen=True)
class Skill:
    """``paper``: whether a certificate proves it; None = nobody has looked."""

    name: str
    level: str | None = None
    paper: bool | None = None

    def __str__(self) -> str:
        proof = {True: PAPER, False: NO_PAPER, None: ""}[self.paper]
        return f"{self.name}{self.level or ''}{proof}"


def read_skill(text: str) -> Skill:
    """The skill a text names; what is nothing but an ending is a name."""
    name = _DENIED.sub("", text)
    paper = None if name == text else False
    if paper is None:
        name = _without(text, PAPERS)
        paper = None if name == text else True
    plain = _without(name, LEVELS)
    return Skill(plain, name.removeprefix(plain) or None, paper)


def names(skills: Iterable[str]) -> list[str]:
    """The skills by name, whatever proves them."""
    return [read_skill(skill).name for skill in skills]


def provable(skills: Iterable[str]) -> list[str]:
    """The names of those that a certificate proves, or of which nobody has looked yet.

    Ledgers name a skill, not its paper: staff are warned to look before they refer somebody.
    """
    return [skill.name for skill in map(read_skill, skills) if skill.paper is not False]


def renewed(known: Iterable[str], stated: Iterable[str]) -> list[str]:
    """The skills stated; one stated by its bare name keeps the level and paper it is known with."""
    richer = {read_skill(skill).name: skill for skill in known}
    return [richer.get(skill, skill) for skill in stated]


def _without(text: str, endings: Iterable[str]) -> str:
    found = (end for end in endings if text.endswith(end) and text != end)
    return text.removesuffix(next(found, ""))
