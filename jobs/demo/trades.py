"""The occupations of the demo county: who asks for them, what they pay, what they demand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """``pay`` is the usual range in yuan a month; ``hazard`` what the work may strain."""

    name: str
    code: str
    group: str
    pay: tuple[int, int]
    hazard: str | None = None
    certified: bool = False
    women: float = 0.5


TRADES = (
    Trade("缝纫工", "6-05-01-03", "making", (2800, 4200), "久站", women=0.85),
    Trade("毛绒玩具制作工", "6-04-99-01", "making", (2500, 3600), women=0.9),
    Trade("电子元器件组装工", "6-25-04-06", "making", (2800, 4000), "久站"),
    Trade("食品加工工", "6-02-06-01", "food", (2600, 3600), "久站", women=0.6),
    Trade("茶叶种植加工工", "5-01-02-03", "food", (2500, 3500), "重体力", women=0.6),
    Trade("中式烹调师", "4-03-02-01", "food", (3000, 4800), "久站", True, 0.3),
    Trade("养老护理员", "4-10-01-05", "care", (2800, 4500), "重体力", True, 0.85),
    Trade("育婴员", "4-10-01-02", "care", (3000, 4800), None, True, 0.98),
    Trade("家政服务员", "4-10-01-06", "care", (2600, 4000), None, women=0.95),
    Trade("保洁员", "4-09-08-01", "upkeep", (2400, 2900), None, women=0.7),
    Trade("保安员", "4-07-05-01", "upkeep", (2500, 3200), "久站", True, 0.1),
    Trade("机修钳工", "6-31-01-03", "upkeep", (3200, 4800), "高处作业", True, 0.05),
    Trade("营业员", "4-01-02-01", "shop", (2500, 3400), "久站", women=0.8),
    Trade("快递员", "4-02-07-08", "shop", (3000, 4800), "重体力", women=0.2),
    Trade("客服专员", "4-07-02-03", "shop", (2600, 3600), None, women=0.7),
)
BY_NAME = {trade.name: trade for trade in TRADES}

# Which groups an employer of each kind hires from, and at which shifts.
KINDS_HIRE = {
    "社区工厂": ("making", "making", "food"),
    "就业帮扶基地": ("making", "food", "care", "upkeep"),
    "便民超市": ("shop",),
    "公益性岗位": ("upkeep",),
}
KINDS_SHIFTS = {
    "社区工厂": (
        "白班 8:00-18:00",
        "白班 9:00-17:00",
        "计件 自由时间",
        "两班倒",
        "弹性 8:30-15:30",
    ),
    "就业帮扶基地": ("白班 9:00-17:00", "白班 8:00-18:00", "计件 自由时间", "弹性 8:30-15:30"),
    "便民超市": ("白班 9:00-17:00", "两班倒", "晚班 18:00-23:00", "弹性 8:30-15:30"),
    "公益性岗位": ("白班 9:00-17:00", "弹性 8:30-15:30"),
}
