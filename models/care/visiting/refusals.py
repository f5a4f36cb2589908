"""The ways in which a sheet, a code or a scan is not taken."""

from typing import ClassVar

from models.database.refused import Refused


class SheetsDiffer(Refused):
    """The visit was entered before, with another outcome."""

    code: ClassVar[str] = "sheets_differ"


class DoorUnknown(Refused):
    """The QR code is not one of ours, or nobody the helper visits lives behind it."""

    code: ClassVar[str] = "door_unknown"


class NumberUnknown(Refused):
    """No printed sheet has this number in the places looked after."""

    code: ClassVar[str] = "number_unknown"


class OwnVisit(Refused):
    """Nobody answers for a visit he made himself."""

    code: ClassVar[str] = "own_visit"


class CodeSpent(Refused):
    """Too many wrong codes: from now on somebody calls back."""

    code: ClassVar[str] = "code_spent"


class NotVisited(Refused):
    """There is nothing to prove yet, or no longer."""

    code: ClassVar[str] = "not_visited"
