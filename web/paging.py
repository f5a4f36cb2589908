"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Item = TypeVar("Item")
PER_PAGE = 50


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list; ``number`` counts from 1."""

    items: Sequence[Item]
    number: int
    pages: int
    total: int

    def url(self, number: int) -> str:
        """The address of another page of the same list, filters kept."""
        arguments: dict[str, Any] = {**request.args.to_dict(flat=False), "page": number}
        return url_for(str(request.endpoint), **{**(request.view_args or {}), **arguments})


def paged(session: Session, query: Select[Item], per_page: int = PER_PAGE) -> Page[Item]:
    """The page that ``?page=`` asks for, or the nearest there is."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = session.scalar(counted) or 0
    pages = max(1, -(-total // per_page))
    asked = request.args.get("page", "1")
    number = min(max(int(asked) if asked.isdecimal() else 1, 1), pages)
    rows = session.scalars(query.limit(per_page).offset((number - 1) * per_page))
    return Page(rows.all(), number, pages, total)
