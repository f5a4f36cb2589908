"""Why people stand in the residents' ledger: how many of each, how old, what they need."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Circumstance:
    """``sure`` needs stand in every such row; of ``likely`` there are up to ``most`` more."""

    category: str
    people: int
    ages: tuple[int, int]
    sure: tuple[str, ...]
    likely: tuple[str, ...] = ()
    most: int = 0
    women: float = 0.5


_OLD = ("陪伴聊天", "代购代办", "健康随访", "陪诊")
_DISABLED = ("代购代办", "陪诊", "健康随访", "陪伴聊天")

# 3,200 people together. The kinds of visit are the county's "six visits" (六访六送).
CIRCUMSTANCES = (
    Circumstance("空巢老人", 490, (60, 90), ("送安慰探访",), _OLD, 2),
    Circumstance("独居老人", 340, (62, 94), ("陪伴聊天",), ("送安慰探访", *_OLD[1:]), 2, 0.6),
    Circumstance("留守老人", 250, (60, 86), ("送安慰探访",), _OLD, 1),
    Circumstance("失能老人", 130, (68, 95), ("生活照料",), ("护理协助", "健康随访"), 1, 0.6),
    Circumstance("计生特殊家庭", 60, (52, 78), ("陪伴聊天",), ("心理疏导", "代购代办"), 1),
    Circumstance("留守儿童", 330, (6, 15), ("送爱心探访",), ("课业辅导",), 1),
    Circumstance("困境儿童", 90, (5, 15), ("送爱心探访",), ("课业辅导", "心理疏导"), 2),
    Circumstance("残疾人", 270, (18, 72), ("送关怀探访",), _DISABLED, 1),
    Circumstance("重度残疾人", 130, (18, 70), ("送关怀探访",), ("生活照料", "护理协助"), 1),
    Circumstance("低保家庭", 450, (25, 72), ("送温暖探访",), ("代购代办",), 1),
    Circumstance("失业人员", 400, (22, 57), ("送信息探访",)),
    Circumstance("社区党员", 260, (30, 84), ("送政策走访",)),
)
ELDERLY = ("空巢老人", "独居老人", "留守老人", "失能老人", "计生特殊家庭")
CHILDREN = ("留守儿童", "困境儿童")
DISABLED = ("残疾人", "重度残疾人")
DISABILITIES = {"肢体": 9, "视力": 4, "听力": 4, "言语": 1, "智力": 3, "精神": 3, "多重": 1}
# 一 and 二 are severe; the other two grades belong to the rest.
GRADES = {"重度残疾人": ("一级", "二级"), "残疾人": ("三级", "四级")}
ABILITIES = {
    "失能老人": {"中度失能": 4, "重度失能": 4, "完全失能": 2},
    "重度残疾人": {"轻度失能": 3, "中度失能": 4, "重度失能": 2},
}
ABILITY_OF_OTHERS = {"能力完好": 7, "轻度失能": 3}
DIALECTS = {"陕南话": 5, "湖广话": 3, "普通话": 2, "关中话": 1}
NOTES = {
    "elderly": ("听力不好请大声", "上午不在家", "需提前打电话", "腿脚不便，开门慢", "有狗"),
    "children": ("放学后在家", "需提前与监护人联系", "上午不在家"),
    "others": ("需提前打电话", "有狗", "上午不在家", "周末在家"),
}
