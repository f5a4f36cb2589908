"""What a room offers to the shell: its pages, its places in the navigation, its part of the hub."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from models.accounts.scope import Scope

# The headings of the page of all places, in their order.
GROUPS: Mapping[str, Any] = {
    "own": lazy_gettext("我的"),
    "visits": lazy_gettext("探访"),
    "requests": lazy_gettext("诉求"),
    "people": lazy_gettext("人和岗位"),
    "plan": lazy_gettext("匹配和台账"),
    "rules": lazy_gettext("制度和设置"),
}


@dataclass(frozen=True)
class NavItem:
    """A place to go, for ``roles``: under its group's heading, lower ``order`` first.

    Those of the lowest orders stand in the bar, by their ``short`` name.
    """

    endpoint: str
    label: Any  # a lazy translation
    icon: str
    roles: tuple[str, ...]
    order: int = 50
    group: str = "own"
    short: Any = None


@dataclass(frozen=True)
class HomeBlock:
    """One part of the first page: a template and its facts; lower ``order`` stands first."""

    order: int
    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)


HomePart = Callable[[Scope, Session, dt.datetime], HomeBlock | None]


@dataclass(frozen=True)
class Room:
    """A room's entry in the table of rooms."""

    pages: Blueprint
    nav: tuple[NavItem, ...] = ()
    home: HomePart | None = None
