"""Deliveries that a person settled, and WeCom groups of places."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("waiting", "sending", "sent", "failed", "unsure", "given_up", "read")


def upgrade() -> None:
    op.add_column("delivery", sa.Column("retried_at", MOMENT))
    op.add_column("delivery", sa.Column("settled_at", MOMENT))
    op.add_column("delivery", sa.Column("settled_by", sa.Uuid()))
    op.create_foreign_key("fk_delivery_settled_by", "delivery", "account", ["settled_by"], ["id"])
    _states((*STATES, "settled"))
    op.create_index(
        "ix_delivery_undelivered",
        "delivery",
        ["notice_id"],
        postgresql_where=sa.text("state IN ('unsure', 'given_up')"),
    )
    op.create_table(
        "staff_group",
        sa.Column("id", sa.Uuid(), server_default=sa.func.uuidv7()),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_group"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_staff_group_place_id"),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name="fk_staff_group_set_by"),
    )
    op.create_index(
        "ix_staff_group_place",
        "staff_group",
        ["place_id"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("staff_group")
    op.drop_index("ix_delivery_undelivered", "delivery")
    op.execute("UPDATE delivery SET state = 'sent' WHERE state = 'settled'")
    _states(STATES)
    for name in ("retried_at", "settled_at", "settled_by"):
        op.drop_column("delivery", name)


def _states(known: tuple[str, ...]) -> None:
    op.drop_constraint("ck_delivery_state", "delivery")
    op.create_check_constraint(op.f("ck_delivery_state"), "delivery", f"state IN {known}")
