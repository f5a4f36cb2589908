import pytest
from sqlalchemy.orm import Session

from models.care import service_kinds
from models.care.owed import policies
from tests.models.care.village import Village


@pytest.fixture
def village(session: Session) -> Village:
    """A village in which the published policies hold."""
    made = Village(session)
    service_kinds.seed(session)
    policies.seed(session)
    return made
