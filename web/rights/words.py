"""Words of the pages of rights."""

from flask_babel import lazy_gettext as _

HOW = {
    "in_person": _("本人当面提出"),
    "by_phone": _("本人电话提出"),
    "in_writing": _("本人书面提出"),
    "by_family": _("家属受本人委托提出"),
    "own_account": _("本人在自己的账号里提出"),
}
# Offered to staff; an account of one's own says so by itself.
HOW_AT_COUNTER = tuple(HOW)
CLASSES = {
    "open": _("一般"),
    "personal": _("个人信息"),
    "sensitive": _("敏感个人信息"),
    "child": _("不满 14 周岁儿童的信息"),
}
