"""Sessions as rows, second factors, codes of invitation, duties apart, leaving."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATUS = "ck_account_status"
# The account is locked, so that two grants at once do not both find none.
APART = """
CREATE FUNCTION duties_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.role IN ('administrator', 'security_officer', 'auditor') THEN
        PERFORM FROM account WHERE id = NEW.account_id FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT FROM account_grant
            WHERE account_id = NEW.account_id AND role <> NEW.role
                AND role IN ('administrator', 'security_officer', 'auditor')
        ) THEN
            RAISE EXCEPTION 'one account holds one of the three duties'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.drop_column("account", "session_version")
    op.add_column("account", sa.Column("code_hash", sa.LargeBinary(), nullable=True))
    op.create_unique_constraint(op.f("uq_account_code_hash"), "account", ["code_hash"])
    for name in ("second_factor_since", "left_at"):
        op.add_column("account", sa.Column(name, MOMENT, nullable=True))
    op.add_column("account", sa.Column("left_for", sa.Text(), nullable=True))
    op.drop_constraint(op.f(STATUS), "account")
    op.create_check_constraint(op.f(STATUS), "account", "status IN ('active', 'disabled', 'left')")
    op.create_check_constraint(
        op.f("ck_account_left"), "account", "(status = 'left') = (left_at IS NOT NULL)"
    )
    _sessions()
    _factors()
    _failures()
    _asks()
    op.execute(APART)
    op.execute(
        "CREATE TRIGGER duties_apart BEFORE INSERT OR UPDATE OF role, account_id ON account_grant"
        " FOR EACH ROW EXECUTE FUNCTION duties_apart()"
    )


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False)


def _of_account(
    name: str = "account_id", nullable: bool = False
) -> list[sa.Column[object] | sa.ForeignKeyConstraint]:
    column = sa.Column(name, sa.Uuid(), nullable=nullable)
    return [column, sa.ForeignKeyConstraint([name], ["account.id"], ondelete="CASCADE")]


def _sessions() -> None:
    op.create_table(
        "account_session",
        *_of_account(),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_for", sa.Text(), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        _id(),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_for IS NULL)", name=op.f("ck_account_session_ended")
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    running = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_account_session_running", "account_session", ["account_id"], postgresql_where=running
    )
    op.create_index("ix_account_session_seen_at", "account_session", ["seen_at"])


def _factors() -> None:
    op.create_table(
        "second_factor",
        *_of_account(),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "recovery_code",
        *_of_account(),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _id(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "code_hash"),
    )


def _failures() -> None:
    op.create_table(
        "failed_sign_in",
        sa.Column("at", MOMENT, nullable=False),
        *_of_account(nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        _id(),
        sa.CheckConstraint("kind IN ('password', 'code')", name=op.f("ck_failed_sign_in_kind")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_failed_sign_in_at", "failed_sign_in", ["at"])


def _asks() -> None:
    op.create_table(
        "account_ask",
        sa.Column("kind", sa.Text(), nullable=False),
        *_of_account(),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        _id(),
        sa.CheckConstraint("kind IN ('grant', 'factor')", name=op.f("ck_account_ask_kind")),
        sa.CheckConstraint(
            "(kind = 'grant') = (role IS NOT NULL)", name=op.f("ck_account_ask_role")
        ),
        sa.CheckConstraint(
            "(role IS NULL) = (place_id IS NULL)", name=op.f("ck_account_ask_place")
        ),
        sa.CheckConstraint("answer IN ('yes', 'no')", name=op.f("ck_account_ask_answer")),
        sa.CheckConstraint(
            "(answer IS NULL) = (decided_by IS NULL)", name=op.f("ck_account_ask_decided")
        ),
        sa.CheckConstraint(
            "decided_by NOT IN (asked_by, account_id)", name=op.f("ck_account_ask_two")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_account_ask_open",
        "account_ask",
        ["account_id", "kind"],
        unique=True,
        postgresql_where=sa.text("answer IS NULL"),
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER duties_apart ON account_grant")
    op.execute("DROP FUNCTION duties_apart")
    for table in (
        "account_ask",
        "failed_sign_in",
        "recovery_code",
        "second_factor",
        "account_session",
    ):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_account_left"), "account")
    op.drop_constraint(op.f(STATUS), "account")
    op.execute("UPDATE account SET status = 'disabled' WHERE status = 'left'")
    op.create_check_constraint(op.f(STATUS), "account", "status IN ('active', 'disabled')")
    op.drop_constraint(op.f("uq_account_code_hash"), "account")
    for name in ("code_hash", "second_factor_since", "left_at", "left_for"):
        op.drop_column("account", name)
    version = sa.Column("session_version", sa.Integer(), server_default="1", nullable=False)
    op.add_column("account", version)
