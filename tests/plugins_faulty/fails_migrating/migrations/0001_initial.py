"""Half of it."""

import sqlalchemy as sa
from alembic import op

revision = "fails_migrating_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("fails_migrating_half", sa.Column("id", sa.Integer, primary_key=True))
    raise ZeroDivisionError("half-way")


def downgrade() -> None:
    op.drop_table("fails_migrating_half")
