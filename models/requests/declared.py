"""What the columns of requests hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "request",
        ground="request",
        kept="request",
        open=(
            "id number kind urgency place_id source recorder_id requester_id person_id "
            "handler_id supervisor_id state level code reopened at ended_at"
        ),
        personal="name phone phone_hash",
        sensitive="spot words",
        seen=CARE,
        whose=("person_id", "requester_id"),
        clock="ended_at",
        masks={"name": "name", "phone": "phone"},
    ),
    Table(
        "request_step",
        ground="request",
        kept="record",
        open="id request_id step side to_id at account_id",
        personal="reason remark",
        seen=CARE,
        whose=("request_id.person_id", "request_id.requester_id"),
        stays="reason",
    ),
    Table(
        "request_deadline",
        ground="none",
        kept="setup",
        open=(
            "id request_id round what level minutes working since warn_at due_at paused_at "
            "paused_for met_at warned_at escalated_at missed"
        ),
    ),
    Table(
        "request_offer",
        ground="request",
        kept="request",
        open=(
            "id request_id organisation_id round offered_at offered_by due_at answer "
            "answered_at answered_by late_at"
        ),
        personal="reason",
        seen=CARE,
        whose=("request_id.person_id", "request_id.requester_id"),
        clock="request_id.ended_at",
        stays="reason",
    ),
    Table(
        "duty_shift",
        ground="none",
        kept="setup",
        open="id place_id account_id weekdays begins ends first_day last_day set_by set_at",
    ),
)
