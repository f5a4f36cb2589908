"""Plausible names: surnames by frequency, given names by sex and generation."""

from random import Random

_SURNAMES = (
    "王王王李李李张张张刘刘刘陈陈陈杨杨赵赵黄黄周周吴吴徐徐孙孙胡胡朱朱高高林何郭马罗梁宋郑谢韩"
    "唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
# (born before, male first, male second, female first, female second); "" gives a short name.
_GENERATIONS = (
    (
        1960,
        ("德", "长", "国", "文", "世", "正", "永", "光", "荣", "兴", "福", "大"),
        ("明", "林", "富", "华", "生", "贵", "才", "发", "清", "安", "全", "山"),
        ("桂", "秀", "玉", "淑", "凤", "兰", "月", "春", "素", "菊", "翠", "金"),
        ("英", "珍", "兰", "芳", "莲", "梅", "花", "香", "琴", "芬", "云", "芝"),
    ),
    (
        1985,
        ("建", "志", "晓", "卫", "永", "小", "海", "立", "", "", ""),
        ("军", "平", "强", "伟", "勇", "刚", "斌", "峰", "辉", "东", "涛", "民"),
        ("小", "晓", "丽", "春", "海", "玉", "红", "", "", ""),
        ("丽", "艳", "敏", "娟", "霞", "红", "萍", "燕", "玲", "梅", "琴", "华"),
    ),
    (
        2006,
        ("俊", "文", "子", "嘉", "志", "宇", "", "", ""),
        ("杰", "鹏", "浩", "磊", "凯", "超", "飞", "宇", "轩", "博", "帆", "阳"),
        ("雨", "思", "佳", "雅", "梦", "晓", "", "", ""),
        ("婷", "雪", "静", "琪", "欣", "倩", "颖", "洁", "慧", "瑶", "蕾", "月"),
    ),
    (
        9999,
        ("子", "浩", "梓", "一", "宇", "俊", "沐", "铭"),
        ("轩", "宇", "睿", "泽", "辰", "豪", "阳", "航", "霖", "诺"),
        ("梓", "欣", "雨", "可", "一", "诗", "语", "子"),
        ("涵", "怡", "萱", "馨", "彤", "桐", "妍", "菲", "悦", "诺"),
    ),
)


def surname(draw: Random) -> str:
    return draw.choice(_SURNAMES)


def given_name(draw: Random, male: bool, born: int) -> str:
    """One or two characters, in the fashion of the year ``born``."""
    generation = next(row for row in _GENERATIONS if born < row[0])
    first, second = generation[1:3] if male else generation[3:5]
    return draw.choice(first) + draw.choice(second)
