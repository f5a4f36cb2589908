"""What a table declares of its columns: class, mask, who sees it in clear, how long, why.

The rooms say it in their ``declared.py``; masks, copies, what is deleted and the page of the impact
assessment are read from there and stand nowhere else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from matcher.said import Said

# Says nothing of a person, or only points to a row that does; then personal, sensitive
# (个人信息保护法第二十八条: health, identity papers, where somebody can be found), of a child.
CLASSES = ("open", "personal", "sensitive", "child")
MASKS = ("name", "phone", "id")


@dataclass(frozen=True)
class Ground:
    """Why a table may be kept at all: the purpose, and the articles of 个人信息保护法."""

    said: Said
    articles: Said


@dataclass(frozen=True)
class Keeping:
    """How long: ``days`` from the clock of the table (None: no time of its own), then ``does``.

    ``does``: ``delete`` the row, or ``blank`` what is not open in it; "" where the person's own
    time decides, or the law keeps it.
    """

    said: Said
    days: int | None = None
    does: str = ""


GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        "none": Ground(Said("不含个人信息"), Said("不适用")),
        "care": Ground(
            Said("安排和记录探访、帮扶和志愿服务"),
            Said("第十三条（同意或履行法定职责）、第二十九条"),
        ),
        "work": Ground(
            Said("介绍岗位和培训、就业援助"), Said("第十三条（同意或履行法定职责）、第二十九条")
        ),
        "children": Ground(Said("照看孩子、联系监护人"), Said("第二十八条、第三十一条")),
        "request": Ground(Said("受理和答复诉求"), Said("第十三条（履行法定职责）")),
        "account": Ground(Said("登录、通知和保护账号"), Said("第十三条（订立、履行合同）")),
        "accountable": Ground(
            Said("留痕、复核和监督"), Said("第十三条（履行法定义务）、第五十一条")
        ),
        "rights": Ground(Said("登记同意、答复本人的请求"), Said("第十四条、第十五条、第五十条")),
    }
)

KEEPINGS: Mapping[str, Keeping] = MappingProxyType(
    {
        "setup": Keeping(Said("制度和设置，用到改为止")),
        "person": Keeping(Said("登记期间；全部登记结束满 3 年后匿名"), 3 * 365),
        "with_person": Keeping(Said("和本人的登记一同匿名，去掉身份的记录留作统计")),
        "notes": Keeping(Said("记下满 3 年后清空文字"), 3 * 365, "blank"),
        "request": Keeping(Said("办结满 3 年后清空姓名、电话和内容"), 3 * 365, "blank"),
        "photo": Keeping(Said("办结满 180 天后删除"), 180, "delete"),
        "ledger": Keeping(Said("导入满 180 天后清空，此后不能撤销"), 180, "blank"),
        "message": Keeping(Said("发出满 1 年后删除"), 365, "delete"),
        "sign_in": Keeping(Said("最后一次用到以后半年删除")),
        "reply": Keeping(Said("2 天后删除")),
        "hours": Keeping(Said("志愿服务记录，依《志愿服务条例》长期保存，姓名和证件号随之保存")),
        "law": Keeping(Said("强制报告的案件，不因时间或申请删除")),
        "record": Keeping(Said("只增不改的办理记录，长期保存")),
        "trail": Keeping(Said("留痕至少保存 6 个月（《网络安全法》）")),
    }
)


@dataclass(frozen=True)
class Table:
    """A table's declaration; columns are named in one text a class, parted by blanks.

    ``seen``: roles that may see what is not open in clear. ``whose``: keys, joined by dots, that
    lead from a row to the table of a person's role or the person. ``clock``: the moment from which
    the days of ``kept`` count, over keys too. ``stays``: columns an anonymous row keeps.
    ``others``: columns left out of a person's copy because they tell of somebody else, or open a
    door; ``copied``: False keeps the whole table out of it.
    """

    name: str
    ground: str
    kept: str
    open: str
    personal: str = ""
    sensitive: str = ""
    child: str = ""
    seen: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    clock: str = ""
    stays: str = ""
    others: str = ""
    copied: bool = True
    masks: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> Iterator[tuple[str, str]]:
        """(column, class), every column there is."""
        for kind in CLASSES:
            for name in getattr(self, kind).split():
                yield name, kind

    def closed(self) -> tuple[str, ...]:
        """The columns that say something of a person."""
        return tuple(name for name, kind in self.columns() if kind != "open")


# Roles that see in clear, as ``seen`` names them: each look says its purpose and leaves a line.
STAFF = ("administrator", "county", "town", "community")
WORK = ("administrator", "county", "town", "employment")
CARE = (*STAFF, "grid_lead", "grid_worker", "building_lead", "unit_lead")
EVERY = (*CARE, "employment")
REVIEW = ("administrator", "county", "town", "community", "employment", "auditor")
AUDITOR = ("auditor",)
# Not by role: the account that is named as the recipient of the case, and nobody else.
CASE = ()


TABLES = (
    Table(
        "data_key",
        ground="none",
        kept="setup",
        open="purpose number cipher wrapped made_at retired_at",
    ),
)
