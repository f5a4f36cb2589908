"""What the columns of care hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "service_kind",
        ground="none",
        kept="setup",
        open="code name skill child_facing intimate every_days effective_from effective_to",
    ),
    Table(
        "need",
        ground="care",
        kept="with_person",
        open=(
            "id resident_id source once first_day last_day every_days helpers_wanted "
            "opened_on closed_on"
        ),
        personal="kind licence week",
        seen=CARE,
        whose=("resident_id",),
        stays="kind licence week",
    ),
    Table(
        "visit",
        ground="care",
        kept="with_person",
        open=(
            "id resident_id window_from window_to helpers_wanted along asked state opened_at "
            "closed_at"
        ),
        personal="kinds week roles licences",
        seen=CARE,
        whose=("resident_id",),
        stays="kinds week roles licences",
    ),
    Table(
        "claim",
        ground="care",
        kept="with_person",
        open="id visit_id helper_id seat day part duty state claimed_at ended_at",
        personal="withdrawn_for",
        seen=CARE,
        whose=("helper_id", "visit_id.resident_id"),
        stays="withdrawn_for",
    ),
    Table(
        "waiting",
        ground="care",
        kept="with_person",
        open=(
            "id visit_id helper_id turn day part duty state joined_at offered_at confirm_by "
            "ended_at"
        ),
        whose=("helper_id",),
    ),
    Table(
        "visit_record",
        ground="care",
        kept="notes",
        open="id claim_id evidence began_at ended_at recorded_at recorded_by",
        personal="outcome",
        sensitive="watch note",
        seen=CARE,
        whose=("claim_id.visit_id.resident_id", "claim_id.helper_id"),
        clock="recorded_at",
        stays="outcome",
    ),
)
