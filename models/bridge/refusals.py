"""Why something between the two markets is not done; each with a sentence for who asked."""

from typing import ClassVar

from matcher.said import Said
from models.database.refused import Refused


class NobodyAnswered(Refused):
    """An answer was brought from a visit at which nobody was met."""

    code: ClassVar[str] = "nobody_answered"


class DutyUnknown(Refused):
    """No such care duty of this seeker, or it has ended."""

    code: ClassVar[str] = "duty_unknown"


class DutyWrong(Refused):
    """What was filled in at ``field`` of a care duty cannot be so."""

    code: ClassVar[str] = "duty_wrong"

    def __init__(self, field: str, said: Said) -> None:
        super().__init__(said)
        self.field = field
