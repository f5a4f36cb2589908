"""A database that can be committed to, and ways to bring ledgers in."""

import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.ledgers import uploads as work
from jobs.ledgers.loading import Loaded, load_folder
from models.database.engine import transaction
from models.ledgers import uploads
from models.ledgers.tables import Import
from tests.jobs.ledgers.books import AS_OF, GRIDS, NOW, book

Load = Callable[..., Loaded]


@pytest.fixture
def load(engine: Engine, tmp_path: Path) -> Load:
    """Import files given by name as a folder; returns what became of them."""

    def loading(files: dict[str, bytes], whole: bool = False) -> Loaded:
        folder, out = tmp_path / "in", tmp_path / "out"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return load_folder(folder, out, AS_OF, lambda *step: None, whole)

    return loading


@pytest.fixture
def county(load: Load) -> None:
    """The places every other ledger stands on."""
    assert outcomes(load({"网格.xlsx": book(台账=GRIDS)})) == {"created": 3}


@pytest.fixture
def upload(engine: Engine) -> Callable[..., uuid.UUID]:
    """The way of the web: received, read, confirmed as proposed, brought in."""

    def uploading(name: str, content: bytes, whole: bool = False) -> uuid.UUID:
        with transaction(engine) as session:
            import_id = uploads.receive(session, name, content, whole, None, NOW).id
        work.read(str(import_id))
        with transaction(engine) as session:
            kept = session.get_one(Import, import_id)
            if kept.state != "preview":
                return import_id
            uploads.confirm(session, import_id, kept.sheets, whole, None, NOW)
        work.bring_in(str(import_id))
        return import_id

    return uploading


def outcomes(loaded: Loaded) -> dict[str, int]:
    return dict(Counter(row["outcome"] for row in loaded.rows))
