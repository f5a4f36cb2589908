"""What the columns of employment / training hold, of whom, and for how long."""

from models.database.declared import WORK, Table

TABLES = (
    Table(
        "class_attendance",
        ground="work",
        kept="with_person",
        open="referral_id day entered_at entered_by",
        personal="present",
        seen=WORK,
        whose=("referral_id.seeker_id",),
        stays="present",
    ),
)
