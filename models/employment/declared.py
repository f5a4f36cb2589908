"""What the columns of employment hold, of whom, and for how long."""

from models.database.declared import WORK, Table

TABLES = (
    Table(
        "employer",
        ground="none",
        kept="setup",
        open="id name kind credit_code place_id",
    ),
    Table(
        "vacancy",
        ground="work",
        kept="setup",
        open=(
            "id ledger_key employer_id occupation occupation_code headcount pay_min pay_max "
            "shift place_id education skill certificate hazards insurance board valid_until "
            "closed_on employment_kind work conditions posted_by posted_at"
        ),
        personal="contact_name contact_phone",
        seen=WORK,
        copied=False,
        masks={"contact_name": "name", "contact_phone": "phone"},
    ),
    Table(
        "training_order",
        ground="none",
        kept="setup",
        open=(
            "id number employer_id occupation occupation_code headcount education pay_min "
            "pay_max subsidy place_id closed_on closed_for"
        ),
    ),
    Table(
        "cohort",
        ground="none",
        kept="setup",
        open=(
            "id order_id provider seats least starts_on hours timetable place_id closed_on "
            "closed_for"
        ),
    ),
    Table(
        "referral",
        ground="work",
        kept="with_person",
        open="id seeker_id vacancy_id cohort_id state decided_at decided_by ended_at",
        personal="code interview_on call_wanted seeker_yes employer_yes",
        seen=WORK,
        whose=("seeker_id",),
        stays="code interview_on call_wanted seeker_yes employer_yes",
        others="code",
    ),
    Table(
        "referral_step",
        ground="work",
        kept="notes",
        open="id referral_id step side day at account_id",
        personal="reason remark",
        seen=WORK,
        whose=("referral_id.seeker_id",),
        clock="at",
        stays="reason",
    ),
    Table(
        "placement",
        ground="work",
        kept="with_person",
        open="referral_id employer_id employer_kind started_on stayed_3 stayed_6 left_on",
        personal="occupation left_reason",
        seen=WORK,
        whose=("referral_id.seeker_id",),
        stays="occupation left_reason",
    ),
)
