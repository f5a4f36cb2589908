"""How pressing a resident's visits are, by the categories of the ledgers.

Three tiers as one county's published rules have them: 高风险, 重点, 一般. Which category belongs to
which is a default from memory that an administrator's table may replace.
"""

from collections.abc import Iterable

from matcher.care.urgency import HIGH_RISK, KEY, ORDINARY

TIER_OF = {
    "失能老人": HIGH_RISK,
    "重度残疾人": HIGH_RISK,
    "困境儿童": HIGH_RISK,
    "计生特殊家庭": KEY,
    "独居老人": KEY,
    "空巢老人": KEY,
    "留守老人": KEY,
    "留守儿童": KEY,
    "高龄": KEY,
    "残疾人": KEY,
}


def tier(categories: Iterable[str]) -> int:
    """The most pressing tier among the categories; an unknown one counts as ordinary."""
    return min((TIER_OF.get(category, ORDINARY) for category in categories), default=ORDINARY)
