"""Skills in one text: level and paper read and written alike, and what reaches the arrays."""

import pytest
from sqlalchemy.orm import Session

from models.employment.rows import employment_rows
from models.employment.skills import Skill, provable, read_skill, renewed
from tests.county import TODAY, County


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("缝纫工", Skill("缝纫工")),
        ("缝纫工初级证书", Skill("缝纫工", "初级", True)),
        ("缝纫工证书", Skill("缝纫工", None, True)),
        ("缝纫工高级", Skill("缝纫工", "高级")),
        ("缝纫工中级（无证书）", Skill("缝纫工", "中级", False)),
        ("证书", Skill("证书")),
    ],
)
def test_read_and_written_alike(text: str, skill: Skill) -> None:
    assert read_skill(text) == skill
    assert str(skill) == text


def test_other_spellings_of_ledgers() -> None:
    assert read_skill("缝纫工(无证)") == Skill("缝纫工", None, False)
    assert read_skill("电工职业资格证书") == Skill("电工", None, True)
    assert provable(["缝纫工（无证书）", "电工", "焊工证"]) == ["电工", "焊工"]
    assert renewed(["缝纫工初级证书", "电工"], ["缝纫工", "焊工"]) == ["缝纫工初级证书", "焊工"]


def test_papers_reach_the_arrays(session: Session) -> None:
    county = County(session)
    county.vacancy(occupation="缝纫工", skill="缝纫工", certificate=True)
    ids = {
        text: county.seeker(skills=[text]).id
        for text in ("缝纫工初级证书", "缝纫工", "缝纫工（无证书）", "保洁员")
    }
    rows = employment_rows(session, county.place.id, TODAY)
    asked = int(rows.arrays.opening_certificates[0])
    holds = dict(
        zip((row.id for row in rows.seekers), rows.arrays.seeker_certificates, strict=True)
    )
    skills = dict(zip((row.id for row in rows.seekers), rows.arrays.seeker_skills, strict=True))
    assert [bool(holds[one] & asked) for one in ids.values()] == [True, True, False, False]
    assert [bool(skills[one] & asked) for one in ids.values()] == [True, True, True, False]
