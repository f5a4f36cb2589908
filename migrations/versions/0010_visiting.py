"""Sheets as they came in, what proves a visit, and the numbers of sheets on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OUTCOMES = ("done", "not_home", "refused", "hospital", "moved", "deceased")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sheet_received",
        sa.Column("id", sa.Uuid(), server_default=sa.func.uuidv7()),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.Column("clock_off", sa.Integer(), server_default="0", nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sheet_received"),
        sa.UniqueConstraint("claim_id", "key", name="uq_sheet_received_claim_id_key"),
        _of_claim("sheet_received"),
        _of_account("sheet_received", "sent_by"),
        sa.CheckConstraint("result IN ('recorded', 'merged')", name="result"),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
    )
    op.create_table(
        "proof",
        sa.Column("claim_id", sa.Uuid()),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("code_at", MOMENT),
        *(sa.Column(at, MOMENT) for at in ("door_first", "door_last", "call_asked_at")),
        sa.Column("calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("called_at", MOMENT),
        sa.Column("called_by", sa.Uuid()),
        sa.Column("call_answer", sa.Text()),
        sa.Column("call_note", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("claim_id", name="pk_proof"),
        _of_claim("proof"),
        _of_account("proof", "called_by"),
        sa.CheckConstraint("call_answer IN ('confirmed', 'denied')", name="call_answer"),
        sa.CheckConstraint("tries >= 0", name="tries"),
    )
    op.create_table(
        "paper_sheet",
        sa.Column("claim_id", sa.Uuid()),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("printed_at", MOMENT, nullable=False),
        sa.Column("printed_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", name="pk_paper_sheet"),
        sa.UniqueConstraint("number", name="uq_paper_sheet_number"),
        _of_claim("paper_sheet"),
        _of_account("paper_sheet", "printed_by"),
    )


def downgrade() -> None:
    for table in ("paper_sheet", "proof", "sheet_received"):
        op.drop_table(table)


def _of_claim(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=f"fk_{table}_claim_id")


def _of_account(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["account.id"], name=f"fk_{table}_{column}")
