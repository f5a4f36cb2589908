"""A ring of keys; sealed columns of tables that are only added to may be sealed anew."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0029"
branch_labels = None
depends_on = None

# Tables whose rows are only added, and which have a sealed column.
SEALED = {"guidance_note": "agreed", "request_step": "remark"}


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("cipher", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number BETWEEN 1 AND 255", name=op.f("ck_data_key_number")),
        sa.PrimaryKeyConstraint("purpose", "number", name="pk_data_key"),
    )
    # For whoever says that he is sealing anew, which the application has no right to do: the row
    # has to stay as it was but for that one column.
    op.execute(
        "CREATE FUNCTION refuse_all_but_sealing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF current_setting('lianxin.sealing', true) = 'on'"
        " AND to_jsonb(NEW) - TG_ARGV[0] = to_jsonb(OLD) - TG_ARGV[0] THEN RETURN NEW; END IF;"
        " RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME"
        " USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    for table, column in SEALED.items():
        op.execute(f"DROP TRIGGER only_added ON {table}")
        _only_added(table, "DELETE OR TRUNCATE")
        op.execute(
            f"CREATE TRIGGER only_sealed BEFORE UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_all_but_sealing('{column}')"
        )


def downgrade() -> None:
    # Without the ring whatever was sealed under it is lost: go back by a backup instead.
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM data_key) THEN"
        " RAISE EXCEPTION 'the ring holds keys of sealed values'; END IF; END $$"
    )
    for table in SEALED:
        op.execute(f"DROP TRIGGER only_sealed ON {table}")
        op.execute(f"DROP TRIGGER only_added ON {table}")
        _only_added(table, "UPDATE OR DELETE OR TRUNCATE")
    op.execute("DROP FUNCTION refuse_all_but_sealing()")
    op.drop_table("data_key")


def _only_added(table: str, changes: str) -> None:
    op.execute(
        f"CREATE TRIGGER only_added BEFORE {changes} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
