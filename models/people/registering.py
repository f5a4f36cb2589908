"""A ledger's row about a person as columns of the tables; only what the ledger has is set."""

from collections.abc import Mapping
from typing import Any

from models.people.identity import person_phone_hash
from models.people.week import read_week, welcome_week

Values = Mapping[str, Any]
Columns = dict[str, Any]

DEFAULT_MONTHLY_VISITS = 2

_RESIDENT = (
    "disability",
    "disability_grade",
    "ability",
    "guardian_name",
    "guardian_phone",
    "dialect",
    "last_visit_on",
    "note",
)
_HELPER = ("political_status", "occupation", "skills", "dialects", "availability")
_SEEKER = (
    "education",
    "skills",
    "wishes",
    "wage_wish",
    "hours",
    "commute_km",
    "unemployed_since",
    "hardship",
    "training",
    "training_wishes",
    "health_limits",
    "note",
)


def resident_columns(values: Values) -> Columns:
    columns = _same(values, _RESIDENT)
    columns["categories"] = values.get("categories", [])
    columns["week"] = welcome_week(values.get("note") or "")
    columns["wished_sex"] = values.get("wished_sex") or 0
    return columns


def helper_columns(values: Values) -> Columns:
    """Volunteer is who is registered as one or belongs to a team; a post alone makes nobody one."""
    week = read_week(values.get("availability") or "")
    columns: Columns = {"skills": [], "dialects": []} | _same(values, _HELPER)
    return columns | {
        "week": week.mask,
        "school_holidays_only": week.school_holidays_only,
        "monthly_visits": values.get("monthly_visits") or DEFAULT_MONTHLY_VISITS,
        "child_check_passed": values.get("child_check", False),
        "child_check_until": values.get("child_check_until"),
        "registered_on": values.get("registered_on"),
        "ledger_hours": values.get("ledger_hours"),
        "volunteer": bool(
            values.get("organisation") or values.get("registered_on") or not values.get("duties")
        ),
    }


def seeker_columns(values: Values) -> Columns:
    lists = ("skills", "wishes", "hardship", "training_wishes")
    return {name: [] for name in lists} | _same(values, _SEEKER)


def phone_columns(phone: str) -> Columns:
    """A number and the hash by which it is found."""
    return {"phone": phone, "phone_hash": person_phone_hash(phone)}


def _same(values: Values, names: tuple[str, ...]) -> Columns:
    return {name: values[name] for name in names if name in values}
