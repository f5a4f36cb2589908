"""Where care can be gone to, and by whom."""

from flask_babel import lazy_gettext as _

from models.accounts.roles import GRID, HELPERS
from models.care.board import LOOKERS
from models.care.hours.signing import SIGNERS
from models.care.owed.policies import EDITORS
from models.care.posts.setting import KEEPERS
from models.care.vetting.renewing import RENEWERS
from models.care.wishes.life import CLAIMANTS
from web.care.owed.cases import NAMERS
from web.room import NavItem

OWN = (
    NavItem("care.tasks", _("我的任务"), "heart", HELPERS, 10),
    NavItem("care.my_post", _("我的岗位"), "review", ("post_holder",), 11),
    NavItem("care.open_wishes", _("微心愿"), "heart", CLAIMANTS, 51),
    NavItem("care.coming", _("谁来看我"), "heart", ("resident",), 14),
)
VISITS = (
    NavItem("care.my_grid", _("我的网格"), "people", GRID, 18, "visits", _("网格")),
    NavItem("care.owed", _("该做的探访"), "heart", LOOKERS, 20, "visits", _("探访")),
    NavItem("care.calls", _("打电话回访"), "phone", SIGNERS, 21, "visits", _("回访")),
    NavItem("care.figures_board", _("应办总览"), "chart", LOOKERS, 23, "visits", _("总览")),
    NavItem("care.at_risk", _("可能落空的探访"), "warn", LOOKERS, 31, "visits"),
    NavItem("care.asking", _("问了谁、谁没接"), "bell", LOOKERS, 32, "visits"),
    NavItem("care.sheets_to_print", _("打印探访单"), "print", LOOKERS, 33, "visits"),
    NavItem("care.paper_entry", _("录入收回的单子"), "ledger", LOOKERS, 34, "visits"),
    NavItem("care.obligations", _("应办台账"), "ledger", LOOKERS, 36, "visits"),
)
PEOPLE = (
    NavItem("care.wishes", _("微心愿"), "heart", LOOKERS, 44, "people"),
    NavItem("care.posts", _("岗位"), "review", KEEPERS, 40, "people"),
    NavItem("care.stations_kept", _("四点半辅导站"), "people", KEEPERS, 41, "people"),
    NavItem("care.activities_kept", _("集体活动"), "calendar", KEEPERS, 42, "people"),
    NavItem("care.child_checks", _("未成年人服务核查"), "lock", RENEWERS, 43, "people"),
)
RULES = (
    NavItem("care.policy_list", _("探访制度"), "settings", LOOKERS, 81, "rules"),
    NavItem("care.round_list", _("专项走访"), "calendar", EDITORS, 82, "rules"),
    NavItem("care.case_recipients", _("强制报告接收人"), "lock", NAMERS, 83, "rules"),
)
PLACES = (*OWN, *VISITS, *PEOPLE, *RULES)
