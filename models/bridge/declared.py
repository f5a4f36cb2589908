"""What the columns of bridge hold, of whom, and for how long."""

from models.database.declared import WORK, Table

TABLES = (
    Table(
        "care_duty",
        ground="work",
        kept="with_person",
        open=(
            "id seeker_id resident_id every_days until entered_at entered_by need_id asked_at "
            "asked_by ended_on"
        ),
        personal="kind week consent",
        seen=WORK,
        whose=("seeker_id", "resident_id"),
        stays="kind week consent",
    ),
)
