"""What the columns of care / hours hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "service_hours",
        ground="care",
        kept="hours",
        open=(
            "id helper_id source source_id place_id resident_id began_at ended_at minutes "
            "state late recorded_at entered_by signed_by signed_at"
        ),
        personal="content evidence",
        seen=CARE,
        whose=("helper_id",),
        stays="content evidence",
    ),
    Table(
        "hours_change",
        ground="accountable",
        kept="record",
        open="id hours_id at by action state began_at ended_at minutes",
        personal="reason evidence",
        seen=CARE,
        whose=("hours_id.helper_id",),
        stays="reason evidence",
    ),
    Table(
        "hours_flag",
        ground="accountable",
        kept="with_person",
        open="id hours_id kind found_at decision decided_at decided_by",
        personal="said reason",
        seen=CARE,
        whose=("hours_id.helper_id",),
        stays="said",
        others="said",
    ),
    Table(
        "hours_audit",
        ground="accountable",
        kept="with_person",
        open="id month county_id hours_id drawn_at called_by called_at",
        personal="result",
        seen=CARE,
        whose=("hours_id.helper_id",),
        stays="result",
    ),
    Table(
        "certificate",
        ground="care",
        kept="hours",
        open=(
            "id number helper_id whole_id since until minutes stars hours_ids seal issued_at "
            "issued_by revoked_at revoked_by revoked_for"
        ),
        personal="name contents unit",
        seen=CARE,
        whose=("helper_id",),
        stays="name contents unit",
        masks={"name": "name"},
    ),
)
