"""The life of a night's run: begun, taken up again, published, held by a gate, failed."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.database.refused import Refused
from models.matching.audience import administrators
from models.matching.gates import Fault
from models.matching.tables import Run
from models.notices.outbox import tell
from models.places.tables import Place
from models.trail.log import record

RUNS_PAGE = "/runs/"
# Which published run is in force: the one published last, whatever day it was worked for.
NEWEST_FIRST = (Run.finished_at.desc().nulls_last(), Run.night.desc())


class RunOvertaken(Refused):
    """The run is no longer this process's to finish: it was published or taken up anew."""

    code = "run_overtaken"


class NotHeld(Refused):
    """Only a run that a gate holds can be released."""

    code = "run_not_held"


class NightPassed(Refused):
    """A later night is published: this one would put an old plan in its place."""

    code = "night_passed"


class GateStays(Refused):
    """What holds the run may not be overridden by anybody."""

    code = "gate_stays"


class NoSuchRun(Refused):
    """No run of this number within the scope."""

    code = "no_such_run"


def begin(
    session: Session,
    *,
    county_id: uuid.UUID,
    night: dt.date,
    params: dict[str, Any],
    seed: int,
    by: uuid.UUID | None,
    now: dt.datetime,
) -> Run:
    """The one row of this county and night, ours to work on unless it is published already.

    A row found running, held or failed is taken up with the parameters it was begun with, so
    that it ends as it would have; ``attempt`` counts how often it was taken up.
    """
    fresh = insert(Run).values(
        county_id=county_id,
        night=night,
        params=params,
        seed=seed,
        started_at=now,
        started_by=by,
        report={},
        attempt=0,
    )
    session.execute(fresh.on_conflict_do_nothing(index_elements=["county_id", "night"]))
    run = session.scalars(
        select(Run).where(Run.county_id == county_id, Run.night == night).with_for_update()
    ).one()
    if run.state != "published":
        run.state, run.stage, run.share = "running", None, 0.0
        run.attempt += 1
        run.failure, run.finished_at = None, None
    return run


def progress(session: Session, run_id: uuid.UUID, attempt: int, stage: str, share: float) -> None:
    """How far the run is; commit it apart, so that whoever waits can see it."""
    mine = (Run.id == run_id) & (Run.attempt == attempt) & (Run.state == "running")
    session.execute(update(Run).where(mine).values(stage=stage, share=share))


def locked_run(session: Session, run_id: uuid.UUID, attempt: int) -> Run:
    """The run, locked, if it is still this process's own; raises ``RunOvertaken``."""
    run = session.scalars(select(Run).where(Run.id == run_id).with_for_update()).one()
    if run.state != "running" or run.attempt != attempt:
        raise RunOvertaken(Said("这一晚的匹配已由另一个进程完成"))
    return run


def hold(
    session: Session,
    run: Run,
    faults: Sequence[Fault],
    report: dict[str, Any],
    now: dt.datetime,
) -> None:
    """A gate held: last night's plan stays published, and the administrators are told why."""
    run.state, run.report, run.finished_at = "held", report, now
    run.failure = {"code": "held", "gates": [fault.as_json() for fault in faults]}
    said = Said("%(night)s 的匹配未通过发布检查，仍沿用上一晚的结果", night=str(run.night))
    _tell_administrators(session, run, "held", said, now)


def fail(session: Session, run: Run, why: Said, now: dt.datetime) -> None:
    """The run broke off: last night's plan stays published, and the administrators are told."""
    run.state, run.finished_at = "failed", now
    run.failure = {"code": "failed", "gates": [], **why.as_json()}
    said = Said("%(night)s 的匹配没有完成，仍沿用上一晚的结果", night=str(run.night))
    _tell_administrators(session, run, "failed", said, now)


def release(
    session: Session, scope: Scope, run_id: uuid.UUID, reason: str, now: dt.datetime
) -> Run:
    """An administrator lets a held run through; it is worked again with its gates overridden.

    Violations of a rule and a certificate that does not hold are never let through
    (``GateStays``), nor is a night after which another one was published (``NightPassed``).
    Whoever calls this puts the night on the queue after the commit.
    """
    run = session.scalars(
        select(Run)
        .join(Place, Place.id == Run.county_id)
        .where(Run.id == run_id, scope.within(("administrator",)))
        .with_for_update(of=Run)
    ).one_or_none()
    if run is None:
        raise NoSuchRun(Said("没有这次匹配"))
    if run.state != "held" or run.failure is None:
        raise NotHeld(Said("这次匹配没有被发布检查拦下"))
    if any(gate["hard"] for gate in run.failure["gates"]):
        raise GateStays(Said("结果违反规则或证明不成立，不能放行"))
    later = select(Run.id).where(
        Run.county_id == run.county_id, Run.state == "published", Run.night > run.night
    )
    if session.scalar(later.limit(1)) is not None:
        raise NightPassed(Said("之后的一晚已经发布，这一晚不再放行"))
    run.params = {**run.params, "released": {"by": str(scope.account_id), "reason": reason}}
    record(
        session,
        action="run.release",
        account_id=scope.account_id,
        now=now,
        subject="run",
        subject_id=run.id,
        why=reason,
        detail={"gates": [gate["name"] for gate in run.failure["gates"]]},
    )
    return run


def latest(session: Session, county_id: uuid.UUID) -> Run | None:
    """The published run of a county that is in force."""
    published = select(Run).where(Run.county_id == county_id, Run.state == "published")
    return session.scalars(published.order_by(*NEWEST_FIRST).limit(1)).one_or_none()


def counties_with_plans(session: Session) -> list[uuid.UUID]:
    """The counties that have a published night."""
    return list(session.scalars(select(Run.county_id).where(Run.state == "published").distinct()))


def under_way(session: Session, run: Run) -> bool:
    """Whether a later night than this published one is marked as being worked."""
    later = select(Run.id).where(
        Run.county_id == run.county_id, Run.night > run.night, Run.state == "running"
    )
    return session.scalar(later.limit(1)) is not None


def _tell_administrators(
    session: Session, run: Run, what: str, said: Said, now: dt.datetime
) -> None:
    # A run may be held, tried again and held again: each time is told once.
    key = f"run:{run.id}:{what}:{run.attempt}"
    people = administrators(session, run.county_id)
    tell(session, people, key, said, f"{RUNS_PAGE}{run.id}", now)
