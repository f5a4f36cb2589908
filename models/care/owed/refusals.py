"""The ways in which something about what is owed is not done."""

from typing import ClassVar

from models.database.refused import Refused


class PolicyWrong(Refused):
    """No such policy, terms that cannot be, or changed by somebody else meanwhile."""

    code: ClassVar[str] = "policy_wrong"


class RoundWrong(Refused):
    """Days or terms of a round of visits that cannot be."""

    code: ClassVar[str] = "round_wrong"


class PlanWrong(Refused):
    """A care plan with something in it that cannot be."""

    code: ClassVar[str] = "plan_wrong"


class PauseWrong(Refused):
    """Days on which care rests that cannot be, or none that could end."""

    code: ClassVar[str] = "pause_wrong"


class FlagHandled(Refused):
    """Somebody has dealt with the flag already, or it says nothing."""

    code: ClassVar[str] = "flag_handled"


class CaseUnknown(Refused):
    """No such case, or it is not for whoever asks: the two are never told apart."""

    code: ClassVar[str] = "case_unknown"


class CaseWrong(Refused):
    """A case or a recipient with something in it that cannot be."""

    code: ClassVar[str] = "case_wrong"


class NotYoursToHandOver(Refused):
    """A handover note by somebody who was not there the last time."""

    code: ClassVar[str] = "not_yours_to_hand_over"
