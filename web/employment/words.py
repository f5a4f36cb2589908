"""The codes of vacancies, employers and referrals in words."""

from flask_babel import lazy_gettext as _

EMPLOYERS = {
    "factory": _("社区工厂"),
    "base": _("就业帮扶基地"),
    "shop": _("便民超市、商店"),
    "public_welfare": _("公益性岗位"),
    "other": _("其他单位"),
}
EMPLOYMENT = {
    "full_time": _("全日制"),
    "part_time": _("非全日制"),
    "task": _("以完成一定工作任务为期限"),
    "dispatch": _("劳务派遣"),
}
# state -> kind of chip and word
VACANCY = {
    "open": ("good", _("在招")),
    "full": ("info", _("已招满")),
    "expired": ("warn", _("已过期")),
    "closed": ("quiet", _("已停招")),
}
# State of a referral -> kind of chip; one that is over without work is quiet.
REFERRAL_CHIPS = {
    "approved": "wait",
    "accepted": "info",
    "passed": "good",
    "placed": "good",
    "failed": "warn",
}
# As the ledgers write them, so that the rules about limits at work know them.
HAZARDS = {
    "久站": _("长时间站立"),
    "重体力": _("搬重物、重体力"),
    "高处作业": _("高处作业"),
    "有毒有害": _("有毒有害"),
}
