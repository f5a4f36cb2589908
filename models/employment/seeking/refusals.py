"""Why something about a seeker is not kept; each with a sentence."""

from matcher.said import Said
from models.database.refused import Refused


class SeekingWrong(Refused):
    """What was filled in at ``field`` cannot be so; "" = the form as a whole."""

    code = "seeking_wrong"

    def __init__(self, field: str, said: Said) -> None:
        super().__init__(said)
        self.field = field


class SeekerChanged(Refused):
    """Somebody else was quicker: what was shown is no longer so."""

    code = "seeker_changed"


class SeekerOver(Refused):
    """The registration has ended."""

    code = "seeker_over"


class RequestUnknown(Refused):
    """No such request, or none that one may decide on."""

    code = "seeker_request_unknown"


class RequestSettled(Refused):
    """Somebody has decided already, or asked for it already."""

    code = "seeker_request_settled"


class OwnRequest(Refused):
    """Nobody decides on what he asked for himself."""

    code = "own_request"
