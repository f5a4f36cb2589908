"""What the columns of care / together hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "guardian_consent",
        ground="children",
        kept="with_person",
        open=(
            "id person_id purpose text_version given_on valid_until recorded_by recorded_at "
            "withdrawn_on withdrawn_by"
        ),
        child="guardian_name guardian_phone relation",
        seen=CARE,
        whose=("person_id",),
        masks={"guardian_name": "name", "guardian_phone": "phone"},
    ),
    Table(
        "station",
        ground="none",
        kept="setup",
        open="id place_id name spot opens closes places adults minors begins_on ends_on set_up_by",
    ),
    Table(
        "station_day",
        ground="none",
        kept="setup",
        open="id station_id day opens_at closes_at called_off_for closed_at",
    ),
    Table(
        "station_shift",
        ground="care",
        kept="with_person",
        open="id day_id helper_id seat state taken_at ended_at came_at left_at",
        personal="minor",
        seen=CARE,
        whose=("helper_id",),
        stays="minor",
    ),
    Table(
        "enrolment",
        ground="children",
        kept="with_person",
        open="id station_id person_id consent_id seat enrolled_on ended_on",
        child="ended_for",
        seen=CARE,
        whose=("person_id",),
        stays="ended_for",
    ),
    Table(
        "pickup_person",
        ground="children",
        kept="with_person",
        open="id enrolment_id named_by named_at ended_at",
        child="name relation phone",
        seen=CARE,
        whose=("enrolment_id.person_id",),
        masks={"name": "name", "phone": "phone"},
    ),
    Table(
        "attendance",
        ground="children",
        kept="with_person",
        open="id day_id enrolment_id arrived_by pickup_id handed_over_by alerted_at",
        child="arrived_at picked_up_at",
        seen=CARE,
        whose=("enrolment_id.person_id",),
        stays="arrived_at picked_up_at",
    ),
    Table(
        "activity",
        ground="none",
        kept="setup",
        open=(
            "id place_id title what spot begins_at ends_at places audience set_up_by "
            "called_off_at closed_at"
        ),
    ),
    Table(
        "activity_signup",
        ground="care",
        kept="with_person",
        open="id activity_id helper_id turn seat state signed_at ended_at",
        whose=("helper_id",),
    ),
)
