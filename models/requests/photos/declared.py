"""What the columns of requests / photos hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "request_photo",
        ground="request",
        kept="photo",
        open="id request_id step_id number at",
        sensitive="picture",
        seen=CARE,
        whose=("request_id.person_id", "request_id.requester_id"),
        clock="request_id.ended_at",
    ),
)
