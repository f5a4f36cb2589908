"""The ways in which something about a station or an activity is not done."""

from typing import ClassVar

from models.database.refused import Refused


class TogetherUnknown(Refused):
    """No such station, day, child or activity, or none that may be seen from here."""

    code: ClassVar[str] = "together_unknown"


class TogetherWrong(Refused):
    """What was filled in cannot be so."""

    code: ClassVar[str] = "together_wrong"


class NoPlace(Refused):
    """Every place is taken."""

    code: ClassVar[str] = "no_place"


class SignedAlready(Refused):
    """The helper or child is in already."""

    code: ClassVar[str] = "signed_already"


class TogetherOver(Refused):
    """It is over, called off, or the other end of it was entered meanwhile."""

    code: ClassVar[str] = "together_over"


class DateTaken(Refused):
    """The helper has promised to be elsewhere at that time."""

    code: ClassVar[str] = "date_taken"


class ConsentMissing(Refused):
    """No guardian's consent is on record, or it was withdrawn."""

    code: ClassVar[str] = "consent_missing"


class TooFewAdults(Refused):
    """Children are received by two checked adults who are there, never by fewer."""

    code: ClassVar[str] = "too_few_adults"


class NotNamed(Refused):
    """Whoever came for the child is not among those the guardian named."""

    code: ClassVar[str] = "not_named"


class ChildStillHere(Refused):
    """A day ends when every child has been fetched."""

    code: ClassVar[str] = "child_still_here"
