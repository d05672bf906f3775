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
    for name in ("due_at", "removal_due_at", "penalty_due_at", "order_due_at"):
        op.drop_column("enforcement_violation", name)
