"""Taking back a whole import: every row as it was before, or nothing at all and why not."""

import datetime as dt
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, bindparam, delete, exists, not_, select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.owed.tables import Obligation
from models.care.tables import Claim, Visit
from models.database.base import Base
from models.ledgers.refusals import BuiltUpon, ImportNotReady
from models.ledgers.row_text import as_text, from_text
from models.ledgers.tables import Import, ImportChange
from models.ledgers.turns import take_turn
from models.ledgers.uploads import get
from models.matching.tables import Proposal, Review
from models.trail.log import record_row

Ids = dict[str, set[uuid.UUID]]

# What people call the rows that may have been built upon an import.
NAMES = {
    "account": Said("账号"),
    "api_token": Said("账号"),
    "grant": Said("账号权限"),
    "claim": Said("认领记录"),
    "visit": Said("探访任务"),
    "obligation": Said("应办的探访"),
    "proposal": Said("匹配建议"),
    "review": Said("审核记录"),
    "referral": Said("推荐记录"),
    "run": Said("夜间匹配"),
    "import": Said("其他导入"),
    "notice": Said("通知"),
    "trail_entry": Said("操作留痕"),
    "resident": Said("居民信息"),
    "helper": Said("志愿者信息"),
    "seeker": Said("求职信息"),
    "seeker_consent": Said("求职者的同意"),
    "guidance_note": Said("职业指导记录"),
    "seeker_help": Said("帮扶责任人"),
    "help_step": Said("帮扶计划"),
    "seeker_request": Said("等人确认的事"),
    "need": Said("服务需求"),
    "post": Said("岗位设置"),
    "post_holding": Said("领岗记录"),
    "duty_record": Said("履岗记录"),
    "commitment": Said("岗位承诺"),
    "appraisal": Said("评岗记录"),
    "person": Said("人员信息"),
    "vacancy": Said("岗位信息"),
    "training_order": Said("培训订单"),
    "cohort": Said("培训班"),
    "headcount": Said("在岗人数"),
    "place": Said("区划与网格"),
}


def undo(
    session: Session, import_id: uuid.UUID, account_id: uuid.UUID | None, now: dt.datetime
) -> Import:
    """Take back an import; raises ``BuiltUpon`` when something stands on it, changing nothing.

    Rows it made are deleted, rows it changed get their earlier values back. What the nights made
    of them and nobody has acted on (visits owed, open proposals) goes too: the next night
    makes it anew.
    """
    take_turn(session)
    kept = get(session, import_id, lock=True)
    if kept.state != "done":
        raise ImportNotReady(Said("只有已完成的导入可以撤销。"))
    changes = session.scalars(
        select(ImportChange).where(ImportChange.import_id == import_id).order_by(ImportChange.step)
    ).all()
    made = [change for change in changes if change.before is None]
    altered = [change for change in changes if change.before is not None]
    gone: Ids = defaultdict(set)
    for change in made:
        gone[change.table].add(change.row_id)
    reasons = [*_changed_since(session, changes), *_stand_on(session, gone, kept.id)]
    if reasons:
        raise BuiltUpon(reasons)
    _restore(session, altered)
    _let_go_of_county(session, kept, gone)
    for table in reversed(Base.metadata.sorted_tables):
        if gone.get(table.name):
            session.execute(delete(table).where(table.c.id.in_(gone[table.name])))
    _close(session, kept, account_id, now)
    return kept


def _close(session: Session, kept: Import, account_id: uuid.UUID | None, now: dt.datetime) -> None:
    kept.state, kept.undone_at, kept.undone_by = "undone", now, account_id
    session.execute(delete(ImportChange).where(ImportChange.import_id == kept.id))
    record_row(session, "ledger.undo", kept, now, by=account_id, detail={"file": kept.file_name})
    session.expire_all()


