"""The steps of a request, in one table: who may take each, from where to where, and why.

采办分离 (separation of roles): who asks takes none of the steps of staff; who handles neither
supervises, nor brings the resident's word, nor stops the clock. A resident who stays silent is
looked at by somebody; silence never becomes "satisfied".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from matcher.said import Said
from models.requests.tables import ENDED, OPEN

# In which relation to the request somebody takes a step (``life.relations``).
RESIDENT = "resident"  # by the code, or the requester's own account
STAFF = "staff"  # looks after the place, does not ask
HANDLER = "handler"  # has it in hand
OTHER = "other"  # staff who do not handle it
SUPERVISOR = "supervisor"  # others of the handler's level or above
ELDER = "elder"  # community or above who neither handle nor supervised it
PROVIDER = "provider"  # of an organisation that was offered it
PRODUCT = "product"  # the job that looks at the clock
SENDER = "sender"  # writes from the number that was given

STATES: Mapping[str, Said] = MappingProxyType(
    {
        "found": Said("等受理"),
        "accepted": Said("已受理"),
        "sent": Said("处置中"),
        "handled": Said("已处置，等监督"),
        "coordinated": Said("已协调，等监督"),
        "supervised": Said("等居民验收"),
        "checking": Said("居民没有回音，等抽查"),
        "reopened": Said("居民不认可，等重新受理"),
        "in_person": Said("多次不认可，等当面谈"),
        "done": Said("居民已验收"),
        "unconfirmed": Said("抽查后办结，居民没有验收"),
        "settled": Said("当面谈后办结"),
        "referred": Said("已转给别的部门"),
        "withdrawn": Said("已撤回"),
    }
)
_OTHER = {"other": Said("其他原因")}
YES = {"satisfied": Said("满意"), "mostly": Said("基本满意")}
NO = {
    "not_done": Said("没有办"),
    "not_well": Said("办了，没有办好"),
    "came_back": Said("好了又坏了"),
    "rude": Said("态度不好"),
    **_OTHER,
}
REFER = {
    "property": Said("物业公司"),
    "housing": Said("住建（拆迁、房屋）"),
    "environment": Said("生态环境、市容"),
    "police": Said("公安"),
    "utilities": Said("水、电、气、通信"),
    "affairs": Said("政务服务窗口"),
    **_OTHER,
}
PAUSE = {
    "resident_away": Said("居民约好以后再办"),
    "weather": Said("天气原因"),
    "material": Said("等材料、等配件"),
    "other_body": Said("等别的部门答复"),
    **_OTHER,
}
BACK = {
    "not_done": Said("没有办"),
    "not_well": Said("办得不到位"),
    "no_word": Said("没有告诉居民"),
    **_OTHER,
}
CHECKED = {
    "seen_done": Said("看过，确实办了"),
    "not_reached": Said("看过，联系不上居民"),
    "moved": Said("居民已不住这里"),
}
SETTLE = {
    "agreed": Said("谈妥了"),
    "cannot": Said("依规办不了，已经说明"),
    "court": Said("走调解、复议或诉讼"),
}
WITHDRAW = {
    "solved": Said("自己解决了"),
    "mistake": Said("说错了、填错了"),
    "duplicate": Said("和另一件是同一件事"),
    "nothing_there": Said("去看过，没有这件事"),
    **_OTHER,
}
# Why somebody takes his own matter back; the other reasons are for staff.
OWN_WITHDRAW = {name: WITHDRAW[name] for name in ("solved", "mistake")}
DECLINE = {
    "busy": Said("这段时间排不开人"),
    "unfit": Said("这类事办不了"),
    "far": Said("离得太远"),
    "conflict": Said("和当事人有关系，应当回避"),
    **_OTHER,
}
GIVE_BACK = {
    "busy": Said("这段时间排不开人"),
    "unfit": Said("去看过，办不了"),
    "conflict": Said("和当事人有关系，应当回避"),
    **_OTHER,
}


@dataclass(frozen=True)
class Step:
    """``done`` says it happened; ``asked`` is the button. ``moves``: from which state to which.

    One of ``reasons`` is required, unless ``free``. ``remark``: it has to be said in words, save by
    the resident. ``to``: an account is named; ``units``: organisations are.
    """

    done: Said
    asked: Said
    by: frozenset[str]
    moves: Mapping[str, str]
    reasons: Mapping[str, Said] = field(default_factory=dict)
    free: bool = False
    remark: bool = False
    to: bool = False
    units: bool = False


def _all(states: tuple[str, ...], after: str) -> dict[str, str]:
    return dict.fromkeys(states, after)


def _stay(*states: str) -> dict[str, str]:
    return {state: state for state in states}


_WORD = frozenset({RESIDENT, OTHER})
_IN_HAND = ("found", "reopened", "accepted", "sent", "in_person")

STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "accept": Step(
            Said("受理了"),
            Said("我来受理"),
            frozenset({STAFF}),
            _all(("found", "reopened"), "accepted"),
        ),
        "answer": Step(
            Said("回应了居民"),
            Said("记下怎么回应的"),
            frozenset({STAFF, HANDLER}),
            _stay("accepted", "sent", "handled", "coordinated"),
            remark=True,
        ),
        "send": Step(
            Said("交给了经办人"),
            Said("交给谁办"),
            frozenset({STAFF}),
            _all(("accepted", "sent", "in_person"), "sent"),
            to=True,
        ),
        "offer": Step(
            Said("请单位来认领"),
            Said("请单位来认领"),
            frozenset({STAFF}),
            _stay("accepted"),
            units=True,
        ),
        "take": Step(
            Said("有单位接了"), Said("我们来办"), frozenset({PROVIDER}), {"accepted": "sent"}
        ),
        "decline": Step(
            Said("有单位这次办不了"),
            Said("这次办不了"),
            frozenset({PROVIDER}),
            _stay("accepted"),
            reasons=DECLINE,
        ),
        "handle": Step(
            Said("办了"), Said("办好了"), frozenset({HANDLER}), {"sent": "handled"}, remark=True
        ),
        "visited": Step(
            Said("志愿者上门办了"),
            Said("志愿者上门办了"),
            frozenset({PRODUCT}),
            _all(("accepted", "sent"), "handled"),
        ),
        "give_back": Step(
            Said("退了回来，等另外安排"),
            Said("办不了，退回去"),
            frozenset({HANDLER}),
            {"sent": "accepted"},
            reasons=GIVE_BACK,
            remark=True,
        ),
        "coordinate": Step(
            Said("协调过"),
            Said("记一次协调"),
            frozenset({STAFF}),
            {"sent": "sent", "handled": "coordinated"},
            remark=True,
        ),
        "supervise": Step(
            Said("监督过，属实"),
            Said("看过，确实办了"),
            frozenset({SUPERVISOR}),
            _all(("handled", "coordinated"), "supervised"),
        ),
        "back": Step(
            Said("退回重办"),
            Said("退回重办"),
            frozenset({SUPERVISOR}),
            _all(("handled", "coordinated"), "sent"),
            reasons=BACK,
        ),
        "resident_yes": Step(
            Said("居民认可"),
            Said("办好了，我认可"),
            _WORD,
            _all(("supervised", "checking", "referred"), "done"),
            reasons=YES,
        ),
        "resident_no": Step(
            Said("居民不认可"),
            Said("没有办好"),
            _WORD,
            _all(("supervised", "checking", "referred"), "reopened"),
            reasons=NO,
            free=True,
        ),
        "silent": Step(
            Said("居民一直没有回音，转抽查"),
            Said("转抽查"),
            frozenset({PRODUCT}),
            {"supervised": "checking"},
        ),
        "checked": Step(
            Said("抽查过"),
            Said("抽查过，还是没有居民的话"),
            frozenset({OTHER}),
            {"checking": "unconfirmed"},
            reasons=CHECKED,
            remark=True,
        ),
        "refer": Step(
            Said("转给了别的部门"),
            Said("不归这里办，转出去"),
            frozenset({STAFF}),
            _all(_IN_HAND, "referred"),
            reasons=REFER,
            remark=True,
        ),
        "heard": Step(
            Said("接收部门有了回音"),
            Said("记下接收部门的回音"),
            frozenset({STAFF}),
            _stay("referred"),
            remark=True,
        ),
        "settle": Step(
            Said("当面谈过，办结"),
            Said("当面谈过，办结"),
            frozenset({ELDER}),
            {"in_person": "settled"},
            reasons=SETTLE,
            remark=True,
        ),
        "withdraw": Step(
            Said("撤回了"),
            Said("撤回"),
            _WORD,
            _all(OPEN, "withdrawn"),
            reasons=WITHDRAW,
            remark=True,
        ),
        "wrote": Step(
            Said("居民发来短信"),
            Said("记下短信"),
            frozenset({SENDER}),
            _stay(*OPEN, *ENDED),
            remark=True,
        ),
        "pause": Step(
            Said("停了时限"),
            Said("停时限"),
            frozenset({OTHER}),
            _stay("accepted", "sent", "in_person"),
            reasons=PAUSE,
            remark=True,
        ),
        "resume": Step(
            Said("时限接着算"),
            Said("时限接着算"),
            frozenset({STAFF, HANDLER}),
            _stay("accepted", "sent", "in_person"),
        ),
    }
)
# What a step makes good of what was promised.
MEETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accept": ("accept",),
        "answer": ("answer",),
        "supervise": ("handle", "answer"),
        "silent": ("word",),
    }
)
# What is promised from then on; ``check`` is whoever looks after a silent resident.
BEGINS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "found": ("accept", "answer"),
        "reopened": ("accept", "answer"),
        "accepted": ("handle",),
        "in_person": ("handle",),
        "supervised": ("word",),
        "checking": ("check",),
    }
)
