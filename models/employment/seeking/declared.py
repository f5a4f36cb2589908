"""What the columns of employment / seeking hold, of whom, and for how long."""

from models.database.declared import WORK, Table

TABLES = (
    Table(
        "seeker_consent",
        ground="rights",
        kept="with_person",
        open="id seeker_id purpose text_version given_on recorded_by recorded_at withdrawn_on",
        whose=("seeker_id",),
    ),
    Table(
        "guidance_note",
        ground="work",
        kept="record",
        open="id seeker_id day kind next_on written_by written_at",
        personal="agreed",
        seen=WORK,
        whose=("seeker_id",),
    ),
    Table(
        "seeker_help",
        ground="work",
        kept="with_person",
        open="seeker_id officer_id review_on",
        whose=("seeker_id",),
    ),
    Table(
        "help_step",
        ground="work",
        kept="with_person",
        open="id seeker_id by_on done_on",
        sensitive="what",
        seen=WORK,
        whose=("seeker_id",),
    ),
    Table(
        "seeker_request",
        ground="accountable",
        kept="with_person",
        open="id seeker_id asked_for asked_by asked_at state decided_by decided_at",
        personal="reason",
        sensitive="categories remark",
        seen=WORK,
        whose=("seeker_id",),
        stays="reason",
    ),
)
