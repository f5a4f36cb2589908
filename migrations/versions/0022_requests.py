"""Requests: what was asked for, its steps, its deadlines, who accepts at which hours."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = (
    "care",
    "employment",
    "property",
    "environment",
    "safety",
    "dispute",
    "paperwork",
    "housing",
    "other",
)
OPEN = (
    "found",
    "accepted",
    "sent",
    "handled",
    "coordinated",
    "supervised",
    "checking",
    "reopened",
    "in_person",
)
ENDED = ("done", "unconfirmed", "settled", "referred", "withdrawn")
LEVELS = (
    "holder",
    "unit_lead",
    "building_lead",
    "grid_worker",
    "grid_lead",
    "community",
    "town",
    "county",
)


def upgrade() -> None:
    _request()
    _request_indexes()
    _request_step()
    _request_deadline()
    _duty_shift()


def downgrade() -> None:
    for table in ("duty_shift", "request_deadline", "request_step", "request"):
        op.drop_table(table)


def _request() -> None:
    op.create_table(
        "request",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("spot", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorder_id", sa.Uuid(), nullable=True),
        sa.Column("requester_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default="found", nullable=False),
        sa.Column("level", sa.Text(), server_default="holder", nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reopened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        *_checks(),
        sa.ForeignKeyConstraint(["handler_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"]),
        sa.ForeignKeyConstraint(["recorder_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["requester_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["supervisor_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("number"),
    )


def _checks() -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint(
            f"(ended_at IS NULL) = (state IN {OPEN})", name=op.f("ck_request_ended")
        ),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_request_kind")),
        sa.CheckConstraint(f"level IN {LEVELS}", name=op.f("ck_request_level")),
        sa.CheckConstraint(
            "source IN ('qr', 'phone', 'door', 'visit', 'api', 'staff')",
            name=op.f("ck_request_source"),
        ),
        sa.CheckConstraint(f"state IN {OPEN + ENDED}", name=op.f("ck_request_state")),
        sa.CheckConstraint(
            "urgency IN ('ordinary', 'urgent', 'danger')", name=op.f("ck_request_urgency")
        ),
        sa.CheckConstraint("handler_id <> requester_id", name=op.f("ck_request_handler")),
        sa.CheckConstraint("recorder_id <> requester_id", name=op.f("ck_request_recorder")),
        sa.CheckConstraint("reopened >= 0", name=op.f("ck_request_reopened")),
        sa.CheckConstraint(
            "supervisor_id <> handler_id AND supervisor_id <> requester_id",
            name=op.f("ck_request_supervisor"),
        ),
    )


def _request_indexes() -> None:
    op.create_index(op.f("ix_request_at"), "request", ["at"])
    op.create_index(op.f("ix_request_handler_id"), "request", ["handler_id"])
    op.create_index(
        "ix_request_open", "request", ["place_id"], postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_index(op.f("ix_request_person_id"), "request", ["person_id"])
    op.create_index(op.f("ix_request_phone_hash"), "request", ["phone_hash"])
    op.create_index(op.f("ix_request_place_id"), "request", ["place_id"])
    op.create_index(op.f("ix_request_requester_id"), "request", ["requester_id"])


def _request_step() -> None:
    op.create_table(
        "request_step",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("remark", sa.LargeBinary(), nullable=True),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "side IN ('resident', 'staff', 'product')", name=op.f("ck_request_step_side")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"]),
        sa.ForeignKeyConstraint(["to_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_request_step_request_id"), "request_step", ["request_id"])
    op.execute(
        "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON request_step"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _request_deadline() -> None:
    op.create_table(
        "request_deadline",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_for", sa.Text(), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(f"level IN {LEVELS}", name=op.f("ck_request_deadline_level")),
        sa.CheckConstraint(
            "what IN ('accept', 'answer', 'handle', 'word', 'check')",
            name=op.f("ck_request_deadline_what"),
        ),
        sa.CheckConstraint(
            "(paused_at IS NULL) = (paused_for IS NULL)", name=op.f("ck_request_deadline_paused")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_request_deadline_minutes")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_request_deadline_due",
        "request_deadline",
        ["due_at"],
        postgresql_where=sa.text("met_at IS NULL AND escalated_at IS NULL"),
    )
    op.create_index(
        "ix_request_deadline_one",
        "request_deadline",
        ["request_id", "round", "what", "level"],
        unique=True,
    )


def _duty_shift() -> None:
    op.create_table(
        "duty_shift",
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_duty_shift_days")),
        sa.CheckConstraint("weekdays BETWEEN 1 AND 127", name=op.f("ck_duty_shift_weekdays")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"]),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_duty_shift_account_id"), "duty_shift", ["account_id"])
    op.create_index(op.f("ix_duty_shift_place_id"), "duty_shift", ["place_id"])
