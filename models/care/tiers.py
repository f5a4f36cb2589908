"""How pressing a resident's visits are: what staff or a risk flag said, else his categories.

Three tiers as one county's published rules have them: 高风险, 重点, 一般. Which category belongs to
which is a default from memory; staff may place anybody elsewhere.
"""

from collections.abc import Iterable
from types import MappingProxyType

from matcher.care.urgency import HIGH_RISK, KEY, ORDINARY
from matcher.said import Said

TIERS = MappingProxyType({HIGH_RISK: Said("高风险"), KEY: Said("重点"), ORDINARY: Said("一般")})
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


def tier(categories: Iterable[str], placed: int | None = None) -> int:
    """``placed`` where somebody placed him, else the most pressing tier of the categories."""
    if placed is not None:
        return placed
    return min((TIER_OF.get(category, ORDINARY) for category in categories), default=ORDINARY)
