"""What is done with accounts and on the rights of a person, in words."""

from matcher.said import Said

ACCOUNT_ACTIONS = {
    "account.factor_agreed": Said("同意取消动态码"),
    "account.factor_asked": Said("申请取消动态码"),
    "account.factor_codes": Said("换一组备用码"),
    "account.factor_declined": Said("不同意取消动态码"),
    "account.factor_off": Said("关闭动态码"),
    "account.factor_on": Said("开通动态码"),
    "account.grant_agreed": Said("同意授予职责"),
    "account.grant_asked": Said("申请授予职责"),
    "account.grant_declined": Said("不同意授予职责"),
    "account.joined": Said("用邀请码设好密码"),
    "account.left": Said("离开并关闭账号"),
    "account.password_changed": Said("本人改密码"),
    "account.session_ended": Said("退出一处登录"),
    "account.sessions_ended": Said("退出所有登录"),
    "account.unlocked": Said("解除账号锁定"),
    "care.case_passed": Said("强制报告案件转给下一位负责人"),
    "person.automation": Said("开关自动匹配"),
    "rights.anonymised": Said("把一个人的资料匿名"),
    "rights.answer": Said("答复个人信息请求"),
    "rights.ask": Said("提出个人信息请求"),
    "rights.consent": Said("登记同意或撤回"),
    "rights.copy": Said("复制一个人的全部资料"),
    "rights.forgotten": Said("清空一个人的敏感信息"),
    "rights.retention": Said("按期限删除或清空资料"),
}
