"""initial."""

import sqlalchemy as sa
from alembic import op

revision = "open311_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "open311_report",
        sa.Column("service_request_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_open311_report_case_id")),
        sa.PrimaryKeyConstraint("service_request_id", name=op.f("pk_open311_report")),
        sa.UniqueConstraint("case_id", name=op.f("uq_open311_report_case_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("open311_report")
