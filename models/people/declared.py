"""What the columns of people hold, of whom, and for how long."""

from models.database.declared import CARE, EVERY, WORK, Table

TABLES = (
    Table(
        "person",
        ground="care",
        kept="person",
        open="id created_at anonymised_at",
        personal="name sex born_on phone phone_hash place_id hukou resettled household",
        sensitive="id_number id_hash door address_suppressed",
        seen=EVERY,
        whose=("id",),
        stays="sex born_on place_id resettled",
        masks={"name": "name", "phone": "phone", "id_number": "id"},
    ),
    Table(
        "organisation",
        ground="none",
        kept="setup",
        open="id kind name place_id",
    ),
    Table(
        "helper",
        ground="care",
        kept="with_person",
        open=(
            "id person_id organisation_id volunteer vouched_on registered_on ledger_hours "
            "active automated"
        ),
        personal=(
            "occupation skills dialects availability week school_holidays_only monthly_visits "
            "child_check_passed child_check_until quiet_until"
        ),
        sensitive="political_status",
        seen=CARE,
        whose=("person_id",),
        stays="monthly_visits",
    ),
    Table(
        "helper_day",
        ground="care",
        kept="with_person",
        open="helper_id day",
        personal="parts",
        seen=CARE,
        whose=("helper_id",),
    ),
    Table(
        "resident",
        ground="care",
        kept="with_person",
        open="id person_id last_visit_on known_on automated active",
        personal="guardian_name guardian_phone dialect wished_sex week code_to",
        sensitive="categories disability disability_grade ability tier note",
        seen=CARE,
        whose=("person_id",),
        masks={"guardian_name": "name", "guardian_phone": "phone"},
    ),
    Table(
        "seeker",
        ground="work",
        kept="with_person",
        open="id person_id automated active",
        personal=(
            "education skills wishes wage_wish hours commute_km unemployed_since training "
            "training_wishes"
        ),
        sensitive="hardship health_limits note",
        seen=WORK,
        whose=("person_id",),
        stays="education hardship unemployed_since",
    ),
    Table(
        "code_table",
        ground="none",
        kept="setup",
        open="name effective_from effective_to values revision",
    ),
)
