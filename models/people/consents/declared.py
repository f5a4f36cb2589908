"""What the columns of people / consents hold, of whom, and for how long."""

from models.database.declared import EVERY, Table

TABLES = (
    Table(
        "consent",
        ground="rights",
        kept="with_person",
        open="id person_id purpose agreed text_version given_by how recorded_by recorded_at",
        personal="guardian_name relation",
        seen=EVERY,
        whose=("person_id",),
        masks={"guardian_name": "name"},
    ),
)
