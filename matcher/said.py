"""A sentence with its facts, so that one text serves the log, the page and the other language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, init=False)
class Said:
    """A Chinese template with named facts.

    The template is the key of the translation, so it stands literally at the call:
    ``Said("距离 %(km).1f 公里", km=2.3)``. Facts are JSON values, or sentences in their turn. A
    template without facts may hold a bare per cent sign; one with facts doubles it.
    """

    template: str
    facts: Mapping[str, Any] = field(hash=False)

    def __init__(self, template: str, /, **facts: Any) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "facts", facts)

    def __str__(self) -> str:
        return self.filled(self.template)

    def filled(self, template: str) -> str:
        """The facts put into ``template``: this sentence's own, or its translation."""
        return template % self.facts if self.facts else template

    def as_json(self) -> dict[str, Any]:
        facts = {
            name: fact.as_json() if isinstance(fact, Said) else fact
            for name, fact in self.facts.items()
        }
        return {"said": self.template, "facts": facts}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Said":
        facts = {
            name: cls.from_json(fact) if isinstance(fact, Mapping) else fact
            for name, fact in value["facts"].items()
        }
        return cls(value["said"], **facts)
