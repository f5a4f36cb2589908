"""How orders, classes and the people in them stand, in words."""

from flask_babel import lazy_gettext as _

from models.employment.placing.steps import FAILED_REASONS
from web.said import said

# State of a referral to a class -> word; elsewhere others stand for the two sides of a post.
IN_CLASS = {"approved": _("还没有答复"), "accepted": _("愿意来上课")}
# Which orders to look for: one may be in several of these states at once.
ORDERS = {
    "open": _("还缺人"),
    "full": _("人齐了"),
    "running": _("在上课"),
    "closed": _("已结束"),
}


def outcomes() -> list[tuple[str, str]]:
    """What may be entered after the exam: passed, or why not."""
    return [
        ("passed", str(_("合格"))),
        *((code, said(text)) for code, text in FAILED_REASONS.items()),
    ]
