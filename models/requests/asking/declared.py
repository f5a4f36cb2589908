"""What the columns of requests / asking hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "request_form",
        ground="none",
        kept="setup",
        open="key request_id",
    ),
    Table(
        "request_help",
        ground="request",
        kept="request",
        open="request_id kind first_day last_day looked_at",
        personal="name consent",
        seen=CARE,
        whose=("request_id.person_id", "request_id.requester_id"),
        clock="request_id.ended_at",
        stays="consent",
        masks={"name": "name"},
    ),
    Table(
        "request_flag",
        ground="request",
        kept="with_person",
        open="flag_id request_id",
        whose=("request_id.person_id",),
        copied=False,
    ),
    Table(
        "request_need",
        ground="request",
        kept="with_person",
        open="request_id need_id",
        personal="consent",
        seen=CARE,
        whose=("request_id.person_id", "request_id.requester_id"),
        stays="consent",
    ),
)