def _changed_since(session: Session, changes: Iterable[ImportChange]) -> list[Said]:
    """Rows that no longer are as the import left them."""
    last: dict[tuple[str, uuid.UUID], str] = {(c.table, c.row_id): c.after for c in changes}
    by_table: Ids = defaultdict(set)
    for table, row_id in last:
        by_table[table].add(row_id)
    altered: Counter[str] = Counter()
    for name, ids in by_table.items():
        columns = Base.metadata.tables[name]
        rows = session.execute(select(columns).where(columns.c.id.in_(ids))).mappings()
        now = {row["id"]: as_text(dict(row)) for row in rows}
        altered[name] += sum(not _same(now.get(i), last[name, i]) for i in ids)
    return [
        Said("%(what)s中有 %(count)d 条在导入之后又有改动。", what=_name(table), count=count)
        for table, count in altered.items()
        if count
    ]


def _same(now: str | None, then: str) -> bool:
    """Equal in every column there was; one that came to the table or left it does not count."""
    if now is None:
        return False
    current = json.loads(now)
    before = json.loads(then)
    return all(current[name] == before[name] for name in current.keys() & before.keys())


def _stand_on(session: Session, gone: Ids, import_id: uuid.UUID) -> list[Said]:
    """Rows elsewhere that refer to rows to be deleted; what may go along is added to ``gone``."""
    blocking: dict[str, set[Any]] = defaultdict(set)
    queue = [(name, set(ids)) for name, ids in gone.items()]
    while queue:
        name, ids = queue.pop()
        for column in _references(name):
            found = _referring(session, column, ids, import_id) - gone.get(column.table.name, set())
            free = _untouched(session, column.table.name, found)
            if free:
                gone[column.table.name] |= free
                queue.append((column.table.name, free))
            if found - free:
                blocking[column.table.name] |= found - free
    return [
        Said("已有 %(count)d 条%(what)s用到这次导入的数据。", count=len(ids), what=_name(table))
        for table, ids in blocking.items()
    ]


def _references(name: str) -> list[Column[Any]]:
    """Every column of any table that refers to the table of that name."""
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == name
    ]


def _referring(
    session: Session, column: Column[Any], ids: Collection[uuid.UUID], import_id: uuid.UUID
) -> set[Any]:
    table = column.table
    own = table.primary_key.columns.values()[0]
    query = select(own).where(column.in_(ids))
    if table.name == Import.__tablename__:
        query = query.where(table.c.id != import_id, table.c.state == "done")
    return set(session.scalars(query))


def _untouched(session: Session, name: str, ids: Collection[Any]) -> set[uuid.UUID]:
    """Of visits, obligations and proposals those that only the night knows of."""
    conditions: dict[str, tuple[Any, ColumnElement[bool]]] = {
        "visit": (Visit, not_(exists().where(Claim.visit_id == Visit.id))),
        "obligation": (Obligation, Obligation.state != "discharged"),
        "proposal": (
            Proposal,
            Proposal.state.in_(("open", "lapsed"))
            & not_(exists().where(Review.proposal_id == Proposal.id)),
        ),
    }
    if name not in conditions or not ids:
        return set()
    model, condition = conditions[name]
    return set(session.scalars(select(model.id).where(model.id.in_(ids), condition)))


def _restore(session: Session, altered: Sequence[ImportChange]) -> None:
    """Backwards, so that a row changed twice ends at its first state."""
    for change in reversed(altered):
        table: Table = Base.metadata.tables[change.table]
        before = from_text(table, change.before or "{}")
        values = {
            name: bindparam(f"old_{name}", value, table.c[name].type)
            for name, value in before.items()
            if name != "id"
        }
        session.execute(update(table).where(table.c.id == change.row_id).values(values))


def _let_go_of_county(session: Session, kept: Import, gone: Ids) -> None:
    """Imports that are over do not hold a county that goes."""
    places = gone.get("place")
    if places:
        kept.county_id = None if kept.county_id in places else kept.county_id
        session.flush()
        over = Import.county_id.in_(places) & (Import.state != "done")
        session.execute(update(Import).where(over).values(county_id=None))


def _name(table: str) -> Said:
    return NAMES.get(table, Said("其他记录"))
