"""Why something about a person's rights is not done; each with a sentence."""

from models.database.refused import Refused


class PersonUnknown(Refused):
    """No such person, or none that may be seen from here."""

    code = "person_unknown"


class AskUnknown(Refused):
    """No such ask, or none that one may answer."""

    code = "rights_ask_unknown"


class AskSettled(Refused):
    """The same is asked for already, or it has been answered."""

    code = "rights_ask_settled"


class AskWrong(Refused):
    """Something that has to be said is missing."""

    code = "rights_ask_wrong"


class OwnAsk(Refused):
    """Nobody grants a deletion that he asked for or entered himself."""

    code = "own_rights_ask"


class StillNeeded(Refused):
    """The person is still served, looks for work, or the law keeps what is asked to be deleted."""

    code = "still_needed"
