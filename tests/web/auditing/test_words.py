"""Every action that is written into the trail has a word, found by reading the code."""

import ast
import re
from collections.abc import Iterator

from models.employment.seeking.tables import ASKED_FOR, REQUEST_STATES
from models.matching.tables import DECISIONS
from models.trail.quota import LOOKS as COUNTED
from tests.house.sources import Source, product
from web.auditing.words import ACTIONS, CHOSEN, GIVEN, LOOKS
from web.care.visiting.paper import WHAT

WRITES = re.compile(r"from (models\.trail\.(log|unmasking)|web\.(trail|unmasking)) import")
ACTION = re.compile(r"[a-z]+(\.[a-z_]+)+")
BEGINS = re.compile(r"[a-z]+\.[a-z_]*")
# Calls whose texts are no actions: pages, keys, attributes of the API.
ELSEWHERE = {"url_for", "redirect", "NavItem", "key_for", "lasting_key", "Nested", "String", "UUID"}
# What a text of several parts can become, by its beginning.
FAMILIES = {
    "account.": ("active", "disabled"),
    "care.print_": WHAT,
    "proposal.": DECISIONS,
    "seeker.": [f"{what}_{how}" for what in ASKED_FOR for how in ("asked", *REQUEST_STATES[1:])],
    "wish.": ("declined", "withdrawn"),
}
# Their words are those of the steps themselves: see web.auditing.words.
OF_STEPS = {"referral.", "request."}


def texts(source: Source) -> Iterator[ast.Constant | ast.JoinedStr]:
    passed = {
        id(inner)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ELSEWHERE
        for inner in ast.walk(node)
    }
    # The address of a page may be the key of a dictionary.
    passed |= {
        id(key) for node in ast.walk(source.tree) if isinstance(node, ast.Dict) for key in node.keys
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in passed:
            yield node


def written() -> tuple[set[str], set[str]]:
    """The actions that stand in the code as they are, and the beginnings of the others."""
    whole, begun = set(), set()
    for source in product():
        if source.module.startswith("web.auditing.") or not WRITES.search(source.text):
            continue
        for node in texts(source):
            first = node.values[0] if isinstance(node, ast.JoinedStr) else node
            value = first.value if isinstance(first, ast.Constant) else None
            if isinstance(node, ast.JoinedStr) and isinstance(value, str):
                begun |= {value} if BEGINS.fullmatch(value) else set()
            elif isinstance(value, str) and ACTION.fullmatch(value):
                whole.add(value)
    return whole, begun


def test_every_action_has_a_word() -> None:
    whole, begun = written()
    whole -= begun
    assert len(whole) > 100
    assert whole - set(ACTIONS) == set()


def test_every_action_of_several_parts_has_one() -> None:
    _whole, begun = written()
    assert begun == {*FAMILIES, *OF_STEPS}
    made = {first + last for first, lasts in FAMILIES.items() for last in lasts}
    assert made - set(ACTIONS) == set()


def test_every_look_says_what_for() -> None:
    silent = [one for one in LOOKS if one not in GIVEN and one.split(".")[0] not in CHOSEN]
    assert [one for one in silent if not one.startswith("employment.")] == []
    assert {*LOOKS, *COUNTED} <= set(ACTIONS)
