"""What became of a message that went out, and what follows: the same for every way there is."""

import datetime as dt
from dataclasses import dataclass

# Longer than any channel waits for its provider.
LEASE = dt.timedelta(minutes=5)
# Then 2, 8, 32, 128, 512 minutes: given up after some eleven hours of refusals.
FIRST_PAUSE = dt.timedelta(minutes=2)
PAUSE_GROWTH = 4
MOST_ATTEMPTS = 6
# What follows when it is to be tried once more.
AGAIN = "again"


@dataclass(frozen=True)
class Outcome:
    """What became of a message: sent, failed (certainly not accepted) or unsure.

    ``error`` names the kind of failure and never holds what was sent. ``down``: the provider
    could not be reached at all, so the next message need not be tried now.
    """

    state: str
    provider_id: str | None = None
    error: str | None = None
    down: bool = False

    def follows(self, attempts: int, repeatable: bool) -> str:
        """``sent``, ``unsure``, ``given_up`` or ``AGAIN``, after so many ``attempts``;
        ``repeatable``: the provider drops what it has seen."""
        if self.state == "sent" or (self.state == "unsure" and not repeatable):
            return self.state
        if attempts < MOST_ATTEMPTS:
            return AGAIN
        return "given_up" if self.state == "failed" else "unsure"


def next_try(attempts: int, now: dt.datetime) -> dt.datetime:
    """The moment of the next try after so many ``attempts``."""
    pause: dt.timedelta = FIRST_PAUSE * PAUSE_GROWTH ** (attempts - 1)
    return now + pause
