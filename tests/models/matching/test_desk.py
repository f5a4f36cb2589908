"""The desk shows what is in force within the scope, most urgent first; health in one word."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from models.matching.desk import PAGE, queue, summary
from models.matching.detail import one
from models.matching.health import health
from models.matching.refusals import NoSuchProposal
from models.matching.reviews import approve, reject
from models.matching.tables import Run
from models.people.tables import Person, Seeker
from tests.county import NOW, TODAY, County
from tests.models.matching.proposals import a_run, for_seeker, for_visit


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def test_the_queue_is_scoped_ranked_and_paged(session: Session, county: County) -> None:
    run = a_run(county)
    here = [for_seeker(county, run, rank=PAGE + 1 - n) for n in range(PAGE + 1)]
    away = for_seeker(county, run, rank=1, place_id=county.grids[2].id)
    near = county.scope("employment", county.communities[0])
    first, second = queue(session, near, "employment"), queue(session, near, "employment", page=2)
    assert (first.total, first.pages, len(first.rows), len(second.rows)) == (PAGE + 1, 2, PAGE, 1)
    shown = [row.proposal.id for row in (*first.rows, *second.rows)]
    assert shown == [proposal.id for proposal in reversed(here)]
    everything = queue(session, county.scope("county"), "employment")
    assert everything.total == PAGE + 2
    assert queue(session, county.scope("volunteer"), "employment").total == 0
    there = county.communities[1].id
    narrowed = queue(session, county.scope("county"), "employment", community=there)
    assert [row.proposal.id for row in narrowed.rows] == [away.id]


def test_search_and_state(session: Session, county: County) -> None:
    run, staff = a_run(county), county.scope("employment")
    first, second = for_seeker(county, run), for_seeker(county, run)
    seeker = session.get_one(Seeker, first.seeker_id)
    session.get_one(Person, seeker.person_id).name = "欧阳兰"
    session.flush()
    assert [row.subject for row in queue(session, staff, "employment", search="欧阳").rows] == [
        "欧阳兰"
    ]
    assert queue(session, staff, "employment", search="%").total == 0
    approve(session, staff, second.id, 1, NOW)
    assert queue(session, staff, "employment", "approved").total == 1
    assert queue(session, staff, "employment", None).total == 2
    assert summary(session, staff, run)["states"]["employment"] == {"open": 1, "approved": 1}


def test_older_nights_are_out_but_standing_suggestions_stay(
    session: Session, county: County
) -> None:
    staff = county.scope("community")
    last = a_run(county)
    for_visit(county, last, state="lapsed")
    standing = for_visit(county, last, state="approved")
    fresh = for_visit(county, a_run(county, TODAY + dt.timedelta(days=1)))
    shown = {row.proposal.id for row in queue(session, staff, "care", None).rows}
    assert shown == {standing.id, fresh.id}


def test_one_proposal_with_its_history(session: Session, county: County) -> None:
    staff = county.scope("employment", name="李站长")
    other = county.vacancy(occupation="缝纫工")
    said = {"said": "符合条件，与所选方案一样好", "facts": {}}
    proposal = for_seeker(
        county,
        a_run(county),
        alternatives=[{"id": str(other.id), "score": 4000, "said": said}],
    )
    reject(session, staff, proposal.id, 1, "other", NOW, "本人外出务工")
    found = one(session, staff, proposal.id)
    assert [(found_.name, found_.score) for found_ in found.alternatives] == [("缝纫工", 4000)]
    assert [(d.decision, d.who, d.remark) for d in found.history] == [
        ("reject", "李站长", "本人外出务工")
    ]
    for stranger in (county.scope("community"), county.scope("employment", county.grids[3])):
        with pytest.raises(NoSuchProposal):
            one(session, stranger, proposal.id)


@pytest.mark.parametrize(
    ("state", "hours_later", "told"),
    [
        ("published", 1, "ok"),
        ("published", 24 + 3, "late"),
        ("running", 0, "working"),
        ("running", 2, "late"),
        ("held", 1, "held"),
        ("failed", 1, "failed"),
    ],
)
def test_health(session: Session, county: County, state: str, hours_later: int, told: str) -> None:
    assert health(session, county.place.id, NOW, 2).state == "never"
    # Two in the morning of TODAY in the county.
    began = dt.datetime(2026, 11, 19, 18, 0, tzinfo=dt.UTC)
    given = {"params": {}, "report": {}, "started_at": began, "night": TODAY}
    county.add(Run(county_id=county.place.id, state=state, **given))
    seen = health(session, county.place.id, began + dt.timedelta(hours=hours_later), 2)
    assert (seen.state, seen.well) == (told, told in ("ok", "working"))
    assert (seen.published is not None) == (state == "published")
