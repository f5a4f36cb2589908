"""Who may do what: every view carries a rule, and a view without one is refused to all.

A page says ``@access(roles=STAFF)`` or ``@public``; an action of the API says
``@access(roles=..., token="claim")`` and is then reached by a bearer token only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, request

from models.accounts.roles import ROLES
from models.accounts.scope import Scope

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """``roles`` that may pass (``None``: everyone, signed in or not); ``token``: the API scope."""

    roles: frozenset[str] | None
    token: str | None = None


PUBLIC = Rule(None)
EVERYONE_SIGNED_IN = tuple(ROLES)


class NoRule(Exception):
    """A view was reached that nobody has written an access rule for."""


def access(*, roles: tuple[str, ...], token: str | None = None) -> Callable[[View], View]:
    """Let the named roles pass; with ``token``, by a bearer token that has this scope."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise NoRule(f"unknown roles {sorted(unknown)}")
    rule = Rule(frozenset(roles), token)

    def marked(view: View) -> View:
        view.__dict__["access_rule"] = rule
        return view

    return marked


def public(view: View) -> View:
    """Anyone may pass, without signing in."""
    view.__dict__["access_rule"] = PUBLIC
    return view


def rule_of(view: Callable[..., Any] | None, method: str) -> Rule | None:
    """The rule of a view, or of the one method of a class of views."""
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        name = "get" if method == "HEAD" else method.lower()
        view = getattr(view_class, name, None)
    return cast("Rule | None", getattr(view, "access_rule", None))


def rule_table(app: Flask) -> dict[tuple[str, str], Rule | None]:
    """(endpoint, method) -> rule for the whole application: the one table to check."""
    table: dict[tuple[str, str], Rule | None] = {}
    for route in app.url_map.iter_rules():
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            table[route.endpoint, method] = rule_of(app.view_functions[route.endpoint], method)
    return table


def scope() -> Scope:
    """What the signed-in person may see; only called behind an access rule."""
    return cast(Scope, g.scope)


def signed_in() -> bool:
    return g.get("scope") is not None


def rule_of_request() -> Rule | None:
    """The rule of the view this request was matched to; ``None`` where no view was matched."""
    if request.endpoint is None or request.method == "OPTIONS":
        return None
    rule = rule_of(current_app.view_functions[request.endpoint], request.method)
    if rule is None:
        raise NoRule(f"{request.method} {request.endpoint}")
    return rule


def let_pass(rule: Rule, held: frozenset[str]) -> None:
    """Stop with 403 unless one of the roles held may pass."""
    if rule.roles is not None and not rule.roles & held:
        abort(403)
