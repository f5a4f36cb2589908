"""What the columns of notices hold, of whom, and for how long."""

from models.database.declared import STAFF, Table

TABLES = (
    Table(
        "notice",
        ground="account",
        kept="message",
        open="id account_id key urgent created_at delivered_at read_at",
        personal="said link",
        whose=("account_id",),
        clock="created_at",
    ),
    Table(
        "notice_choice",
        ground="account",
        kept="with_person",
        open="account_id channels email_confirmed_at",
        personal="email quiet_from quiet_to",
        whose=("account_id",),
    ),
    Table(
        "delivery",
        ground="account",
        kept="message",
        open=(
            "id notice_id channel purpose state attempts next_try_at batch lease_until "
            "provider_id sent_at retried_at settled_at settled_by"
        ),
        personal="error",
        seen=STAFF,
        whose=("notice_id.account_id",),
        clock="notice_id.created_at",
    ),
    Table(
        "staff_group",
        ground="account",
        kept="setup",
        open="id place_id since until set_by",
        personal="address",
        seen=STAFF,
        copied=False,
    ),
)
