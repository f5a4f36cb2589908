"""Why a request or a step of it is not taken; each with a sentence for who asked."""

from matcher.said import Said
from models.database.refused import Refused


class RequestUnknown(Refused):
    """No such request, or none that may be seen from here."""

    code = "request_unknown"


class RequestWrong(Refused):
    """What was filled in at ``field`` of a request cannot be so."""

    code = "request_wrong"

    def __init__(self, field: str, said: Said) -> None:
        super().__init__(said)
        self.field = field
        self.rules = [(field, said)]


class RequestStepNotNow(Refused):
    """The request is elsewhere by now, or the step is for somebody else to take."""

    code = "request_step_not_now"


class RequestStepWrong(RequestWrong):
    """What was filled in with a step cannot be so."""

    code = "request_step_wrong"


class ShiftWrong(RequestWrong):
    """A duty that cannot be so, or was ended before."""

    code = "duty_shift_wrong"


class ReplyTaken(Refused):
    """An SMS that the gateway hands over a second time."""

    code = "reply_taken"
