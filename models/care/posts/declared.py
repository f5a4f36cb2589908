"""What the columns of care / posts hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "post",
        ground="none",
        kept="setup",
        open="id place_id duty title task places begins_on ends_on set_up_by set_up_at closed_on",
    ),
    Table(
        "post_holding",
        ground="care",
        kept="with_person",
        open="id post_id helper_id seat state chosen_on taken_on confirmed_by ended_on",
        personal="card ended_for",
        seen=CARE,
        whose=("helper_id",),
        stays="card ended_for",
    ),
    Table(
        "duty_record",
        ground="care",
        kept="notes",
        open="id holding_id began_at ended_at entered_by entered_at",
        personal="did evidence",
        seen=CARE,
        whose=("holding_id.helper_id",),
        clock="entered_at",
        stays="evidence",
    ),
    Table(
        "commitment",
        ground="care",
        kept="notes",
        open="id holding_id due_on made_at kept_on carried_on carried_from",
        personal="promised",
        seen=CARE,
        whose=("holding_id.helper_id",),
        clock="made_at",
    ),
    Table(
        "appraisal",
        ground="accountable",
        kept="notes",
        open=(
            "id holding_id quarter opened_by opened_at closed_at disputed_at settled_by settled_at"
        ),
        personal="result dispute settled",
        seen=CARE,
        whose=("holding_id.helper_id",),
        clock="opened_at",
        stays="result settled",
    ),
    Table(
        "appraisal_voice",
        ground="accountable",
        kept="notes",
        open="id appraisal_id person_id account_id kind answered_at entered_by",
        personal="word comment",
        seen=CARE,
        whose=("person_id", "account_id"),
        clock="answered_at",
        stays="word",
    ),
)
