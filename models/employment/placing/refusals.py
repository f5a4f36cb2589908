"""Why a step of a referral is not taken; each with a sentence for who asked."""

from matcher.said import Said
from models.database.refused import Refused


class ReferralUnknown(Refused):
    """No such referral, or none that may be seen from here."""

    code = "referral_unknown"


class StepNotNow(Refused):
    """The referral is elsewhere by now, or this side has no say in it."""

    code = "referral_step_not_now"


class StepWrong(Refused):
    """What was filled in at ``field`` cannot be so."""

    code = "referral_step_wrong"

    def __init__(self, field: str, said: Said) -> None:
        super().__init__(said)
        self.field = field
        self.rules = [(field, said)]
