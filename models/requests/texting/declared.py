"""What the columns of requests / texting hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "request_text",
        ground="request",
        kept="with_person",
        open=(
            "id request_id round what at message_id state attempts next_try_at lease_until sent_at"
        ),
        personal="error",
        seen=CARE,
        whose=("request_id.person_id",),
    ),
    Table(
        "text_reply",
        ground="none",
        kept="setup",
        open="signature at",
    ),
)
