"""Why an account is not seen or not changed."""

from matcher.said import Said
from models.database.refused import Refused

UNKNOWN = Said("您所管的地方没有这个账号。")


class AccountUnknown(Refused):
    """There is no such account within the scope."""

    code = "account_unknown"


class NotYours(Refused):
    """The account or the role is above, or outside, what the acting person may manage."""

    code = "not_yours"


class GrantRefused(Refused):
    """The role is held already, goes not with another one, or is the last one left."""

    code = "grant_refused"


class AskRefused(Refused):
    """What was asked for is asked already, is decided, or is not for this person to decide."""

    code = "ask_refused"
