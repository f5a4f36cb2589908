"""What the columns of matching hold, of whom, and for how long."""

from models.database.declared import REVIEW, Table

TABLES = (
    Table(
        "run",
        ground="none",
        kept="setup",
        open=(
            "id county_id night state attempt seed params stage share started_at finished_at "
            "started_by report failure worth"
        ),
    ),
    Table(
        "proposal",
        ground="work",
        kept="with_person",
        open=(
            "id run_id market place_id visit_id helper_id day part seeker_id vacancy_id "
            "cohort_id rank change state locked version"
        ),
        personal="score contributions warnings alternatives",
        sensitive="queue",
        seen=REVIEW,
        whose=("seeker_id", "helper_id"),
        stays="score contributions warnings alternatives queue",
        others="alternatives contributions queue warnings",
    ),
    Table(
        "plan_change",
        ground="accountable",
        kept="with_person",
        open="id run_id market place_id subject_id before_id after_id reason at",
        personal="said",
        seen=REVIEW,
        copied=False,
    ),
    Table(
        "review",
        ground="accountable",
        kept="record",
        open="id proposal_id decision swapped_to decided_at decided_by",
        personal="reason remark",
        seen=REVIEW,
        whose=("proposal_id.seeker_id", "proposal_id.helper_id"),
        stays="reason remark",
    ),
    Table(
        "forbidden_pair",
        ground="accountable",
        kept="with_person",
        open="left_id right_id market until since",
        copied=False,
    ),
)
