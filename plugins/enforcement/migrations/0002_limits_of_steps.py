"""limits of steps."""

import sqlalchemy as sa
from alembic import op

import core.columns

revision = "enforcement_0002"
down_revision = "enforcement_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("enforcement_violation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("order_due_at", core.columns.Instant(), nullable=True))
        batch_op.add_column(sa.Column("penalty_due_at", core.columns.Instant(), nullable=True))
        batch_op.add_column(sa.Column("removal_due_at", core.columns.Instant(), nullable=True))
        batch_op.add_column(sa.Column("due_at", core.columns.Instant(), nullable=True))
    op.create_index(
        op.f("ix_enforcement_violation_due_at"),
        "enforcement_violation",
        [core.columns.NullsLast(sa.column("due_at", core.columns.Instant())), "id"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_enforcement_violation_due_at"), table_name="enforcement_violation")
    with op.batch_alter_table("enforcement_violation", schema=None) as batch_op:
        batch_op.drop_column("due_at")
        batch_op.drop_column("removal_due_at")
        batch_op.drop_column("penalty_due_at")
        batch_op.drop_column("order_due_at")
