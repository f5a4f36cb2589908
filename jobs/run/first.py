"""What a first start fills in: a county out of ledgers, real or our own, accounts, a night.

A small file under var remembers what was begun, so that an interrupted first start is taken up
with the same ledgers by the next one: importing twice changes nothing.
"""

import datetime as dt
import json
import uuid
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.clock import now, today
from jobs.demo.county import generate
from jobs.ground import engine
from jobs.ledgers.loading import Loaded, load_folder
from jobs.ledgers.returning import WORDS
from jobs.matching import nightly
from jobs.services.terminal import bar, say, step
from models.accounts.demo import DemoAccount, close_demo_accounts, open_demo_accounts
from models.database.engine import transaction
from models.employment.tables import Employer
from models.matching.tables import Run
from models.places.tables import Place

DEMO_SEED = 20261120
MEMORY = "first-start.json"
REPORTS = "report"


class NothingCameIn(Exception):
    """The folder held no ledger that could be read."""


@dataclass(frozen=True)
class Plan:
    """``source`` is the folder of ledgers; ``done`` when nothing is left to import."""

    demo: bool
    source: str
    done: bool


def plan(var: Path, ledgers: Path | None) -> Plan:
    """What this start has to do about the county."""
    memory = var / MEMORY
    if memory.exists():
        known = Plan(**json.loads(memory.read_text("utf-8")))
        if not known.done and ledgers is not None:
            return Plan(demo=False, source=str(ledgers.absolute()), done=False)
        if ledgers is not None:
            say("! 已有数据，未再导入：新的台账请在网页上传，或用 python -m jobs.ledgers")
        return known
    if _counties():
        return Plan(demo=False, source="", done=True)
    if ledgers is not None:
        return Plan(demo=False, source=str(ledgers.absolute()), done=False)
    return Plan(demo=True, source=str(var / "demo"), done=False)


def fill(var: Path, begun: Plan) -> None:
    """Import the ledgers; the reasons for refused rows lie in ``var/report`` after."""
    _remember(var, begun)
    day = today(now())
    source = Path(begun.source)
    if begun.demo:
        with step("生成演示县的台账"):
            source.mkdir(parents=True, exist_ok=True)
            generate(source, DEMO_SEED, day)
    with step(f"导入台账 {source}"):
        loaded = load_folder(source, var / REPORTS, day, _progress)
        if not loaded.rows:
            (var / MEMORY).unlink()
            raise NothingCameIn(f"没有导入任何数据。{_why(loaded)}")
        _tell(loaded, var / REPORTS)
    _remember(var, Plan(begun.demo, begun.source, done=True))


def accounts(known: Plan) -> list[DemoAccount]:
    """Demo accounts for the demo county; for any other, none that has a published password."""
    with transaction(engine()) as session:
        if known.demo:
            employer = session.scalar(select(Employer.id).order_by(Employer.name).limit(1))
            return open_demo_accounts(session, now(), employer)
        close_demo_accounts(session)
    return []


def night() -> None:
    """The first night of every county that has had none yet; later ones are the scheduler's."""
    moment = now()
    for county_id in _without_a_night():
        with step("第一晚的匹配"):
            _night(county_id, today(moment))


def _night(county_id: uuid.UUID, day: dt.date) -> None:
    try:
        nightly.run(county_id, day, day, progress=bar)
    except Exception as fault:
        # The run has kept what went wrong; staff see it, and the scheduler tries again.
        say(f"! 匹配没有完成（{fault}），其余照常启动；管理员首页可见原因")


def _why(loaded: Loaded) -> str:
    known = "；".join(f"{name}：{said}" for name, said in loaded.unreadable)
    return known or "文件夹里没有台账"


def _tell(loaded: Loaded, reports: Path) -> None:
    for name, said in (*loaded.notes, *loaded.unreadable):
        say(f"! {name}：{said}")
    counts = Counter(row["outcome"] for row in loaded.rows)
    told = "；".join(f"{word} {counts[outcome]}" for outcome, word in WORDS.items())
    say(f"  共 {len(loaded.rows)} 行：{told}。逐行原因在 {reports}")


def _without_a_night() -> list[uuid.UUID]:
    known = select(Run.county_id)
    with Session(engine()) as session:
        query = select(Place.id).where(Place.kind == "county", Place.id.not_in(known))
        return list(session.scalars(query.order_by(Place.path)))


def _remember(var: Path, what: Plan) -> None:
    (var / MEMORY).write_text(json.dumps(asdict(what), ensure_ascii=False), "utf-8")


def _counties() -> bool:
    with Session(engine()) as session:
        return session.scalar(select(Place.id).where(Place.kind == "county").limit(1)) is not None


def _progress(stage: str, done: int, total: int) -> None:
    bar(stage, done / total if total else 1.0)
