"""The codes of the ledgers in words."""

from flask_babel import lazy_gettext as _

KINDS = {
    "grids": _("网格台账"),
    "residents": _("居民服务台账"),
    "helpers": _("志愿者党员台账"),
    "seekers": _("求职登记"),
    "vacancies": _("用工信息"),
    "orders": _("培训订单"),
}
# state -> kind of chip and word
STATES = {
    "waiting": ("wait", _("排队读取")),
    "reading": ("wait", _("正在读取")),
    "preview": ("warn", _("等您核对")),
    "importing": ("wait", _("正在导入")),
    "done": ("good", _("已导入")),
    "failed": ("bad", _("没有导入")),
    "undone": ("quiet", _("已撤销")),
}
# What the work calls its steps; besides these it names the ledger whose rows it takes in.
STAGES = {"读取": _("正在读取表格"), "写入": _("正在写入")}
WORKING = ("waiting", "reading", "importing")
# outcome -> kind of chip, word, what exactly is counted; in the order they are shown
OUTCOMES = {
    "created": ("good", _("新增"), _("台账里有、系统里原来没有的行。")),
    "updated": ("info", _("更新"), _("系统里已有，这次改了内容的行。")),
    "unchanged": ("quiet", _("没有变化"), _("系统里已有，内容一样的行。")),
    "merged": ("quiet", _("合并"), _("同一份台账里重复写的行，只记一次。")),
    "conflict": ("warn", _("待定"), _("和另一行或系统里的内容对不上，要由人决定的行。")),
    "refused": ("bad", _("未导入"), _("有错、没有进系统的行；原因写在退回的表格里。")),
}
# table -> what its rows are called when an import is taken back
TABLES = {
    "place": _("网格、楼栋等地方"),
    "person": _("人员"),
    "resident": _("服务对象"),
    "helper": _("志愿者和领岗党员"),
    "seeker": _("求职者"),
    "need": _("服务需求"),
    "post": _("领岗"),
    "organisation": _("志愿服务组织"),
    "employer": _("用人单位"),
    "vacancy": _("招聘岗位"),
    "training_order": _("培训订单"),
    "cohort": _("培训班"),
}
