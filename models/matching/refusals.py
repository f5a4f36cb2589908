"""Why a decision at the review desk is not taken; each with a sentence for who asked."""

import uuid
from collections.abc import Sequence

from matcher.said import Said
from models.database.refused import Refused


class NoSuchProposal(Refused):
    """Not there, or not within what this account may decide on."""

    code = "no_such_proposal"


class StaleProposal(Refused):
    """Somebody or the night changed the proposal since it was shown."""

    code = "stale_proposal"


class NotOpen(Refused):
    """The proposal is decided already."""

    code = "proposal_not_open"


class NotLockable(Refused):
    """Only proposals for vacancies are locked."""

    code = "proposal_not_lockable"


class NightAtWork(Refused):
    """A night has read the plan already: what is wanted of it now would be lost."""

    code = "night_at_work"


class NotDecided(Refused):
    """There is no decision to take back."""

    code = "proposal_not_decided"


class BuiltUpon(Refused):
    """Something rests on the decision: a claim, an accepted referral."""

    code = "decision_built_upon"


class NoSeatLeft(Refused):
    """All places of the vacancy, class or visit are taken."""

    code = "no_seat_left"


class OpeningClosed(Refused):
    """The vacancy has lapsed or was closed; the class has begun."""

    code = "opening_closed"


class SeekerPlaced(Refused):
    """The seeker holds another referral, or is no longer looking."""

    code = "seeker_placed"


class NotShared(Refused):
    """The seeker took back that an employer may be told of him."""

    code = "not_shared"


class OptedOut(Refused):
    """The seeker wants no automated proposals, whenever he said so."""

    code = "opted_out"


class VisitOver(Refused):
    """The visit is made, cancelled, or its places are claimed."""

    code = "visit_over"


class UnknownReason(Refused):
    """Not one of the coded reasons, or one that wants a remark."""

    code = "unknown_reason"


class AlternativeUnfit(Refused):
    """The alternative fails rules; ``rules`` are their sentences, by name."""

    code = "alternative_unfit"

    def __init__(self, said: Said, rules: Sequence[tuple[str, Said]]) -> None:
        super().__init__(said)
        self.rules = tuple(rules)


class NotAllStepped(Refused):
    """Some of many referrals could not go a step, so none did; ``failed`` says which and why."""

    code = "not_all_stepped"

    def __init__(self, said: Said, failed: Sequence[tuple[uuid.UUID, Refused]]) -> None:
        super().__init__(said)
        self.failed = tuple(failed)


class NotAllApproved(Refused):
    """Some of many could not be approved, so none was; ``failed`` says which and why."""

    code = "not_all_approved"

    def __init__(self, said: Said, failed: Sequence[tuple[uuid.UUID, Refused]]) -> None:
        super().__init__(said)
        self.failed = tuple(failed)
