"""What kinds, urgencies, sources, levels and promises are called, on every page and notice."""

from collections.abc import Mapping
from types import MappingProxyType

from matcher.said import Said
from models.accounts.roles import OF_ORGANISATIONS, ROLES
from models.requests.tables import HOLDER, LADDER

KIND_NAMES: Mapping[str, Said] = MappingProxyType(
    {
        "care": Said("照料、陪伴、跑腿"),
        "employment": Said("找工作、培训、工资"),
        "property": Said("房屋、水电、物业、停车"),
        "environment": Said("垃圾、污水、环境"),
        "safety": Said("安全隐患、道路"),
        "dispute": Said("邻里和家庭纠纷"),
        "paperwork": Said("低保、社保、办证"),
        "housing": Said("拆迁、征地、房产证"),
        "other": Said("其他"),
    }
)
URGENCY_NAMES: Mapping[str, Said] = MappingProxyType(
    {
        "ordinary": Said("不急，按时办就行"),
        "urgent": Said("急，今天就要有人管"),
        "danger": Said("有危险，已打 120 或 110"),
    }
)
SOURCE_NAMES: Mapping[str, Said] = MappingProxyType(
    {
        "qr": Said("扫码"),
        "phone": Said("电话"),
        "door": Said("上门"),
        "visit": Said("探访中发现"),
        "api": Said("别的系统"),
        "staff": Said("工作人员发现"),
    }
)
LEVEL_NAMES: Mapping[str, Said] = MappingProxyType(
    {HOLDER: Said("经手的人"), **{role: ROLES[role] for role in LADDER}}
)
PROMISE_NAMES: Mapping[str, Said] = MappingProxyType(
    {
        "accept": Said("受理"),
        "answer": Said("回应"),
        "handle": Said("办好并监督"),
        "word": Said("等居民回音"),
        "check": Said("抽查"),
    }
)
UNIT_NAMES: Mapping[str, Said] = MappingProxyType(
    {kind: ROLES[role] for role, kind in OF_ORGANISATIONS.items()}
)
PURPOSES: Mapping[str, Said] = MappingProxyType(
    {
        "answer": Said("给居民回电话"),
        "go": Said("上门去办"),
        "check": Said("监督、抽查"),
        "emergency": Said("紧急情况"),
    }
)
