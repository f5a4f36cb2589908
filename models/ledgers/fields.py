"""The six kinds of ledger and their columns, as data: headings, their synonyms, how cells read.

Synonyms are compared after ``headings.key``: no blanks, stars, brackets or full-width signs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.ledgers import readers as read
from models.ledgers.readers import Reader


@dataclass(frozen=True)
class Field:
    """A column: ``title`` as people call it, ``synonyms`` as ledgers head it.

    ``needed``: a row without it is refused. ``vital``: so is one whose cell cannot be read or
    is a formula; in the other columns a faulty cell is left out with a notice. ``sealed``: shown
    to nobody in a preview.
    """

    name: str
    title: str
    read: Reader
    synonyms: tuple[str, ...] = ()
    needed: bool = False
    vital: bool = False
    sealed: bool = False


@dataclass(frozen=True)
class Kind:
    """A ledger: ``hints`` are words of its title, sheet or file name."""

    code: str
    title: str
    hints: tuple[str, ...]
    fields: Mapping[str, Field]


def _key(name: str, title: str, read: Reader, *synonyms: str, sealed: bool = False) -> Field:
    return Field(name, title, read, synonyms, needed=True, vital=True, sealed=sealed)


def _plain(name: str, title: str, read: Reader, *synonyms: str, sealed: bool = False) -> Field:
    return Field(name, title, read, synonyms, sealed=sealed)


COMMUNITY = (
    "所在社区",
    "现居住社区",
    "居住社区",
    "所属社区",
    "社区名称",
    "现住社区",
    "社区村",
    "村社区",
)
GRID = ("网格名称", "所在网格", "所属网格", "网格号", "网格编号")

_PERSON = (
    _key(
        "name",
        "姓名",
        read.name,
        "人员姓名",
        "本人姓名",
        "志愿者姓名",
        "求职者姓名",
        "居民姓名",
        "名字",
    ),
    _key(
        "identity",
        "身份证号",
        read.identity,
        "身份证号码",
        "身份证",
        "公民身份号码",
        "居民身份证号",
        "证件号码",
        "证件号",
        sealed=True,
    ),
    _plain("sex", "性别", read.sex),
    _plain(
        "phone",
        "联系电话",
        read.phone,
        "电话",
        "手机号",
        "手机",
        "手机号码",
        "联系方式",
        "电话号码",
        "本人电话",
        "联系手机",
        sealed=True,
    ),
    _key("community", "社区", read.text, *COMMUNITY),
    _plain("grid", "网格", read.text, *GRID),
    _plain("building", "楼栋", read.text, "楼号", "楼栋号", "栋", "幢", "楼"),
    _plain("unit", "单元", read.text, "单元号"),
    _plain(
        "door",
        "门牌号",
        read.text,
        "房号",
        "门牌",
        "室号",
        "房间号",
        "户号",
        "详细地址",
        "家庭住址",
        "住址",
        sealed=True,
    ),
)

_GRIDS = (
    _key("town", "镇办", read.text, "镇", "街道", "乡镇", "镇街", "镇街道", "乡镇街道", "所属镇办"),
    _key("community", "社区", read.text, *COMMUNITY),
    _plain(
        "community_code",
        "社区代码",
        read.text,
        "社区编码",
        "区划代码",
        "统计用区划代码",
        "社区村代码",
    ),
    _key("grid", "网格", read.text, *GRID),
    _plain("lead_name", "网格长", read.name, "网格长姓名"),
    _plain("lead_phone", "网格长电话", read.phone, "网格长联系电话", "网格长手机号", sealed=True),
    _plain("worker_name", "网格员", read.name, "网格员姓名", "专职网格员"),
    _plain("buildings", "楼栋", read.words, "楼栋号", "包含楼栋", "所辖楼栋", "楼号"),
    _plain("lat", "中心纬度", read.number, "纬度", "网格中心纬度"),
    _plain("lon", "中心经度", read.number, "经度", "网格中心经度"),
    _plain("crs", "坐标系", read.text, "坐标系统"),
    _plain(
        "resettlement", "是否安置点", read.yes, "安置点", "易地搬迁安置点", "是否易地搬迁安置点"
    ),
)

_RESIDENTS = (
    *_PERSON,
    _plain("hukou", "户籍地", read.text, "户籍", "户口所在地", "户籍地址", "户籍所在地"),
    _plain("resettled", "是否易地搬迁", read.yes, "易地搬迁", "易地搬迁户", "是否搬迁户"),
    _plain(
        "categories",
        "人员类别",
        read.words,
        "类别",
        "对象类别",
        "人员类型",
        "服务对象类别",
        sealed=True,
    ),
    _plain("disability", "残疾类别", read.stated, "残疾类型", "残疾种类", sealed=True),
    _plain("disability_grade", "残疾等级", read.grade, "残疾级别", sealed=True),
    _plain("ability", "能力等级", read.stated, "失能等级", "自理能力", "能力评估等级", sealed=True),
    _plain(
        "guardian_name",
        "监护人或联系人",
        read.name,
        "监护人",
        "监护人姓名",
        "联系人",
        "联系人姓名",
        "紧急联系人",
        "紧急联系人姓名",
        sealed=True,
    ),
    _plain(
        "guardian_phone",
        "联系人电话",
        read.phone,
        "监护人电话",
        "监护人联系电话",
        "监护人或联系人电话",
        "联系人联系电话",
        "紧急联系人电话",
        sealed=True,
    ),
    _plain("needs", "服务需求", read.words, "需求", "服务内容", "需求类型", "帮扶需求", "服务项目"),
    _plain("dialect", "方言", read.stated, "语言", "使用方言"),
    _plain(
        "wished_sex", "服务者性别要求", read.sex, "性别要求", "对服务者性别要求", "志愿者性别要求"
    ),
    _plain(
        "last_visit_on",
        "最近探访日期",
        read.day,
        "最近探访",
        "上次探访日期",
        "最近走访日期",
        "上次走访日期",
    ),
    _plain("note", "备注", read.free_text, "说明", "备注说明", sealed=True),
)

_HELPERS = (
    *_PERSON,
    _plain("political_status", "政治面貌", read.text, "面貌"),
    _plain("duties", "领岗", read.words, "岗位", "领岗岗位", "所领岗位", "认领岗位", "党员岗位"),
    _plain(
        "organisation",
        "所属组织",
        read.stated,
        "志愿组织",
        "志愿服务组织",
        "所属队伍",
        "服务队",
        "志愿服务队",
    ),
    _plain("occupation", "职业", read.text, "工作单位及职业", "从事职业"),
    _plain("skills", "特长", read.words, "技能", "服务特长", "专长", "服务技能"),
    _plain("availability", "可服务时间", read.free_text, "服务时间", "可服务时段", "空闲时间"),
    _plain(
        "monthly_visits",
        "每月可服务次数",
        read.count,
        "月服务次数",
        "每月次数",
        "可服务次数",
        "每月服务次数",
    ),
    _plain("dialects", "方言", read.words, "语言", "会说方言"),
    _plain(
        "child_check",
        "未成年人服务核查",
        read.yes,
        "涉未核查",
        "未成年人核查",
        "从业核查",
        "入职查询",
    ),
    _plain("child_check_until", "核查有效期", read.day, "核查有效期至", "核查到期日"),
    _plain("registered_on", "注册日期", read.day, "注册时间", "登记日期", "注册志愿者日期"),
    _plain(
        "ledger_hours",
        "累计时长",
        read.number,
        "累计时长小时",
        "服务时长",
        "累计服务时长",
        "志愿时长",
    ),
)

_SEEKERS = (
    *_PERSON,
    _plain("education", "文化程度", read.text, "学历", "最高学历"),
    _plain("skills", "职业技能", read.words, "技能", "技能特长", "掌握技能", "专业技能"),
    _plain(
        "wishes", "求职意向", read.words, "意向岗位", "求职工种", "意向工种", "就业意向", "求职岗位"
    ),
    _plain("wage_wish", "期望月薪", read.wage_wish, "期望工资", "期望薪资", "意向月薪", "期望薪酬"),
    _plain("hours", "可上班时间", read.free_text, "上班时间", "可工作时间", "时间要求"),
    _plain(
        "commute_km",
        "通勤上限",
        read.number,
        "通勤上限公里",
        "通勤距离",
        "可接受通勤距离",
        "通勤距离公里",
    ),
    _plain(
        "unemployed_since", "登记失业日期", read.day, "失业登记日期", "失业日期", "登记失业时间"
    ),
    _plain(
        "hardship",
        "就业困难类别",
        read.words,
        "困难类别",
        "就业困难类型",
        "困难类型",
        "就业困难人员类别",
    ),
    _plain("training", "培训意愿", read.text, "是否愿意培训", "培训意向"),
    _plain("training_wishes", "培训意向工种", read.words, "培训工种", "意向培训工种", "想学工种"),
    _plain(
        "health_limits", "健康限制", read.stated, "健康状况", "身体限制", "身体状况", sealed=True
    ),
    _plain("note", "备注", read.free_text, "说明", "备注说明", sealed=True),
)

_VACANCIES = (
    _key(
        "employer",
        "单位名称",
        read.name,
        "用人单位",
        "用工单位",
        "企业名称",
        "招聘单位",
        "单位",
        "用工企业",
    ),
    _plain("employer_kind", "单位类型", read.text, "单位性质", "企业类型", "用工类型", "类型"),
    _plain("credit_code", "统一社会信用代码", read.text, "信用代码", "社会信用代码"),
    _key(
        "occupation",
        "岗位名称",
        read.text,
        "招聘岗位",
        "岗位",
        "工种",
        "职位",
        "职位名称",
        "招聘工种",
    ),
    _plain("occupation_code", "职业代码", read.text, "工种代码", "职业编码"),
    _key(
        "headcount", "招聘人数", read.count, "需求人数", "人数", "用工人数", "缺工人数", "招用人数"
    ),
    _key(
        "pay",
        "月薪",
        read.pay,
        "工资",
        "薪资",
        "月工资",
        "工资待遇",
        "薪资待遇",
        "薪酬",
        "月薪元",
        "工资标准",
    ),
    _plain("shift", "班次", read.text, "工作时间", "上班时间", "工时", "班制"),
    _key(
        "place", "工作地点", read.text, "工作地址", "用工地点", "岗位所在社区", "所在社区", "社区"
    ),
    _plain("education", "学历要求", read.stated, "学历", "文化程度", "文化程度要求"),
    _plain("skill", "技能要求", read.stated, "技能", "技能条件", "岗位要求"),
    _plain("hazards", "作业禁忌", read.words, "职业危害", "危害因素", "作业危害"),
    _plain("insurance", "社保", read.stated, "社会保险", "保险", "五险"),
    _plain("board", "食宿", read.text, "食宿情况", "吃住", "食宿条件"),
    _key("valid_until", "有效期至", read.day, "有效期", "截止日期", "招聘截止日期", "信息有效期"),
    _plain("contact_name", "联系人", read.name, "单位联系人", "联系人姓名"),
    _plain("contact_phone", "联系电话", read.phone, "电话", "联系人电话", "联系方式", sealed=True),
)

_ORDERS = (
    _key("number", "订单编号", read.text, "订单号", "编号", "培训订单编号"),
    _key("employer", "用工单位", read.name, "用人单位", "单位名称", "订单单位", "企业名称"),
    _key("occupation", "培训工种", read.text, "工种", "培训专业", "培训项目", "培训职业"),
    _plain("occupation_code", "职业代码", read.text, "工种代码", "职业编码"),
    _key("headcount", "订单人数", read.count, "培训人数", "人数", "计划人数", "计划培训人数"),
    _plain("least", "最低开班人数", read.count, "开班最低人数", "最少开班人数", "起开人数"),
    _plain("provider", "培训机构", read.name, "承训机构", "培训学校", "培训单位"),
    _key("starts_on", "开班日期", read.day, "开班时间", "开课日期", "开始日期"),
    _plain("hours", "课时", read.count, "学时", "总课时", "培训课时"),
    _plain("timetable", "上课时间", read.text, "培训时间", "上课时段", "授课时间"),
    _key("place", "上课地点", read.text, "培训地点", "授课地点", "开班地点"),
    _plain("education", "学历要求", read.stated, "学历", "文化程度", "文化程度要求"),
    _key("pay", "结业上岗月薪", read.pay, "上岗月薪", "月薪", "结业月薪", "承诺月薪", "上岗工资"),
    _plain("subsidy", "补贴标准", read.text, "补贴", "培训补贴", "补贴政策"),
)


def _kind(code: str, title: str, hints: tuple[str, ...], fields: tuple[Field, ...]) -> Kind:
    return Kind(code, title, hints, MappingProxyType({field.name: field for field in fields}))


# In the order in which they build upon each other: places, people, work.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            _kind("grids", "网格台账", ("网格",), _GRIDS),
            _kind("residents", "居民服务台账", ("居民", "困难群众", "服务对象"), _RESIDENTS),
            _kind("helpers", "志愿者党员台账", ("志愿", "党员", "领岗"), _HELPERS),
            _kind("seekers", "求职登记", ("求职", "失业"), _SEEKERS),
            _kind("vacancies", "用工信息", ("用工", "招聘", "岗位"), _VACANCIES),
            _kind("orders", "培训订单", ("培训", "订单", "开班"), _ORDERS),
        )
    }
)
