"""Who goes together: newcomers, places to come along, residents known, consents that run out."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "waiting", sa.Column("duty", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "visit", sa.Column("roles", sa.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.add_column("resident", sa.Column("known_on", sa.Date(), nullable=True))
    # Whoever is there already is known to the staff who entered him.
    op.execute(
        "UPDATE resident SET known_on = (person.created_at AT TIME ZONE 'Asia/Shanghai')::date"
        " FROM person WHERE person.id = resident.person_id"
    )
    op.add_column("guardian_consent", sa.Column("valid_until", sa.Date(), nullable=True))
    # A word given for helping holds a year, as every later one will.
    op.execute("UPDATE guardian_consent SET valid_until = given_on + 365 WHERE purpose = 'helping'")
    op.add_column("helper", sa.Column("vouched_on", sa.Date(), nullable=True))
    op.add_column(
        "visit", sa.Column("along", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("waiting", "duty")
    op.drop_column("visit", "along")
    op.drop_column("visit", "roles")
    op.drop_column("helper", "vouched_on")
    op.drop_column("guardian_consent", "valid_until")
    op.drop_column("resident", "known_on")
