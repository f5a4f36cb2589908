"""Why something between the two markets is not done; each with a sentence for who asked."""

from typing import ClassVar

from models.database.refused import Refused


class NobodyAnswered(Refused):
    """An answer was brought from a visit at which nobody was met."""

    code: ClassVar[str] = "nobody_answered"
