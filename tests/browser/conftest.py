"""A whole product of its own for each journey, and the ledgers that are brought into it."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jobs.clock import now, today
from jobs.demo.county import generate
from jobs.ground import stand_on
from models.settings import Settings
from tests.browser.product import Product, running
from tests.conftest import ROOT

SAMPLE = ROOT.parent / "shared" / "county"
SAMPLE_DAY = dt.date(2026, 11, 20)
# Later than this most of the sample's openings have run out.
SAMPLE_LASTS = dt.timedelta(days=30)

ABOUT_CARE = ("居民服务台账.xlsx", "志愿者党员台账.xlsx")
FEW = 250


@pytest.fixture
def product(settings: Settings) -> Iterator[Product]:
    # Short, because sockets lie in it.
    var = Path(tempfile.mkdtemp(prefix="lx"))
    with running(var) as started:
        yield started
    stand_on(settings)
    shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="session")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six ledgers that hold today: the sample county's, or our own county's."""
    day = today(now())
    if SAMPLE.is_dir() and abs(day - SAMPLE_DAY) <= SAMPLE_LASTS:
        return SAMPLE
    folder = tmp_path_factory.mktemp("ledgers")
    generate(folder, seed=1, as_of=day)
    return folder


@pytest.fixture(scope="session")
def few(ledgers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same ledgers, with the first rows only of those about care."""
    folder = tmp_path_factory.mktemp("few")
    for path in ledgers.glob("*.xlsx"):
        shutil.copy(path, folder)
    for name in ABOUT_CARE:
        book = load_workbook(folder / name)
        for sheet in book.worksheets:
            sheet.delete_rows(FEW, sheet.max_row)
        book.save(folder / name)
    return folder
