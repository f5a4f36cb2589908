"""What staff choose from when they keep a seeker, in words."""

from flask_babel import lazy_gettext as _

from models.employment.skills import LEVELS

# As the ledgers write them, so that models.employment.hours reads them.
HOURS = {
    "全天": _("全天，倒班也行"),
    "不上夜班": _("白天和傍晚，不上夜班"),
    "白班": _("白班"),
    "8:30-15:30": _("孩子上学的时间（8:30-15:30）"),
    "9:00-16:00 接送孩子": _("要接送孩子（9:00-16:00）"),
    "自由时间": _("时间不固定，每天几小时"),
    "周末": _("只有周末"),
}
TRAINING = {"愿意": _("愿意"), "视情况": _("看情况"), "不愿意": _("不愿意")}
LEVEL = dict(zip(LEVELS, (_("初级"), _("中级"), _("高级")), strict=True))
# Whether a certificate proves a skill; nothing chosen = nobody has looked.
PAPER = {"true": _("有证书，看过"), "false": _("没有证书")}
NOTE_KINDS = {"talk": _("面谈"), "call": _("电话"), "visit": _("上门")}
CONSENT = {
    "seeking": _("登记求职"),
    "sensitive": _("身体限制和困难类别"),
}
ASKED_FOR = {"end": _("不再求职登记"), "hardship": _("去掉就业困难类别")}
