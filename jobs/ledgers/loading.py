"""A folder of ledgers at once, in the order in which they build upon each other."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from jobs.ledgers.entering import ORDER, enter
from jobs.ledgers.reading import Sheet, read_sheets
from jobs.ledgers.sheets import propose
from matcher.said import Said
from models.database.engine import transaction
from models.ledgers.intake import Progress, RowResult
from models.ledgers.refusals import FileRefused
from models.ledgers.uploads import previewed, receive, remembered

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv")
COPY_ENDING = "（导入结果）"
REPORT = "report.json"


@dataclass(frozen=True)
class _File:
    path: Path
    content: bytes
    sheets: list[Sheet]
    proposed: list[dict[str, Any]]

    def rank(self) -> tuple[int, str]:
        kinds = [ORDER.index(sheet["kind"]) for sheet in self.proposed if sheet["kind"]]
        return min(kinds), self.path.name


@dataclass
class Loaded:
    """What became of a folder: ``rows`` as in report.json, ``unreadable`` files with the reason.

    ``notes``: sheets that are no ledger, files held back as a whole.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    unreadable: list[tuple[str, Said]] = field(default_factory=list)
    notes: list[tuple[str, Said]] = field(default_factory=list)


def load_folder(
    folder: Path, out: Path, as_of: dt.date, progress: Progress, whole: bool = False
) -> Loaded:
    """Import every ledger of ``folder``; copies with reasons and ``report.json`` go to ``out``.

    Each file is a transaction of its own; ``whole`` leaves a file out that has a refused row. A
    file that cannot be read stops none of the others. The process must stand on settings.
    """
    # What goes there has names and numbers in full.
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    loaded = Loaded()
    files = list(_read(_ledgers(folder), loaded, progress))
    for file in sorted(files, key=_File.rank):
        _load(file, out, as_of, progress, whole, loaded)
    report = json.dumps(loaded.rows, ensure_ascii=False, indent=1)
    (out / REPORT).write_text(report, "utf-8")
    return loaded


def _ledgers(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.suffix.lower() in SUFFIXES
        and not path.name.startswith((".", "~$"))
        and not path.stem.endswith(COPY_ENDING)
    ]


def _read(paths: Sequence[Path], loaded: Loaded, progress: Progress) -> Iterable[_File]:
    with Session(engine()) as session:
        memory = remembered(session)
    for number, path in enumerate(paths):
        progress(f"读取 {path.name}", number, len(paths))
        try:
            content = path.read_bytes()
            sheets = read_sheets(path.name, content)
            proposed = propose(sheets, path.stem, memory)
        except FileRefused as refused:
            loaded.unreadable.append((path.name, refused.said))
        else:
            yield _File(path, content, sheets, proposed)
    progress("读取", len(paths), len(paths))


def _load(
    file: _File, out: Path, as_of: dt.date, progress: Progress, whole: bool, loaded: Loaded
) -> None:
    name = file.path.name
    with transaction(engine()) as session:
        moment = now()
        kept = receive(session, name, file.content, whole, None, moment)
        previewed(kept, file.proposed)
        results = enter(session, kept, file.sheets, as_of, moment, progress)
    progress("写入", 1, 1)
    assert kept.returned is not None
    (out / f"{file.path.stem}{COPY_ENDING}.xlsx").write_bytes(kept.returned)
    loaded.rows += [_reported(name, result) for result in sorted(results, key=_place)]
    for sheet in file.proposed:
        if sheet["kind"] is None:
            said = Said("工作表“%(sheet)s”不是认识的台账，没有导入。", sheet=sheet["sheet"])
            loaded.notes.append((name, said))
    if kept.failure is not None:
        loaded.notes.append((name, Said.from_json(kept.failure)))


def _place(result: RowResult) -> tuple[str, int]:
    return result.sheet, result.row


def _reported(file_name: str, result: RowResult) -> dict[str, Any]:
    return {
        "file": file_name,
        "sheet": result.sheet,
        "row": result.row,
        "outcome": result.outcome,
        "reasons": [str(reason) for reason in result.reasons],
    }
