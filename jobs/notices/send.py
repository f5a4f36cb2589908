"""Sending what the outbox holds, each minute; a worker that was down loses nothing.

Into the app first, then out through the channels that are set up. A message is taken and that is
committed; it is sent; what became of it is committed. Killed between, it is never sent twice.
"""

from collections.abc import Mapping

from jobs.clock import now
from jobs.ground import engine, settings
from jobs.notices.channel import Channel
from jobs.notices.mail import Mail
from jobs.notices.sms import Texting
from jobs.notices.wecom import Robot
from models.database.engine import transaction
from models.notices.deliveries import Message, abandoned, mark, take
from models.notices.outbox import deliver
from models.settings import Settings

BATCH = 500


def outbox() -> int:
    """Deliver all that waits; returns how many notices reached their boxes."""
    channels = channels_of(settings())
    delivered = 0
    while True:
        with transaction(engine()) as session:
            batch = deliver(session, now(), channels.keys(), BATCH)
        delivered += batch
        if batch < BATCH:
            break
    for name, channel in channels.items():
        _work_off(name, channel)
    return delivered


def channels_of(settings: Settings) -> Mapping[str, Channel]:
    """Name -> channel, for those that the operator has set up."""
    found: dict[str, Channel] = {}
    if settings.smtp is not None:
        found["email"] = Mail(settings.smtp, settings.public_url, now)
    if settings.sms is not None:
        found["sms"] = Texting(settings.sms, now)
    if settings.wecom_url is not None:
        found["wecom"] = Robot(settings.wecom_url, settings.public_url)
    return found


def _work_off(name: str, channel: Channel) -> None:
    """Send what is due, one message after another, until none is left or nobody answers."""
    with transaction(engine()) as session:
        abandoned(session, name, now(), channel.repeatable)
    while (message := _taken(name)) is not None:
        outcome = channel.send(message)
        with transaction(engine()) as session:
            mark(session, message.id, outcome, now(), channel.repeatable)
        if outcome.down:
            return


def _taken(name: str) -> Message | None:
    with transaction(engine()) as session:
        return take(session, name, now())
