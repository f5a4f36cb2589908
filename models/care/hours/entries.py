"""Hours as the checks see them: plain values, no rows, no clock."""

import datetime as dt
import uuid
from dataclasses import dataclass

from matcher.said import Said
from models.care.days import SHANGHAI

Account = uuid.UUID


@dataclass(frozen=True)
class Entry:
    """One service with all that is known around it.

    ``lat``, ``lon`` are the grid's (degrees, None not known). ``own_account``: an account of the
    helper himself entered it; ``signer_is_helper``: whoever signed is, by now, the same person.
    ``clerk``: staff entered it. ``helped_until``: the last day on which the helper was one, and
    ``gone_on`` the day on which the resident was reported in hospital, moved away or dead.
    """

    id: uuid.UUID
    helper: uuid.UUID
    resident: uuid.UUID | None
    began: dt.datetime
    ended: dt.datetime
    recorded: dt.datetime
    state: str
    evidence: str
    late: bool
    entered_by: Account
    signed_by: Account | None
    signed: dt.datetime | None
    own_account: bool
    clerk: bool
    signer_is_helper: bool
    registered_on: dt.date | None
    active: bool
    claimed: dt.datetime | None
    lat: float | None
    lon: float | None
    gone_on: dt.date | None
    gone_for: str | None
    duty: bool = False

    @property
    def minutes(self) -> int:
        return int((self.ended - self.began).total_seconds() // 60)

    @property
    def local_began(self) -> dt.datetime:
        return self.began.astimezone(SHANGHAI)

    @property
    def local_ended(self) -> dt.datetime:
        return self.ended.astimezone(SHANGHAI)

    @property
    def day(self) -> dt.date:
        return self.local_began.date()

    @property
    def by_hand(self) -> bool:
        """Nothing but people's words stands behind it."""
        return self.evidence in ("none", "word", "organiser")


@dataclass(frozen=True)
class Finding:
    """What a check found about one entry, as a sentence with its facts."""

    entry: uuid.UUID
    said: Said
