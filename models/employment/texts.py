"""What a vacancy may not say: a table of patterns, each with the law that stands behind it.

A pattern finds a demand, not a word: innocent phrases that use the same words (男女不限, 不收押金,
女职工保护) are taken out of the text first. What is found is told with its words and its ground.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from matcher.said import Said
from models.database.refused import Refused

# What is demanded -> the law that forbids it, and what may be written instead.
GROUNDS = MappingProxyType(
    {
        "sex": Said(
            "不得限定或优先某一性别（就业促进法第二十七条、妇女权益保障法第四十三条）；"
            "女职工禁忌的劳动由国家规定（女职工劳动保护特别规定），在“作业危害”里如实写明。"
        ),
        "age": Said(
            "没有法律依据不得按年龄挑人（就业促进法第三条、第二十六条）；"
            "可以写“年满18周岁”“未达法定退休年龄”。"
        ),
        "child": Said("不得招用不满 16 周岁的人（劳动法第十五条、禁止使用童工规定第二条）。"),
        "minor": Said(
            "有危害的岗位不得招用 16 到 18 周岁的未成年工（劳动法第六十四条、"
            "未成年人保护法第六十一条）；请写“年满18周岁”。"
        ),
        "hukou": Said(
            "不得按户籍、籍贯或地域挑人（就业促进法第二十六条、第三十一条）；"
            "可以写上班地点，或“能自行通勤”。"
        ),
        "family": Said(
            "不得询问、限制婚姻和生育，也不得要求孕检（就业促进法第二十七条、"
            "妇女权益保障法第四十三条）。"
        ),
        "hepatitis": Said(
            "不得以乙肝等传染病病原携带为由不招，也不得要求检查乙肝指标"
            "（就业促进法第三十条、就业服务与就业管理规定第十九条）。"
        ),
        "hiv": Said("不得歧视艾滋病病毒感染者（艾滋病防治条例第三条、就业促进法第三十条）。"),
        "ethnicity": Said("不得按民族、种族挑人（就业促进法第三条、劳动法第十二条）。"),
        "religion": Said("不得按宗教信仰挑人（就业促进法第三条、劳动法第十二条）。"),
        "disability": Said("不得歧视残疾人（就业促进法第二十九条）；可以写明工作要做哪些动作。"),
        "politics": Said(
            "政治面貌和能不能做好这份工作无关，不得作为条件（就业促进法第二十六条："
            "公平的就业条件）。"
        ),
        "fee": Said(
            "不得以押金、保证金、培训费、服装费等任何名义向劳动者收钱"
            "（劳动合同法第九条、就业服务与就业管理规定第十四条）。"
        ),
        "papers": Said(
            "不得扣押身份证和其他证件（劳动合同法第九条、就业服务与就业管理规定第十四条）。"
        ),
        "trial": Said("试工、试用也要付工资，不低于最低工资标准（劳动合同法第二十条）。"),
        "fraud": Said(
            "这是常见的招聘诈骗说法（就业服务与就业管理规定第十四条：不得发布虚假招聘信息）；"
            "请写清楚真实的工作和工资。"
        ),
        "accounts": Said(
            "不得买卖、出租、出借银行卡、电话卡、收款码（反电信网络诈骗法第三十一条）。"
        ),
    }
)

_FEES = (
    r"押金|保证金(?!融)|担保金|培训费|服装费|工服费|工装费|体检费|报名费|介绍费|中介费|建档费|入职费|"
    r"工牌费"
)
_FIRM = r"(?:单位|公司|厂里|企业|我厂|我司|本厂)"
_MATTER = r"(?:性别|男女|年龄|户籍|户口|地域|籍贯|婚否|婚育(?:状况|情况)?|民族|政治面貌|宗教信仰)"
_SERVED = r"(?:老人|老年人|长者|儿童|孩子|幼儿|婴儿|婴幼儿|学生|宝宝)"
# Said by honest employers in the same words as the demands below.
INNOCENT = re.compile(
    "|".join(
        (
            r"男[、/和与,]?女(?:性|士|工|生)?"
            r"(?:均可|皆可|都可以?|都行|不限|不拘|都要|都招|同工同酬|平等)",
            rf"(?:不限|不分|不论|无论|不看|不要求){_MATTER}(?:[、和与]?{_MATTER})*",
            rf"无{_MATTER}(?:[、和与]?{_MATTER})*(?:限制|要求)",
            rf"{_MATTER}(?:[、和与]?{_MATTER})*:?(?:均|都)?"
            r"(?:不限|不拘|不作要求|不做要求|无要求|没有要求|无限制)",
            r"(?:已婚、?未婚|未婚、?已婚)(?:均|皆|都)(?:可以?|行)",
            r"(?:女|未成年)(?:职)?工(?:的)?(?:特殊)?(?:劳动)?保护",
            rf"\d+(?:周?岁)?(?:[-~至到]\d+)?周?岁(?:以上|以下|以内)?的?[^,。;]{{0,4}}{_SERVED}",
            r"(?:不查|不检查|不检测|无需检查|不歧视|不拒绝?)(?:乙肝|艾滋病?|残疾人?|两对半)",
            r"(?:不|严禁|禁止|拒绝)(?:得|许)?(?:招|使|录|雇)?用?童工",
            r"(?:投标|履约|质量|工程)保证金|(?:顾客|客人|旅客|住客|租客|会员)[^,。;]{0,4}押金",
            r"(?:不(?![交缴付])|未|无|免|严禁|禁止|拒绝|没有)[^,。;!]{0,6}?"
            rf"(?:{_FEES}|刷单|扣押?(?:证件|身份证)|扣证|交钱|交费|收费|跑分)"
            rf"(?:[、和与及或]?(?:{_FEES}|扣证|费用))*",
            rf"{_FIRM}(?:承担|出|支付|报销|全包)[^,。;]{{0,4}}?(?:{_FEES})",
            rf"(?:{_FEES})用?由?{_FIRM}(?:承担|出|支付|报销|全包)",
            rf"(?:{_FEES})用?(?:全额)?(?:可|予以|给予|一律|均)?(?:报销|全免|免收|不收|不用交)",
        )
    )
)
_MUST = r"(?<![不无未非])(?:仅|只|限|须|需|要求|应为|必须是?)(?:招聘?|要|限|为|是|具有)?"
_NOT = r"(?:不招|不要(?!求)|不收|谢绝|拒绝)"
_SEX = r"(?:男|女)(?![女装鞋科帽包裤])(?:性|士|生|工|员工|职工|青年)?(?!宿舍|浴|厕)"
_ORIGIN = (
    r"(?:本地|本县|本市|本省|本镇|本村|城镇|城市|农村|农业|非农业?|外地|外省)"
    r"(?:户籍|户口|居民|市民|人(?![才员口士群力脉]))"
)
_PEOPLE = r"(?:(?:汉|回|藏|维|维吾尔|蒙古?|苗|壮|彝|满|土家|羌|侗|瑶|朝鲜|哈萨克)族|少数民族)人?"
_FROM = r"(?:外地|外省|东北|河南|安徽|四川|新疆|西藏|贵州|云南|[^,。;]{1,4}(?:省|籍|县|市))的?"
_AWAY = r"(?:者|的)?(?:勿扰|免谈|除外)"
_YEARS = r"(?:\d{2}|[二三四五六七]十[一二三四五六七八九]?)"
_PARTY = r"(?:中共)?(?:党员|团员|预备党员)"
_CARDS = r"(?:身份证|证件|毕业证|资格证)(?:原件)?(?!复印)"
# (ground, a demand) as it stands in a text of plain signs without blanks; the first hit of a
# ground is told.
PATTERNS = tuple(
    (ground, re.compile(demand))
    for ground, demand in (
        ("sex", rf"{_MUST}\d*名?{_SEX}"),
        ("sex", rf"(?:招聘?|招收|招用|急招|诚聘|急聘){_SEX}"),
        ("sex", rf"{_NOT}{_SEX}"),
        ("sex", rf"(?<![子男]){_SEX}(?:者)?(?:优先|为主)|{_SEX}{_AWAY}"),
        ("sex", rf"性别(?:要求)?[:为是]?{_SEX}"),
        ("sex", r"(?:^|[,。;、:(])(?:男|女)(?:性|士|生|工)?(?=[,。;、)]|$)"),
        ("sex", r"(?<![子男])(?:男|女)(?:性|士|生|工)?\d+(?:名|人|位)"),
        ("sex", r"^(?:男|女)(?![女装鞋科帽包裤])[\u4e00-\u9fff]{1,4}(?:员|工|师)$"),
        ("age", rf"{_YEARS}(?:周?岁)?(?:-|—|–|~|至|到){_YEARS}周?岁"),
        ("age", rf"{_YEARS}周?岁(?:\(?含\)?)?(?:以下|以内|之内|之下|封顶|为限)"),
        ("age", rf"{_YEARS}周?岁(?:左右|上下)"),
        ("age", rf"(?:不超过|不得超过|不大于|小于|低于|限|在){_YEARS}周?岁"),
        ("age", r"(?<!\d)(?:1[79]|[2-9]\d)周?岁以上"),
        ("age", r"(?<![\d:点])(?:[789]0|00)后|限?(?:年轻人?|青年)(?:优先|为主)|限(?:年轻人?|青年)"),
        ("child", r"(?<!\d)(?:[5-9]|1[0-5])周?岁(?:以上|即可)|童工"),
        ("hukou", rf"{_MUST}{_ORIGIN}"),
        ("hukou", rf"{_ORIGIN}(?:者)?(?:优先|为主)"),
        ("hukou", rf"{_NOT}(?:{_ORIGIN}|外地|外省|{_FROM}人)|{_FROM}人{_AWAY}"),
        ("hukou", r"(?:户籍|户口|籍贯)(?:要求|限|须|需|为|:)[^,。;]{1,8}"),
        (
            "family",
            r"(?:已婚|未婚|离异|单身(?!宿舍|公寓|房)|已育|未育)(?:已育|未育)?(?:者)?(?:优先)?",
        ),
        ("family", r"(?:不得|不准|不许|不能|年内不)(?:结婚|生育|怀孕|生孩子|要孩子)"),
        ("family", r"(?:须|需|要|做|提供|入职)[^,。;]{0,4}(?:孕检|妊娠)"),
        (
            "family",
            rf"婚育(?:状况|情况)?(?:[:要须需为]|稳定)|{_NOT}(?:孕妇|怀孕)|(?:孕妇|宝妈|哺乳期)[^,。;]{{0,2}}{_AWAY}",
        ),
        ("family", r"(?:询问|说明|填写|提供)[^,。;]{0,4}(?:婚姻|婚育|生育)"),
        ("hepatitis", r"乙肝(?!疫苗|防治|宣传)|两对半|表面抗原|大三阳|小三阳"),
        ("hiv", r"艾滋(?!病?(?:防治|宣传|预防))|HIV"),
        (
            "ethnicity",
            rf"(?:{_MUST}|{_NOT}){_PEOPLE}|{_PEOPLE}{_AWAY}|汉族(?:优先|为主)|民族[:要须为]汉",
        ),
        ("religion", rf"{_NOT}(?:有宗教信仰|宗教信仰|信教|教徒|信徒)|(?:信教|教徒|信徒){_AWAY}"),
        ("religion", r"(?:无|不信|没有|不得有)(?:宗教信仰|宗教|信教)"),
        ("disability", rf"{_NOT}(?:残疾|残障|聋哑|肢残)人?|无残疾|非残疾|四肢健全"),
        ("disability", rf"残疾人?{_AWAY}"),
        (
            "politics",
            rf"{_MUST}{_PARTY}|{_PARTY}(?:者)?(?:优先|为主)|政治面貌(?:要求)?[:为须是][^,。;]{{0,4}}",
        ),
        ("fee", rf"(?:{_FEES})"),
        (
            "fee",
            r"(?<![不无需])(?:先|需要?|须|要)(?:交(?![接班货谈流])|缴|付|垫付?)纳?[^,。;]{0,6}(?:元|钱|费)",
        ),
        ("fee", r"(?:自费|个人承担|工资[里中]?扣)[^,。;]{0,4}(?:培训|服装|工服|体检)"),
        ("papers", rf"(?:扣押?|押|留存|上交|代为?保管|收)(?:员工|本人)?的?{_CARDS}|扣证(?!明)"),
        (
            "papers",
            rf"{_CARDS}(?:由?{_FIRM})?(?:统一|代为|集中)?(?:保管|上交|扣押|押(?:在|给)?{_FIRM})",
        ),
        (
            "trial",
            r"试(?:工|岗|用)期?前?(?:[一二两三四五六七\d]+天)?"
            r"(?:无|没有|不发|不给|不付|不算|免)(?:工资|薪|报酬|钱)",
        ),
        (
            "fraud",
            r"刷单|刷信誉|做任务返|躺赚|轻松(?:月入|日入|日赚)|日[入赚]过?[百千万]|拉人头|发展下线",
        ),
        ("fraud", r"(?:高薪|日结|月入过万)[^。;]{0,8}(?:无门槛|零门槛|不用上班)"),
        ("fraud", r"(?:无门槛|零门槛|不用上班)[^。;]{0,8}(?:高薪|日结|月入过万)"),
        ("fraud", r"(?:境外|缅甸|缅北|柬埔寨)[^。;]{0,8}高薪|包过入编|保证入编"),
        ("accounts", r"跑分|(?:出租|出借|租借|收购|买卖)(?:本人)?(?:银行卡|电话卡|手机卡|收款码)"),
    )
)
_MINORS = re.compile(r"(?<!\d)(?:年?满)?1[67]周?岁(?:以上|即可)?|未成年工?(?:也|均|都)?可")


@dataclass(frozen=True)
class Finding:
    """A demand found: in which field, in which words, under which ground of ``GROUNDS``."""

    field: str
    words: str
    ground: str

    @property
    def said(self) -> Said:
        return Said("“%(words)s”不能写：%(ground)s", words=self.words, ground=GROUNDS[self.ground])


class TextOffends(Refused):
    """A vacancy demands what the law forbids; ``findings`` name each demand."""

    code: ClassVar[str] = "text_offends"

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(Said("有些话不能写在招聘里，已在下面标出；填的内容都还在，改好再发布。"))
        self.findings = findings
        self.rules = [(one.ground, one.said) for one in findings]


def offences(texts: Mapping[str, str | None], dangerous: bool = False) -> list[Finding]:
    """Every ground that a field's text offends against, once, in the words found first.

    ``texts``: field -> text. ``dangerous``: hazards are declared that no minor may be set to.
    """
    return [found for field, text in texts.items() for found in _of_field(field, text, dangerous)]


def _of_field(field: str, text: str | None, dangerous: bool) -> list[Finding]:
    plain = INNOCENT.sub("。", _plain(text or ""))
    patterns = (*PATTERNS, ("minor", _MINORS)) if dangerous else PATTERNS
    found: dict[str, str] = {}
    for ground, pattern in patterns:
        if ground not in found and (hit := pattern.search(plain)):
            found[ground] = hit[0].strip(",。;、:(")
    return [Finding(field, words, ground) for ground, words in found.items()]


def _plain(text: str) -> str:
    """Full-width signs as plain ones, no blanks, the end of a line as the end of a sentence."""
    lines = unicodedata.normalize("NFKC", text).splitlines()
    return "。".join(re.sub(r"\s+", "", line) for line in lines)
