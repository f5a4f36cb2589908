"""What a room offers to the shell: its pages, its places in the navigation, its part of the hub."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session

from models.accounts.scope import Scope


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation, shown to ``roles``; lower ``order`` stands first."""

    endpoint: str
    label: Any  # a lazy translation
    icon: str
    roles: tuple[str, ...]
    order: int = 50


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
