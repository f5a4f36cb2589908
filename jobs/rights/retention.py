"""What has been kept long enough goes, by the declared rules."""

from jobs.clock import now, today
from jobs.ground import engine
from models.database.engine import transaction
from models.rights import retention


def due() -> int:
    """Delete, empty and make anonymous what is due today; returns how many rows it was."""
    moment = now()
    with transaction(engine()) as session:
        return sum(one.rows for one in retention.apply(session, today(moment), moment))
