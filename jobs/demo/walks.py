"""Walks of life among the helpers: what they can do and when they are free."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Walk:
    name: str
    ages: tuple[int, int]
    weight: int
    skills: tuple[str, ...]
    free: tuple[str, ...]


_AFTER_WORK = ("周一至周五晚上", "周末", "周六上午", "周三下午、周末")
_SHIFTS = ("周二、周四下午", "周末", "周三下午、周末", "周一、三、五上午")

WALKS = (
    Walk(
        "退休",
        (56, 99),
        60,
        ("陪诊", "烹饪", "理发", "政策宣讲"),
        ("每天上午", "随时", "工作日 14:00-17:00"),
    ),
    Walk("护士", (23, 55), 12, ("护理", "陪诊", "心理疏导"), _SHIFTS),
    Walk("医生", (27, 68), 9, ("护理", "陪诊"), _SHIFTS),
    Walk(
        "教师",
        (24, 60),
        15,
        ("课业辅导", "心理疏导", "文艺表演"),
        ("周一至周五晚上", "周末", "寒暑假"),
    ),
    Walk("学生", (18, 23), 60, ("课业辅导", "文艺表演"), ("寒暑假", "周末")),
    Walk(
        "社区工作者",
        (24, 60),
        14,
        ("政策宣讲", "代购代办", "心理疏导"),
        ("工作日 14:00-17:00", "每天上午"),
    ),
    Walk("公务员", (24, 60), 12, ("政策宣讲", "法律咨询", "驾驶"), _AFTER_WORK),
    Walk(
        "个体", (22, 70), 13, ("水电维修", "家电维修", "理发", "驾驶"), ("每天上午", *_AFTER_WORK)
    ),
    Walk("务工", (20, 62), 10, ("驾驶", "水电维修", "烹饪"), _AFTER_WORK),
    Walk(
        "全职在家",
        (24, 60),
        10,
        ("代购代办", "烹饪", "课业辅导", "护理"),
        ("每天上午", "工作日 14:00-17:00"),
    ),
)
EVERYBODYS_SKILLS = ("代购代办", "陪诊", "烹饪", "手语", "政策宣讲", "文艺表演", "护理", "驾驶")
# Share whose check for service to children has been passed, where it differs from most.
CHECKED = {"教师": 0.9, "学生": 0.6, "护士": 0.7, "医生": 0.6, "社区工作者": 0.8, "全职在家": 0.5}
