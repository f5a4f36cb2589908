"""The roles a person may hold in an account, and which of them may manage which."""

from types import MappingProxyType

from matcher.said import Said

# code -> the name people use. An account may hold several, each for a place.
ROLES = MappingProxyType(
    {
        "administrator": Said("系统管理员"),
        "county": Said("县级工作人员"),
        "town": Said("镇办工作人员"),
        "community": Said("社区工作人员"),
        "employment": Said("就业服务站人员"),
        "grid_lead": Said("网格长"),
        "grid_worker": Said("网格员"),
        "building_lead": Said("楼栋长"),
        "unit_lead": Said("单元长"),
        "post_holder": Said("领岗党员"),
        "volunteer": Said("志愿者"),
        "organisation": Said("志愿服务组织"),
        "employer": Said("用人单位"),
        "seeker": Said("求职者"),
        "resident": Said("居民"),
        "auditor": Said("审计员"),
        "security_officer": Said("安全管理员"),
        "pairing_unit": Said("帮扶单位"),
    }
)

# Whoever manages an account could take it over by a new password, so a role only manages
# roles that may do less than itself.
_FIELD = frozenset(
    {
        "grid_lead",
        "grid_worker",
        "building_lead",
        "unit_lead",
        "post_holder",
        "volunteer",
        "organisation",
        "pairing_unit",
        "resident",
        "seeker",
        "employer",
    }
)
MANAGES = MappingProxyType(
    {
        "administrator": frozenset(ROLES),
        "county": _FIELD | {"town", "community", "employment"},
        "town": _FIELD | {"community", "employment"},
        "community": _FIELD,
        "employment": frozenset({"seeker", "employer"}),
    }
)

STAFF = ("administrator", "county", "town", "community", "employment")
GRID = ("grid_lead", "grid_worker", "building_lead", "unit_lead")
HELPERS = ("volunteer", "post_holder")
# role -> the kind of organisation its accounts belong to
OF_ORGANISATIONS = MappingProxyType({"organisation": "volunteer", "pairing_unit": "pairing_unit"})
# Three that watch over one another: no account holds two of them, and a second administrator
# agrees to each.
DUTIES = ("administrator", "security_officer", "auditor")
WATCHES = ("security_officer",)
# More than a password opens these: they see other people's data, or decide who does.
SECOND_FACTOR = (*STAFF, *WATCHES, "auditor", "grid_lead", "grid_worker")


def managed_by(roles: frozenset[str]) -> frozenset[str]:
    """The roles that a holder of ``roles`` may give accounts to, lock and reset."""
    return frozenset().union(*(MANAGES.get(role, frozenset()) for role in roles))
