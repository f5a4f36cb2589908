"""The two jobs of an upload: read it for a preview, and bring in what was confirmed."""

import uuid
from collections.abc import Collection

from jobs.clock import now, today
from jobs.ground import engine
from jobs.ledgers.entering import enter
from jobs.ledgers.reading import read_sheets
from jobs.ledgers.sheets import propose
from jobs.queues import match_again_soon
from matcher.said import Said
from models.database.engine import transaction
from models.ledgers import uploads
from models.ledgers.refusals import FileRefused
from models.matching.runs import counties_with_plans
from models.matching.tables import MARKETS

UNREAD = Said(
    "读取文件时出错，没有导入任何一行；请另存为新的 .xlsx 再上传，若再次出错请联系管理员。"
)
UNREAD_STATES = ("waiting", "reading")
INTERRUPTED = Said("导入时出错，没有导入任何一行；请重新上传，若再次出错请联系管理员。")


def read(import_id: str) -> None:
    """Read an uploaded file and propose what its columns are; run again, it does nothing."""
    key = uuid.UUID(import_id)
    try:
        _read(key)
    except FileRefused as refused:
        _fail(key, UNREAD_STATES, refused.said)
    except Exception:
        # Also the end of its time: whoever waits is told, and may put the file away.
        _fail(key, UNREAD_STATES, UNREAD)
        raise


def bring_in(import_id: str) -> None:
    """Bring in a confirmed upload, all in one transaction; run again, it does nothing."""
    key = uuid.UUID(import_id)
    try:
        _bring_in(key)
    except Exception:
        _fail(key, ("importing",), INTERRUPTED)
        raise


def _fail(key: uuid.UUID, states: Collection[str], said: Said) -> None:
    """End an import that is still in one of these states with a sentence."""
    with transaction(engine()) as session:
        kept = uploads.get(session, key, lock=True)
        if kept.state in states:
            uploads.failed(kept, said, now())


def _read(key: uuid.UUID) -> None:
    with transaction(engine()) as session:
        kept = uploads.get(session, key, lock=True)
        if kept.state not in UNREAD_STATES:
            return
        kept.state, kept.stage, kept.share = "reading", "读取", 0.1
        name, content, memory = kept.file_name, kept.content or b"", uploads.remembered(session)
    proposed = propose(read_sheets(name, content), name, memory)
    with transaction(engine()) as session:
        uploads.previewed(uploads.get(session, key, lock=True), proposed)


def _bring_in(key: uuid.UUID) -> None:
    moment = now()
    with transaction(engine()) as session:
        kept = uploads.get(session, key)
        if kept.state != "importing":
            return
        _show(key, "读取", 0, 1)
        sheets = read_sheets(kept.file_name, kept.content or b"")
        enter(session, kept, sheets, today(moment), moment, lambda *step: _show(key, *step))
        counties = counties_with_plans(session)
    for county_id in counties:
        for market in MARKETS:
            match_again_soon(county_id, market, today(moment))


def _show(key: uuid.UUID, stage: str, done: int, total: int) -> None:
    """In a transaction of its own, so that the waiting page sees it."""
    with transaction(engine()) as session:
        uploads.show_progress(session, key, stage, done / total if total else 1.0)
