"""What a night or an event changes in the plan in force, each change with its reason."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from jobs.clock import now
from matcher.care.features import FEATURES as CARE_FEATURES
from matcher.care.market import CareMarket
from matcher.care.rules import RULES as CARE_RULES
from matcher.changes import Now, changes
from matcher.columns import Ints
from matcher.employment.features import FEATURES as EMPLOYMENT_FEATURES
from matcher.employment.market import EmploymentMarket
from matcher.employment.rules import RULES as EMPLOYMENT_RULES
from matcher.rules import contributions, failures, pairs_of
from matcher.said import Said
from models.matching.changed import Pair, keep, open_pairs, turned_down
from models.matching.tables import Run

Ids = Sequence[uuid.UUID]
Key = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class Asked:
    """A solved market that knows why a pair is no longer what it was.

    givers, subjects : ids by row: helpers and visits, openings and seekers
    """

    name: str
    market: CareMarket | EmploymentMarket
    givers: Ids
    subjects: Ids

    def now(self, pairs: Sequence[Key], moved: Sequence[Key]) -> Now:
        """What holds for these (giver, subject) pairs today."""
        giver_row = {one: row for row, one in enumerate(self.givers)}
        subject_row = {one: row for row, one in enumerate(self.subjects)}
        known = [(g, s) for g, s in pairs if g in giver_row and s in subject_row]
        by = np.array([giver_row[g] for g, _ in known], np.int64)
        to = np.array([subject_row[s] for _, s in known], np.int64)
        said, points = self._judged(by, to)
        return Now(
            subjects=frozenset(subject_row),
            givers=frozenset(giver_row),
            failed={pair: one for pair, one in zip(known, said, strict=True) if one is not None},
            score=dict(zip(known, points.tolist(), strict=True)),
            moved=frozenset(moved),
        )

    def _judged(self, givers: Ints, subjects: Ints) -> tuple[list[Said | None], Ints]:
        """For each pair the first rule it fails now, and its points without those for keeping."""
        rules: Any
        features: Any
        arrays: Any
        params: Any
        if isinstance(self.market, CareMarket):
            rules, features, ends = CARE_RULES, CARE_FEATURES, pairs_of(givers, subjects)
        else:
            rules, features = EMPLOYMENT_RULES, EMPLOYMENT_FEATURES
            ends = pairs_of(subjects, givers)
        arrays, params = self.market.arrays, self.market.params
        table = failures(rules, arrays, ends, params)
        said = [
            rules[int(row.argmax())].why(arrays, int(i), int(j), params) if row.any() else None
            for row, i, j in zip(table, ends.left, ends.right, strict=True)
        ]
        weights = {**params.weights, "kept": 0}
        return said, contributions(features, weights, arrays, ends, params).sum(axis=1)


def pairs_before(
    session: Session,
    run: Run,
    markets: Sequence[Asked],
    about: Collection[uuid.UUID] | None = None,
) -> list[list[Pair]]:
    """By market what a plan proposes and what staff turned down, before something is done to it.

    ``about`` are the visits or seekers to which something is done, where not to all.
    """
    return [
        [
            *open_pairs(session, run, one.name, about),
            *turned_down(session, run, one.name, about),
        ]
        for one in markets
    ]


def note(
    session: Session,
    run: Run,
    markets: Sequence[Asked],
    before: Sequence[list[Pair]],
    about: Collection[uuid.UUID] | None = None,
) -> list[uuid.UUID]:
    """Write down with its reason what is other in the plan in force than it was ``before``.

    run : the plan in force now; where a night put it there, not the one of before.
    """
    told: list[uuid.UUID] = []
    for one, had in zip(markets, before, strict=True):
        told += _note(session, run.id, one, had, open_pairs(session, run, one.name, about))
    return told


def _note(
    session: Session, run_id: uuid.UUID, asked: Asked, had: list[Pair], has: list[Pair]
) -> list[uuid.UUID]:
    then, since = ({(p.giver, p.subject): p for p in pairs} for pairs in (had, has))
    moved = [key for key in then.keys() & since.keys() if then[key].slot != since[key].slot]
    found = changes(
        _givers(had), _givers(has), asked.now(sorted(then.keys() ^ since.keys()), moved)
    )
    places = {pair.subject: pair.place_id for pair in (*had, *has)}
    return keep(session, run_id, asked.name, [(one, places[one.subject]) for one in found], now())


def _givers(pairs: list[Pair]) -> dict[uuid.UUID, list[uuid.UUID]]:
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for pair in pairs:
        found.setdefault(pair.subject, []).append(pair.giver)
    return found
