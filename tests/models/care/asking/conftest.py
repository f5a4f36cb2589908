import pytest
from sqlalchemy.orm import Session

from tests.models.care.village import Village


@pytest.fixture
def village(session: Session) -> Village:
    return Village(session)
