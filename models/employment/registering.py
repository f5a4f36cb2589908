"""A ledger's row about work as columns of the tables."""

from collections.abc import Mapping
from typing import Any

from models.employment.skills import read_skill
from models.employment.tables import PUBLIC_WELFARE

Values = Mapping[str, Any]
Columns = dict[str, Any]

# The first word found in a ledger's kind of unit decides.
KIND_WORDS = (
    ("社区工厂", "factory"),
    ("工厂", "factory"),
    ("基地", "base"),
    ("超市", "shop"),
    ("商店", "shop"),
    ("公益", PUBLIC_WELFARE),
    ("居委会", PUBLIC_WELFARE),
)
ANY_SHIFT = "不限"

_VACANCY = (
    "occupation",
    "occupation_code",
    "headcount",
    "education",
    "insurance",
    "board",
    "valid_until",
    "contact_name",
    "contact_phone",
)
_ORDER = ("number", "occupation", "occupation_code", "headcount", "education", "subsidy")


def employer_kind(word: str | None, name: str) -> str:
    """By the ledger's word for it, by its name where the ledger has none."""
    for said in (word or "", name):
        for part, kind in KIND_WORDS:
            if part in said:
                return kind
    return "other"


def vacancy_columns(values: Values) -> Columns:
    skill, certificate = _skill(values.get("skill"))
    return _same(values, _VACANCY) | {
        "pay_min": values["pay"].least,
        "pay_max": values["pay"].most,
        "shift": values.get("shift") or ANY_SHIFT,
        "hazards": values.get("hazards", []),
        "skill": skill,
        "certificate": certificate,
    }


def vacancy_key(values: Values, place_path: str, number: int) -> str:
    """What makes the same line of a ledger known again: the ``number``-th post of its kind."""
    parts = (values["employer"], values["occupation"], values.get("shift") or ANY_SHIFT)
    return "|".join((*parts, place_path, str(number)))


def order_columns(values: Values) -> Columns:
    return _same(values, _ORDER) | {
        "pay_min": values["pay"].least,
        "pay_max": values["pay"].most,
    }


def cohort_columns(values: Values) -> Columns:
    """The one class of an order; without a stated least, half of the order opens it."""
    seats = values["headcount"]
    return {
        "provider": values.get("provider"),
        "seats": seats,
        "least": values.get("least") or (seats + 1) // 2,
        "starts_on": values["starts_on"],
        "hours": values.get("hours"),
        "timetable": values.get("timetable") or ANY_SHIFT,
    }


def _skill(text: str | None) -> tuple[str | None, bool]:
    """(skill, whether a certificate must prove it): 缝纫工初级证书 -> 缝纫工, True."""
    skill = read_skill(text or "")
    return (skill.name, True) if skill.paper else (text, False)


def _same(values: Values, names: tuple[str, ...]) -> Columns:
    return {name: values[name] for name in names if name in values}
