"""A robot of a WeCom group (企业微信群机器人): its documented JSON of a text message.

Source: developer.work.weixin.qq.com/document/path/91770. 20 messages a minute at most; what goes
out together is one message, so a minute has one.
"""

import json
from dataclasses import dataclass

from jobs.notices.channel import content_of, post
from jobs.notices.wording import to_group
from models.notices.deliveries import Message
from models.notices.outcomes import Outcome


@dataclass(frozen=True)
class Robot:
    """The robot whose address, key and all, the operator has set, unless a place has its own.

    It knows no ids of ours.
    """

    address: str
    url: str | None
    repeatable: bool = False

    def send(self, message: Message) -> Outcome:
        text = {"content": to_group(message, self.url)}
        body = json.dumps({"msgtype": "text", "text": text}, ensure_ascii=False).encode()
        answer = post(message.robot or self.address, body, {})
        if isinstance(answer, Outcome):
            return answer
        found = content_of(answer)
        if found is None or "errcode" not in found:
            return Outcome("unsure", error="answer_unread")
        if found["errcode"] != 0:
            return Outcome("failed", error=f"errcode_{found['errcode']}"[:80])
        return Outcome("sent")
