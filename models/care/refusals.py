"""The ways in which something about a claim is not done."""

from collections.abc import Sequence
from typing import ClassVar

from matcher.said import Said
from models.database.refused import Refused


class CareUnknown(Refused):
    """No such visit, helper or claim, or none that may be seen from here."""

    code: ClassVar[str] = "care_unknown"


class VisitClosed(Refused):
    """The visit was made or cancelled meanwhile."""

    code: ClassVar[str] = "visit_closed"


class VisitFull(Refused):
    """All places of the visit are taken."""

    code: ClassVar[str] = "visit_full"


class AlreadyClaimed(Refused):
    """The helper has claimed this visit before."""

    code: ClassVar[str] = "already_claimed"


class OwnTimeTaken(Refused):
    """The helper has another visit in that half-day."""

    code: ClassVar[str] = "own_time_taken"


class OutsideWindow(Refused):
    """The half-day named is not one on which this visit is owed."""

    code: ClassVar[str] = "outside_window"


class NotEligible(Refused):
    """Named rules speak against this pair; ``rules`` are (name, sentence) pairs."""

    code: ClassVar[str] = "not_eligible"

    def __init__(self, rules: Sequence[tuple[str, Said]]) -> None:
        super().__init__(Said("这个任务现在不能由您认领，原因见下。"))
        self.rules = tuple(rules)


class NobodyAlong(Refused):
    """A place for somebody who is learning cannot be opened or closed."""

    code: ClassVar[str] = "nobody_along"


class ClaimOver(Refused):
    """The claim was given back or its visit entered already."""

    code: ClassVar[str] = "claim_over"


class TimesWrong(Refused):
    """Times that cannot be: in the wrong order, to come, before the claim, or counted already."""

    code: ClassVar[str] = "times_wrong"


class ReasonUnknown(Refused):
    """A reason or outcome that is not in the list."""

    code: ClassVar[str] = "reason_unknown"


class TooManyLooks(Refused):
    """The helper looked at many addresses and gave the visits back."""

    code: ClassVar[str] = "too_many_looks"


class ContactClosed(Refused):
    """Address and phone are shown only between the claim and the end of the visit."""

    code: ClassVar[str] = "contact_closed"


class QuietTooLong(Refused):
    """The day until which a helper wants not to be asked is past or more than a year off."""

    code: ClassVar[str] = "quiet_too_long"
