"""What leaves the house in clear: that something waits, never what or about whom."""

import datetime as dt

from models.notices.choices import email_code
from models.notices.deliveries import Message

SUBJECT = {"zh": "连心：您有新消息", "en": "Lianxin: you have new messages"}
BODY = {
    "zh": "您有 {count} 条新消息，请登录查看。\n{url}\n\n"
    "不想再收到邮件，请登录后在“通知方式”里更改。\n",
    "en": "You have {count} new messages. Please sign in to read them.\n{url}\n\n"
    "To stop these e-mails, sign in and change how you are notified.\n",
}
CODE_SUBJECT = {"zh": "连心：邮箱验证码", "en": "Lianxin: your code"}
CODE_BODY = {
    "zh": "验证码：{code}\n15 分钟内有效。请填在“通知方式”页面。不是您本人操作，请不用理会。\n",
    "en": "Your code: {code}\nIt is valid for 15 minutes. Enter it where you choose how you are "
    "notified. If you did not ask for it, ignore this e-mail.\n",
}
GROUP = "有 {count} 条新消息等待处理，请登录查看。"


def letter(message: Message, url: str | None, now: dt.datetime) -> tuple[str, str]:
    """Subject and text of an e-mail."""
    language = message.language if message.language in SUBJECT else "zh"
    if message.purpose == "code":
        assert message.email is not None
        code = email_code(message.account_id, message.email, now)
        return CODE_SUBJECT[language], CODE_BODY[language].format(code=code)
    return SUBJECT[language], BODY[language].format(count=message.count, url=url or "")


def to_group(message: Message, url: str | None) -> str:
    """The text for a group of staff."""
    return "\n".join(filter(None, (GROUP.format(count=message.count), url)))
