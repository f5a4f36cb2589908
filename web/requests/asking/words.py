"""Where a request stands, said to whoever asked."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _

# state -> (kind of sign, what it means for whoever asked)
STANDS: Mapping[str, tuple[str, Any]] = MappingProxyType(
    {
        "found": ("wait", _("等着受理，一般 5 分钟以内。")),
        "accepted": ("info", _("已经受理，正在安排人办。留了电话的，会打给您。")),
        "sent": ("info", _("正在办。")),
        "handled": ("info", _("说是办好了，另一个人正在去看是不是真的。")),
        "coordinated": ("info", _("几家一起办的，另一个人正在去看是不是真的。")),
        "supervised": ("warn", _("我们看过，觉得办好了。您说呢？请在下面点一下。")),
        "checking": ("warn", _("没有等到您的话，有人会去看一看。您现在说也来得及。")),
        "reopened": ("wait", _("您说没有办好，正在重新安排。")),
        "in_person": ("wait", _("几次都没有办好，会有人当面找您谈，不再走原来的路。")),
        "done": ("good", _("您说办好了。谢谢。")),
        "unconfirmed": ("quiet", _("没有等到您的话，看过以后先办结了。没有当成您满意。")),
        "settled": ("good", _("当面谈过，办结了。")),
        "referred": ("info", _("不归社区管，已经转给管这件事的部门。没有办好，在下面说一声。")),
        "withdrawn": ("quiet", _("已经撤回。")),
    }
)
