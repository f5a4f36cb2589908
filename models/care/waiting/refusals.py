"""The ways in which something about a waitlist is not done."""

from typing import ClassVar

from models.database.refused import Refused


class NothingToWaitFor(Refused):
    """The visit still has a place: it can be claimed at once."""

    code: ClassVar[str] = "nothing_to_wait_for"


class AlreadyWaiting(Refused):
    """The helper stands in this line already."""

    code: ClassVar[str] = "already_waiting"


class NotInLine(Refused):
    """No such place in a line, or one that was taken, left or lapsed meanwhile."""

    code: ClassVar[str] = "not_in_line"
