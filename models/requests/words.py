"""What kinds, urgencies, sources, levels and promises are called."""

from collections.abc import Mapping
from types import MappingProxyType

from matcher.said import Said
from models.accounts.roles import OF_ORGANISATIONS, ROLES
from models.requests.tables import HOLDER, LADDER

KIND_NAMES: Mapping[str, Said] = MappingProxyType(
    {
        "care": Said("帮扶照料"),
        "employment": Said("就业求助"),
        "property": Said("物业维修"),
        "environment": Said("环境卫生"),
        "safety": Said("安全隐患"),
        "dispute": Said("矛盾纠纷"),
        "paperwork": Said("办证办事"),
        "housing": Said("住房拆迁"),
        "other": Said("其他诉求"),
    }
)
URGENCY_NAMES: Mapping[str, Said] = MappingProxyType(
    {
        "ordinary": Said("不急"),
        "urgent": Said("今天就要有人管"),
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
