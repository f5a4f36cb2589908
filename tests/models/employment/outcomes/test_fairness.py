"""How groups fare: counted person by person, small groups hidden, chance not taken for more."""

import datetime as dt
from random import Random
from statistics import fmean

import pytest
from sqlalchemy.orm import Session

from models.employment.outcomes.fairness import LEAST, Cut, cuts, findings
from models.employment.outcomes.seekers import GROUPS, Sought, sought
from models.employment.placing.life import Asked
from models.employment.tables import Referral
from models.matching import referrals
from models.people.tables import Person, Seeker
from tests.models.employment.outcomes.market import LAST, Life, days, is_by, noon


def test_every_person_is_told_as_the_notebook_has_it(session: Session) -> None:
    life = Life(session, people=80)
    life.live(LAST)
    hardships = ([], ["残疾"], ["残疾人家庭", "零就业家庭"], ["易地搬迁"])
    for number, seeker in enumerate(life.people):
        seeker.hardship = hardships[number % 4]
        seeker.unemployed_since = LAST - days(700 - number)
        person = session.get_one(Person, seeker.person_id)
        person.created_at = noon(LAST - days(700))
        person.born_on = dt.date(1960 + number % 45, 11, 19 + number % 3)
        person.sex, person.resettled = (0, 1, 2, 9)[number % 4], number % 8 == 0
    session.flush()
    found = sorted(map(repr, sought(session, life.scope, LAST)))
    assert found == sorted(repr(slow(life, number)) for number in range(80))


def slow(life: Life, number: int) -> Sought:
    notes = [note for note in life.notes if note.seeker == number and note.decided <= LAST]
    seeker = life.people[number]
    person = life.session.get_one(Person, seeker.person_id)
    assert person.born_on is not None and seeker.unemployed_since is not None
    groups = {
        "disability": "disabled" if number % 4 in (1, 2) else "not_disabled",
        "resettlement": "resettled" if number % 4 == 3 or person.resettled else "not_resettled",
    }
    if person.sex in (1, 2):
        groups["sex"] = {1: "male", 2: "female"}[person.sex]
    birthday = person.born_on.replace(year=LAST.year)
    age = LAST.year - person.born_on.year - (birthday > LAST)
    bands = ((55, "from_55"), (45, "45_54"), (35, "35_44"), (25, "25_34"), (0, "under_25"))
    groups["age"] = next(name for least, name in bands if age >= least)
    return Sought(
        groups,
        (notes[0].decided - seeker.unemployed_since).days if notes else None,
        any(is_by(note.yes, LAST) for note in notes),
        any(is_by(note.started, LAST) for note in notes),
    )


def test_waiting_begins_when_somebody_is_known_here_and_ends_with_no_mistake(
    session: Session,
) -> None:
    life = Life(session, people=1)
    seeker = life.people[0]
    seeker.unemployed_since = LAST - days(900)
    session.get_one(Person, seeker.person_id).created_at = noon(LAST - days(30))
    sent = life.county.add(
        Referral(
            seeker_id=seeker.id,
            vacancy_id=life.vacancies[0].id,
            decided_at=noon(LAST - days(20)),
            decided_by=life.scope.account_id,
        )
    )
    assert [one.wait for one in sought(session, life.scope, LAST)] == [10]
    assert [one.wait for one in sought(session, life.scope, LAST - days(21))] == [None]
    assert sought(session, life.scope, LAST - days(31)) == []
    withdrawn = Asked("withdraw", "mistake")
    referrals.step(session, life.scope, sent.id, withdrawn, LAST, noon(LAST))
    session.flush()
    assert [one.wait for one in sought(session, life.scope, LAST)] == [None]
    session.get_one(Seeker, seeker.id).active = False
    session.flush()
    assert sought(session, life.scope, LAST) == []


def people(by: str, code: str, number: int, **more: object) -> list[Sought]:
    given = {"wait": 10, "yes": True, "placed": False} | more
    return [Sought({by: code}, **given)] * number  # type: ignore[arg-type]


def cut(by: str, crowd: list[Sought]) -> Cut:
    return next(one for one in cuts(crowd) if one.by == by)


def test_the_measures_are_shares_and_means_of_the_group() -> None:
    women = people("sex", "female", 20, placed=True) + people("sex", "female", 12, wait=30)
    women += people("sex", "female", 8, wait=None, yes=False)
    men = people("sex", "male", 15, wait=None, yes=False)
    found = cut("sex", women + men)
    assert [(group.code, group.people) for group in found.groups] == [("female", 40), ("male", 15)]
    measured = {name: one and one.value for name, one in found.groups[0].measures.items()}
    waits = [one.wait for one in women if one.wait is not None]
    assert measured == {"referred": 0.8, "yes": 1.0, "wait": fmean(waits), "placed": 0.5}
    nobody = found.groups[1].measures
    assert nobody["yes"] is None and nobody["wait"] is None and nobody["referred"] is not None


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ([10, 10, 10, 10, 10], 5),
        # Nine hidden alone could be worked out from a total: the next smallest is hidden too.
        ([9, 30, 40, 50, 60], 3),
        ([9, 2, 40, 50, 60], 3),
        ([3, 4, 40, 50, 60], 2),
        ([9, 30], 0),
        ([9], 0),
        ([], 0),
    ],
)
def test_small_groups_are_hidden_and_cannot_be_worked_out(sizes: list[int], shown: int) -> None:
    crowd = [one for k, n in enumerate(sizes) for one in people("age", GROUPS["age"][k], n)]
    found = cut("age", crowd)
    assert (len(found.groups), found.hidden) == (shown, len(sizes) - shown)
    assert all(group.people >= LEAST for group in found.groups)
    if found.hidden and shown:
        assert len(crowd) - sum(group.people for group in found.groups) >= LEAST


def test_a_difference_that_is_there_is_found_once() -> None:
    crowd = people("sex", "female", 300, wait=None, yes=False)
    crowd += people("sex", "female", 100, wait=40) + people("sex", "male", 300, wait=20)
    crowd += people("sex", "male", 100, wait=None, yes=False)
    found = {one.measure: one for one in findings(crowd)}
    assert set(found) == {"referred", "wait"}
    assert {(one.by, one.group, one.against) for one in found.values()} == {
        ("sex", "female", "male")
    }
    assert found["referred"].apart.value == -0.5 and found["referred"].apart.high < -0.4
    assert found["wait"].apart.value == 20


def test_of_many_groups_each_is_held_against_all_others() -> None:
    crowd = people("age", "25_34", 200) + people("age", "35_44", 200)
    crowd += people("age", "from_55", 150, wait=None, yes=False) + people("age", "from_55", 50)
    found = {one.group: one for one in findings(crowd)}
    assert {one.against for one in found.values()} == {None}
    assert found["from_55"].apart.value == -0.75
    assert set(found) == {"from_55", "25_34", "35_44"}


def test_chance_alone_is_rarely_taken_for_more() -> None:
    """Groups drawn without any difference: about one page in twenty may say otherwise, not more."""
    draw, alarms = Random(7), 0
    for _ in range(200):
        crowd = [
            Sought(
                {by: draw.choice(codes) for by, codes in GROUPS.items()},
                draw.randrange(60) if draw.random() < 0.5 else None,
                draw.random() < 0.6,
                draw.random() < 0.3,
            )
            for _ in range(300)
        ]
        alarms += bool(findings(crowd))
    assert alarms <= 20
