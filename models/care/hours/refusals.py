"""The ways in which something about hours is not done."""

from typing import ClassVar

from models.database.refused import Refused


class HoursUnknown(Refused):
    """No such hours, or none that may be seen from here."""

    code: ClassVar[str] = "hours_unknown"


class NotYoursToSign(Refused):
    """Whoever served, or wrote it down, does not answer for it as the second person too."""

    code: ClassVar[str] = "not_yours_to_sign"


class HoursSettled(Refused):
    """The hours were signed, questioned or taken back meanwhile."""

    code: ClassVar[str] = "hours_settled"


class HoursWrong(Refused):
    """A reason, grade or time that cannot stand."""

    code: ClassVar[str] = "hours_wrong"


class NothingToCertify(Refused):
    """No credited hours in that period, or no such period."""

    code: ClassVar[str] = "nothing_to_certify"


class CertificateRefused(Refused):
    """What was shown is not what was issued: no such number, or other hours, or another seal."""

    code: ClassVar[str] = "certificate_refused"
