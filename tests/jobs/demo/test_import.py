"""The demo county comes in by the ordinary way, and its faulty rows get the outcomes meant."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from jobs.demo.county import generate
from jobs.ledgers.loading import load_folder
from models.care.posts.tables import PostHolding
from models.database.engine import transaction
from models.people.tables import Helper, Person, Resident, Seeker

AS_OF = dt.date(2026, 11, 20)
EXPECTED = {
    "网格台账.xlsx": {"created": 102},
    # The formula in a remark comes in as text.
    "居民服务台账.xlsx": {"created": 3201, "merged": 1, "conflict": 1, "refused": 3},
    "志愿者党员台账.xlsx": {"created": 850, "merged": 1, "conflict": 1, "refused": 3},
    "求职登记.xlsx": {"created": 2600, "merged": 1, "conflict": 1, "refused": 4},
    "用工信息.xlsx": {"created": 206, "refused": 2},
    "培训订单.xlsx": {"created": 24, "refused": 1},
}


@pytest.mark.slow
def test_every_row_gets_the_outcome_meant(engine: Engine, tmp_path: Path) -> None:
    generate(tmp_path / "in", seed=1, as_of=AS_OF)
    loaded = load_folder(tmp_path / "in", tmp_path / "out", AS_OF, lambda *step: None)
    found: dict[str, Counter[str]] = {}
    for row in loaded.rows:
        found.setdefault(row["file"], Counter())[row["outcome"]] += 1
    assert found == EXPECTED
    assert all(row["reasons"] for row in loaded.rows if row["outcome"] == "refused")
    with transaction(engine) as session:

        def count(table: type) -> int:
            return session.scalar(select(func.count()).select_from(table)) or 0

        assert (count(Resident), count(Helper), count(Seeker)) == (3201, 850, 2600)
        assert count(PostHolding) == 305
        # 300 of the unemployed seek work and 80 party members help: one person each.
        assert count(Person) == 3201 + 850 + 2600 - 300 - 80
