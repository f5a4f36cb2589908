"""What stands in the trail, in words: every action, and every purpose of a look."""

from collections.abc import Mapping
from types import MappingProxyType

from matcher.said import Said
from models.care.people import PURPOSES as CARE
from models.employment.people import PURPOSES as EMPLOYMENT
from models.employment.placing.steps import STEPS as REFERRAL_STEPS
from models.requests.steps import STEPS as REQUEST_STEPS
from models.requests.words import PURPOSES as REQUESTS
from web.auditing.account_words import ACCOUNT_ACTIONS
from web.auditing.care_words import CARE_ACTIONS
from web.said import said

OTHER_ACTIONS = {
    "account.invited": Said("开通账号"),
    "account.password_reset": Said("重置密码"),
    "account.phone_changed": Said("更换登录手机号"),
    "account.role_granted": Said("授予角色"),
    "account.role_withdrawn": Said("取消角色"),
    "account.active": Said("启用账号"),
    "account.disabled": Said("停用账号"),
    "bridge.asked": Said("问被照顾的人愿不愿有人上门替手"),
    "bridge.duty": Said("登记求职者在家照顾的人"),
    "bridge.duty_ended": Said("照顾结束"),
    "bridge.information": Said("送信息时看到求职者的姓名和推荐"),
    "class.attendance": Said("记培训出勤"),
    "class.change": Said("改培训班"),
    "class.close": Said("停办培训班"),
    "class.open": Said("开培训班"),
    "conflict.look": Said("查看台账里对不上的行，含姓名和号码"),
    "employer.change": Said("改用人单位资料"),
    "employer.tie": Said("让账号代表用人单位"),
    "employment.letter": Said("打印推荐信，含姓名"),
    "employment.unmask": Said("查看求职者的完整姓名和电话"),
    "headcount.correct": Said("更正在岗人数"),
    "headcount.report": Said("上报在岗人数"),
    "ledger.confirm": Said("确认导入台账"),
    "ledger.discard": Said("放弃上传的台账"),
    "ledger.import": Said("台账导入完成"),
    "ledger.look": Said("导入前查看台账头几行的原样内容"),
    "ledger.receive": Said("上传台账"),
    "ledger.resolve": Said("处理台账里对不上的行"),
    "ledger.returned": Said("下载带原因的台账原样副本"),
    "ledger.undo": Said("撤销导入"),
    "list.export": Said("导出名册或表格，已遮盖"),
    "notices.again": Said("把没送达的通知再发一次"),
    "notices.group": Said("设企业微信工作群"),
    "notices.group_ended": Said("撤下企业微信工作群"),
    "notices.phone_seen": Said("查看电话，以便口头通知"),
    "notices.settled": Said("已打电话口头通知"),
    "order.change": Said("改培训订单"),
    "order.close": Said("关闭培训订单"),
    "order.post": Said("登记培训订单"),
    "proposal.approve": Said("同意匹配方案"),
    "proposal.lock": Said("锁定匹配方案"),
    "proposal.reject": Said("不同意匹配方案"),
    "proposal.reopen": Said("收回对匹配方案的决定"),
    "proposal.swap": Said("换一个匹配方案"),
    "proposal.unlock": Said("解锁匹配方案"),
    "referral.brought": Said("推荐由探访的人带到"),
    "request.duty_ended": Said("撤下诉求值班"),
    "request.duty_set": Said("排诉求值班"),
    "request.found": Said("登记诉求"),
    "request.need": Said("把诉求转成上门服务"),
    "request.unmask": Said("查看诉求里的姓名、电话、门牌和照片"),
    "rules.holiday": Said("定放假和补班"),
    "rules.holiday_back": Said("撤回放假和补班"),
    "rules.table": Said("改数字和日子"),
    "run.release": Said("放行没通过检查的夜间匹配"),
    "seeker.automation": Said("改是否参加自动匹配"),
    "seeker.change": Said("改求职者资料"),
    "seeker.consent": Said("记下求职者的同意"),
    "seeker.end": Said("结束求职登记"),
    "seeker.end_asked": Said("提出结束求职登记"),
    "seeker.end_confirmed": Said("同意结束求职登记"),
    "seeker.end_refused": Said("不同意结束求职登记"),
    "seeker.guidance": Said("记一次职业指导"),
    "seeker.hardship_asked": Said("提出就业困难认定"),
    "seeker.hardship_confirmed": Said("同意就业困难认定"),
    "seeker.hardship_refused": Said("不同意就业困难认定"),
    "seeker.officer": Said("定求职者的责任人"),
    "seeker.plan": Said("加一步就业援助计划"),
    "seeker.plan_done": Said("完成一步就业援助计划"),
    "seeker.register": Said("登记求职者"),
    "seeker.review": Said("复核求职者"),
    "trail.export": Said("导出留痕，已遮盖"),
    "trail.quota": Said("查看完整资料到了一天的上限，被拦下"),
    "trail.search": Said("查询留痕"),
    "trail.seen": Said("替本人查谁看过他的资料"),
    "trail.shorten": Said("删去旧的留痕"),
    "vacancy.change": Said("改岗位"),
    "vacancy.close": Said("停招岗位"),
    "vacancy.post": Said("发布岗位"),
}
ACTIONS: Mapping[str, Said] = MappingProxyType(
    {
        **CARE_ACTIONS,
        **ACCOUNT_ACTIONS,
        **OTHER_ACTIONS,
        **{f"referral.{name}": step.done for name, step in REFERRAL_STEPS.items()},
        **{f"request.{name}": step.done for name, step in REQUEST_STEPS.items()},
    }
)
# Seeing somebody's name, phone, address or health in clear; what a person is told of.
LOOKS = (
    "bridge.information",
    "care.contact",
    "care.print_card",
    "care.print_sheet",
    "care.unmask",
    "employment.letter",
    "employment.unmask",
    "hours.certificate",
    "request.unmask",
    "station.look",
    "trail.seen",
)
# Where nobody chooses a purpose it lies in the page itself.
GIVEN = {
    "bridge.information": Said("上门送就业信息"),
    "care.contact": Said("按认领的任务上门"),
    "care.print_card": Said("给不用手机的人打印卡片"),
    "care.print_sheet": Said("给不用手机的志愿者打印探访单"),
    "hours.certificate": Said("开志愿服务证明"),
    "notices.phone_seen": Said("打电话告诉没收到的通知"),
    "station.look": Said("看护和接送孩子"),
    "trail.seen": Said("本人要求查询"),
}
CHOSEN = {"care": CARE, "employment": EMPLOYMENT, "request": REQUESTS}


def action_word(action: str) -> str:
    """An action in the reader's language; one that has no word stands as it is kept."""
    return said(ACTIONS[action]) if action in ACTIONS else action


def purpose_word(action: str, why: str | None) -> str:
    """What it was for: the purpose chosen, else that of the page; nothing where there is none."""
    chosen = CHOSEN.get(action.split(".", maxsplit=1)[0], {}).get(why or "")
    found = chosen or GIVEN.get(action)
    return said(found) if found is not None else why or ""
