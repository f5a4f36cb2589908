"""What the columns of care / owed hold, of whom, and for how long."""

from models.database.declared import CARE, CASE, STAFF, Table

TABLES = (
    Table(
        "visit_policy",
        ground="none",
        kept="setup",
        open=(
            "id code revision name kind categories tier rhythm every_days early_days roles "
            "topics helpers_wanted effective_from effective_to author_id"
        ),
    ),
    Table(
        "extra_round",
        ground="none",
        kept="setup",
        open=(
            "id county_id name kind categories first_day last_day every_days opened_at "
            "author_id ended_at"
        ),
    ),
    Table(
        "risk_flag",
        ground="care",
        kept="notes",
        open="id resident_id claim_id raised_at raised_by handled_at handled_by",
        sensitive="signs note handled_how",
        seen=CARE,
        whose=("resident_id",),
        clock="raised_at",
        copied=False,
    ),
    Table(
        "obligation",
        ground="care",
        kept="with_person",
        open=(
            "id resident_id kind origin policy_id need_id round_id flag_id helpers_wanted "
            "window_from window_to owed_since carried_from visit_id state done_on opened_at "
            "closed_at"
        ),
        personal="reason",
        seen=CARE,
        whose=("resident_id",),
        stays="reason",
    ),
    Table(
        "care_pause",
        ground="care",
        kept="with_person",
        open="id resident_id since until begun_by ended_at ended_by",
        sensitive="reason",
        seen=CARE,
        whose=("resident_id",),
        stays="reason",
    ),
    Table(
        "tier_change",
        ground="care",
        kept="notes",
        open="id resident_id flag_id changed_at changed_by",
        sensitive="tier reason",
        seen=CARE,
        whose=("resident_id",),
        clock="changed_at",
        stays="tier",
    ),
    Table(
        "handover_note",
        ground="care",
        kept="notes",
        open="id resident_id helper_id written_at",
        sensitive="text",
        seen=CARE,
        whose=("resident_id",),
        clock="written_at",
    ),
    Table(
        "helper_licence",
        ground="care",
        kept="with_person",
        open="id helper_id until seen_by seen_at",
        personal="name",
        seen=STAFF,
        whose=("helper_id",),
        stays="name",
    ),
    Table(
        "case_recipient",
        ground="none",
        kept="setup",
        open="id place_id account_id effective_from effective_to",
    ),
    Table(
        "restricted_case",
        ground="care",
        kept="law",
        open="id resident_id recipient_id writer_id opened_at closed_at",
        sensitive="content suspect",
        seen=CASE,
        whose=("resident_id",),
        copied=False,
    ),
    Table(
        "case_step",
        ground="care",
        kept="law",
        open="id case_id step done_at",
        sensitive="note",
        seen=CASE,
        whose=("case_id.resident_id",),
        copied=False,
    ),
)
