"""SMS through an HTTP gateway: a template the operator registered, and a signature by HMAC.

The request, as a gateway in front of any provider can take it (docs/operations.md): JSON with
``message_id``, ``phone``, ``sign``, ``template`` and ``params``; the headers carry the key, the
time, and HMAC-SHA256 over time, a line break and the body. The answer to an accepted one is 200
with ``{"accepted": true, "id": "..."}``; anything else says that it was not.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from jobs.notices.channel import content_of, post
from models.notices.deliveries import Message
from models.notices.outcomes import Outcome
from models.notices.signing import signature
from models.settings import Sms


@dataclass(frozen=True)
class Texting:
    """The gateway of the settings."""

    sms: Sms
    clock: Callable[[], datetime]

    @property
    def repeatable(self) -> bool:
        return self.sms.idempotent

    def send(self, message: Message) -> Outcome:
        count = {"count": str(message.count)}
        return self.text(message.id, message.phone, self.sms.template, count)

    def text(self, id: uuid.UUID, phone: str, template: str, words: dict[str, str]) -> Outcome:
        """Fill the words into a registered template and hand it over once."""
        content = {
            "message_id": str(id),
            "phone": phone,
            "sign": self.sms.sign,
            "template": template,
            "params": words,
        }
        body = json.dumps(content, ensure_ascii=False).encode()
        at = str(int(self.clock().timestamp()))
        headers = {
            "X-Key": self.sms.key,
            "X-Timestamp": at,
            "X-Signature": signature(self.sms.secret, at, body),
        }
        answer = post(self.sms.url, body, headers)
        if isinstance(answer, Outcome):
            return answer
        found = content_of(answer)
        if found is None:
            return Outcome("unsure", error="answer_unread")
        if found.get("accepted") is not True:
            return Outcome("failed", error=f"refused_{found.get('code', '')}"[:80])
        return Outcome("sent", provider_id=str(found.get("id", ""))[:200])
