"""What can be wrong with the chain, each with the sentence that names the place."""

from dataclasses import dataclass
from types import MappingProxyType

from matcher.said import Said


@dataclass(frozen=True)
class Fault:
    """``link`` to ``upto`` are numbers of the chain, ``entry`` that of a line of the trail."""

    kind: str
    link: int = 0
    entry: int = 0
    upto: int = 0

    @property
    def said(self) -> Said:
        template = _KINDS[self.kind]
        return Said(template.template, link=self.link, entry=self.entry, upto=self.upto)


_KINDS = MappingProxyType(
    {
        "missing": Said("链上第 %(link)d 环：第 %(entry)d 条记录不见了，被删除过。"),
        "edited": Said("链上第 %(link)d 环：第 %(entry)d 条记录或这一环的内容被改过。"),
        "order": Said("链上第 %(link)d 环：顺序不对，第 %(entry)d 条记录或这一环被调换过。"),
        "gap": Said("链上第 %(link)d 环到第 %(upto)d 环不见了，后面一环接不上。"),
        "unlinked": Said(
            "第 %(entry)d 条记录过了五分钟还不在链上：是后来插进去的，或连接任务没有运行。"
        ),
        "anchor": Said("链上第 %(link)d 环和库外留下的锚点不一样：链被重新做过。"),
        "cut": Said("锚点说链至少有 %(link)d 环，现在只有 %(upto)d 环：尾部被截掉了。"),
        "seal": Said("链在第 %(link)d 环处缩短过，但起点的封条是假的。"),
    }
)
