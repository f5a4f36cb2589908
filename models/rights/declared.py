"""What the columns of rights hold, of whom, and for how long."""

from models.database.declared import EVERY, Table

TABLES = (
    Table(
        "rights_ask",
        ground="rights",
        kept="with_person",
        open="id person_id asked_for how asked_by asked_at due_at state answered_by answered_at",
        personal="words answer purpose",
        seen=EVERY,
        whose=("person_id",),
        stays="purpose",
    ),
)
