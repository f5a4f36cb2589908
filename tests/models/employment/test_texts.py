"""What a vacancy may not say, by the sentence; and what sounds alike and may be said."""

import pytest

from models.employment.texts import GROUNDS, PATTERNS, TextOffends, offences

DEMANDS = (
    ("sex", "限女性", "限女性"),
    ("sex", "仅招男工，能吃苦", "仅招男工"),
    ("sex", "招聘女员工 5 名", "招聘女员工"),
    ("sex", "身体健康，男，能倒班", "男"),
    ("sex", "性别：女", "性别:女"),
    ("sex", "女士优先，上手快", "女士优先"),
    ("sex", "车间需要 女 工 6 人", "需要女工"),
    ("sex", "不要男的", "不要男"),
    ("sex", "女服务员", "女服务员"),
    ("sex", "男女不限，女性优先", "女性优先"),
    ("age", "年龄 18—45 岁", "18—45岁"),
    ("age", "45周岁以下", "45周岁以下"),
    ("age", "年龄不超过 50 岁", "不超过50岁"),
    ("age", "25岁以上，有经验", "25岁以上"),
    ("age", "欢迎90后加入", "90后"),
    ("age", "四十五岁以下", "四十五岁以下"),
    ("sex", "男5名，女3名", "男5名"),
    ("age", "年龄40岁左右", "40岁左右"),
    ("age", "年轻人优先", "年轻人优先"),
    ("child", "15周岁以上即可", "15周岁以上"),
    ("hukou", "限本县户籍", "限本县户籍"),
    ("hukou", "本地人优先", "本地人优先"),
    ("hukou", "要求城镇户口", "要求城镇户口"),
    ("hukou", "不招外地人", "不招外地人"),
    ("hukou", "户口：本市", "户口:本市"),
    ("hukou", "外地人勿扰", "外地人勿扰"),
    ("hukou", "不招东北人", "不招东北人"),
    ("hukou", "限城镇居民", "限城镇居民"),
    ("family", "已婚已育优先", "已婚已育优先"),
    ("family", "三年内不得生育", "不得生育"),
    ("family", "入职须做孕检", "入职须做孕检"),
    ("family", "面试时说明婚育情况", "说明婚育"),
    ("family", "不招孕妇", "不招孕妇"),
    ("hepatitis", "无乙肝，体检合格", "乙肝"),
    ("hepatitis", "入职查两对半", "两对半"),
    ("hiv", "须提供艾滋病检测报告", "艾滋"),
    ("ethnicity", "限汉族", "限汉族"),
    ("ethnicity", "谢绝少数民族", "谢绝少数民族"),
    ("ethnicity", "维族勿扰", "维族勿扰"),
    ("religion", "无宗教信仰", "无宗教信仰"),
    ("religion", "不招信教的", "不招信教"),
    ("religion", "信教者勿扰", "信教者勿扰"),
    ("disability", "不招残疾人", "不招残疾人"),
    ("disability", "要求四肢健全", "四肢健全"),
    ("politics", "中共党员优先", "中共党员优先"),
    ("politics", "政治面貌：党员", "政治面貌:党员"),
    ("fee", "入职交押金 200 元", "押金"),
    ("fee", "须先交 300 元办卡费", "先交300元办卡费"),
    ("fee", "培训费自理", "培训费"),
    ("fee", "不交押金不录用", "押金"),
    ("fee", "服装费从首月工资扣", "服装费"),
    ("fee", "从工资里扣工服钱", "工资里扣工服"),
    ("papers", "入职扣押身份证一个月", "扣押身份证"),
    ("papers", "证件由公司统一保管", "证件由公司统一保管"),
    ("papers", "证书统一上交，扣证", "扣证"),
    ("trial", "试用期前三天不算工资", "试用期前三天不算工资"),
    ("trial", "试工三天无工资", "试工三天无工资"),
    ("fraud", "在家刷单，手机就能做", "刷单"),
    ("fraud", "高薪日结，无门槛", "高薪日结,无门槛"),
    ("fraud", "缅甸园区高薪客服", "缅甸园区高薪"),
    ("accounts", "出租银行卡，一天 200", "出租银行卡"),
)  # fmt: skip
INNOCENT = (
    "不限男女",
    "男女不限，能倒班",
    "男、女均可",
    "性别不限，户籍不限",
    "性别、年龄不限",
    "不要求性别",
    "女职工特殊保护按国家规定执行",
    "女装导购，有女装销售经验者优先",
    "男女工宿舍分开，女工宿舍有热水",
    "职工子女优先入学",
    "男女服务员",
    "女装裁剪工",
    "不收押金，不扣证",
    "不收取任何押金、保证金、服装费",
    "免培训费",
    "押金一律不收",
    "不需要缴费",
    "保证金融产品合规",
    "物业收费员，负责收取停车费",
    "非诚勿扰",
    "负责男女宾客接待",
    "体检费由公司承担",
    "体检费报销",
    "负责投标保证金的核算",
    "给客人退押金",
    "年满18周岁",
    "年满十八周岁，未达法定退休年龄",
    "18周岁以上",
    "16周岁以上",
    "照护70-90岁的失能老人",
    "照看3岁以上幼儿",
    "18:00后下班",
    "两年以上缝纫经验",
    "需要农业人才，懂茶叶种植",
    "不要求本地户籍",
    "户籍：不限",
    "不要求超市工作经验",
    "提供单身宿舍，双休",
    "已婚未婚均可",
    "缴纳生育保险，享受产假、婚假",
    "不查乙肝",
    "乙肝疫苗接种点登记员",
    "残疾人优先录用",
    "要求会养水族馆的鱼",
    "民族、宗教信仰不限",
    "党员活动室保洁",
    "政治面貌不限",
    "携带身份证面试，收身份证复印件",
    "严禁使用童工",
    "日结工资 120 元，无需经验",
    "须交接班清点货款",
    "不刷单、不收费，谨防诈骗",
    "试用期工资 2600 元",
    "白班 9:00-17:00，做五休二",
    "",
)


@pytest.mark.parametrize(("ground", "text", "words"), DEMANDS)
def test_a_demand_is_found_with_its_words_and_its_ground(
    ground: str, text: str, words: str
) -> None:
    found = offences({"conditions": text})
    assert [(one.field, one.ground) for one in found if one.ground == ground] == [
        ("conditions", ground)
    ]
    told = next(one for one in found if one.ground == ground)
    assert told.words == words
    assert str(told.said) == f"“{words}”不能写：{GROUNDS[ground]}"


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_sounds_alike_passes(text: str) -> None:
    assert offences({"conditions": text}) == []


def test_every_ground_has_a_pattern_and_a_case() -> None:
    named = {ground for ground, _ in PATTERNS}
    assert named | {"minor"} == set(GROUNDS)
    assert named == {ground for ground, *_ in DEMANDS}


def test_every_field_and_every_ground_is_told_once() -> None:
    found = offences({"work": "限女性，限男性，45岁以下", "conditions": "交押金", "skill": None})
    assert [(one.field, one.ground) for one in found] == [
        ("work", "sex"),
        ("work", "age"),
        ("conditions", "fee"),
    ]
    refusal = TextOffends(found)
    assert [name for name, _ in refusal.rules] == ["sex", "age", "fee"]


@pytest.mark.parametrize(("dangerous", "told"), [(True, ["minor"]), (False, [])])
def test_minors_are_asked_for_only_where_nothing_endangers_them(
    dangerous: bool, told: list[str]
) -> None:
    assert [one.ground for one in offences({"work": "年满16周岁"}, dangerous)] == told
    assert offences({"work": "年满18周岁"}, dangerous) == []
