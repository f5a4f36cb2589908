"""Anchors: the head of the chain, line by line in a file that nobody with SQL can reach."""

import datetime as dt
import json
from pathlib import Path

from models.trail.verifying import Anchor

NAME = "anchors"


def read(var: Path) -> list[Anchor]:
    """Every anchor ever left; none before the first."""
    path = var / NAME
    if not path.exists():
        return []
    return [_parsed(line) for line in path.read_text("utf-8").splitlines()]


def leave(var: Path, anchor: Anchor) -> None:
    """Add one line."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / NAME).open("a", encoding="utf-8") as file:
        file.write(shown(anchor) + "\n")


def shown(anchor: Anchor) -> str:
    """An anchor as it stands in the file, and as it can be printed and kept elsewhere."""
    facts = {"number": anchor.number, "hash": anchor.hash.hex(), "at": anchor.at.isoformat()}
    return json.dumps(facts)


def _parsed(line: str) -> Anchor:
    facts = json.loads(line)
    at = dt.datetime.fromisoformat(facts["at"])
    return Anchor(int(facts["number"]), bytes.fromhex(facts["hash"]), at)
