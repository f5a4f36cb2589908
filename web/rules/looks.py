"""The dated limit on looks in clear."""

from flask_babel import lazy_gettext as _

from models.trail import quota
from web.rules.shapes import DatedTable, Field, same

LOOKS = DatedTable(
    quota.TABLE,
    _("一天最多看几个人的完整资料"),
    _("按账号算，同一个人看几次都算一个。到了上限当天不再显示，并告诉审计员。"),
    (Field("people", _("一个账号一天最多几个人"), most=10_000),),
    lambda session, day: {"people": quota.most(session, day)},
    same,
    same,
)
