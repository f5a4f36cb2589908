"""What referrals are called on pages: whose turn it is, with the kind of its chip."""

from flask_babel import lazy_gettext as _

# stage -> kind of chip and word
STAGES = {
    "call": ("bad", _("请我们打电话")),
    "person": ("wait", _("等本人答复")),
    "employer": ("wait", _("等单位答复")),
    "class": ("info", _("已进培训班")),
    "start": ("wait", _("等上班")),
    "check": ("warn", _("该核实在岗")),
    "work": ("good", _("在职")),
    "ended": ("quiet", _("已结束")),
}
