"""The rule both markets share: whom people have turned down is not proposed again."""

from typing import Any, Protocol

from matcher.columns import Flags
from matcher.pairs import Pairs
from matcher.rules import Candidates, Rule
from matcher.said import Said


class Remembering(Protocol):
    """Arrays that know which pairs were rejected or withdrawn."""

    @property
    def forbidden(self) -> Pairs: ...


def _not_refused(arrays: Remembering, asked: Candidates, params: Any) -> Flags:
    return ~arrays.forbidden.has(asked.left, asked.right)


FORBIDDEN: Rule[Any, Any] = Rule(
    "forbidden",
    _not_refused,
    lambda a, i, j, p: Said("这一对此前已被退回或撤回"),
    lambda a, i, j, p: Said("由工作人员解除这一对的限制"),
)
