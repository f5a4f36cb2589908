"""What every channel beyond the app is asked to do."""

from typing import Protocol

import httpx

from models.notices.deliveries import Message
from models.notices.outcomes import Outcome

# To reach a provider, and then to hear from it; together well below the lease of a message.
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 20.0
# A gateway that answers so does not know what became of the request behind it.
NOBODY_KNOWS = (502, 504)
# The request never left this machine: certainly not accepted.
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


class Channel(Protocol):
    """Sends one message; says in its outcome whether it was accepted, refused, or who knows."""

    @property
    def repeatable(self) -> bool:
        """Whether a message may be sent again under its id without arriving twice."""

    def send(self, message: Message) -> Outcome:
        """Never raises for what a provider or a network can do."""


def post(url: str, body: bytes, headers: dict[str, str]) -> httpx.Response | Outcome:
    """Post JSON once: the provider's 2xx answer, or what its absence means."""
    seconds = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    try:
        answer = httpx.post(
            url,
            content=body,
            headers={"Content-Type": "application/json; charset=utf-8", **headers},
            timeout=seconds,
        )
    except NEVER_LEFT as fault:
        return Outcome("failed", error=type(fault).__name__, down=True)
    except httpx.HTTPError as fault:
        return Outcome("unsure", error=type(fault).__name__, down=True)
    if answer.status_code in NOBODY_KNOWS:
        return Outcome("unsure", error=f"http_{answer.status_code}")
    if not answer.is_success:
        return Outcome("failed", error=f"http_{answer.status_code}")
    return answer


def content_of(answer: httpx.Response) -> dict[str, object] | None:
    """The JSON object an answer holds, if it does."""
    try:
        content = answer.json()
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
