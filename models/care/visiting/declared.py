"""What the columns of care / visiting hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "sheet_received",
        ground="care",
        kept="notes",
        open="id claim_id sent_by key result began_at ended_at clock_off received_at",
        personal="outcome",
        sensitive="note",
        seen=CARE,
        whose=("claim_id.visit_id.resident_id",),
        clock="received_at",
        stays="outcome",
    ),
    Table(
        "proof",
        ground="care",
        kept="notes",
        open="claim_id tries code_at door_first door_last call_asked_at calls called_at called_by",
        personal="call_answer call_note",
        seen=CARE,
        whose=("claim_id.visit_id.resident_id",),
        clock="code_at",
        stays="call_answer",
    ),
    Table(
        "paper_sheet",
        ground="care",
        kept="with_person",
        open="claim_id number printed_at printed_by",
        whose=("claim_id.visit_id.resident_id",),
    ),
    Table(
        "code_text",
        ground="care",
        kept="with_person",
        open="claim_id message_id state attempts next_try_at lease_until sent_at",
        personal="error",
        seen=CARE,
        whose=("claim_id.visit_id.resident_id",),
    ),
)
