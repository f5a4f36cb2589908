"""The words of wishes: kinds, whose they are, whose turn it is."""

from flask_babel import lazy_gettext as _

KINDS = {
    "thing": _("想要一样东西"),
    "help": _("想有人帮个忙"),
    "company": _("想有人陪"),
    "learning": _("想学点什么"),
}
WHOSE = {"child": _("一个孩子"), "elder": _("一位老人"), "adult": _("一位居民")}
# Stage -> the chip's look and word.
STAGES = {
    "collected": ("wait", _("等核实")),
    "brought": ("warn", _("已送到，请转交")),
    "late": ("warn", _("认领超过期限")),
    "claimed": ("info", _("有人认领")),
    "published": ("quiet", _("等人认领")),
    "ended": ("good", _("已结束")),
}
STATES = {
    "fulfilled": _("已转交本人"),
    "declined": _("没有发布"),
    "withdrawn": _("已撤回"),
}
