"""The ways in which something about a post is not done."""

from typing import ClassVar

from models.database.refused import Refused


class PostUnknown(Refused):
    """No such post, holding, commitment or appraisal, or none that may be seen from here."""

    code: ClassVar[str] = "post_unknown"


class PostWrong(Refused):
    """What was filled in about a post cannot be so."""

    code: ClassVar[str] = "post_wrong"


class PostClosed(Refused):
    """The post is not open for choosing on this day."""

    code: ClassVar[str] = "post_closed"


class PostFull(Refused):
    """All places of the post are taken."""

    code: ClassVar[str] = "post_full"


class AlreadyHolds(Refused):
    """The helper has chosen or holds this post."""

    code: ClassVar[str] = "already_holds"


class NotPartyMember(Refused):
    """Posts are for party members; everybody else helps as a volunteer."""

    code: ClassVar[str] = "not_party_member"


class HoldingOver(Refused):
    """The holding is not, or no longer, in the state that this needs."""

    code: ClassVar[str] = "holding_over"


class NoPostHeld(Refused):
    """A visit was to be made as a duty by somebody who holds no post."""

    code: ClassVar[str] = "no_post_held"


class OwnMatter(Refused):
    """Nobody decides or appraises in his own matter."""

    code: ClassVar[str] = "own_matter"


class AppraiserUnfit(Refused):
    """This person cannot appraise this holder."""

    code: ClassVar[str] = "appraiser_unfit"


class AppraisalNotReady(Refused):
    """Too few or too many have been asked, have answered, or it is closed already."""

    code: ClassVar[str] = "appraisal_not_ready"
