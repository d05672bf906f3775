"""initial."""

import sqlalchemy as sa
from alembic import op

revision = "water_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "water_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum("SOUND", "WORN", "BROKEN", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("mended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "mended_on IS NULL OR (finding <> 'SOUND' AND mended_on >= checked_on)", name=op.f("ck_water_check_mended")
        ),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_water_check_community_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_water_check_district_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_water_check_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_water_check")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("water_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_water_check_checked_on_id"), ["checked_on", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_water_check_community_id_checked_on_id"), ["community_id", "checked_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_water_check_district_id_checked_on_id"), ["district_id", "checked_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_water_check_finding_checked_on_id"), ["finding", "checked_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_water_check_visit_id_id"), ["visit_id", "id"], unique=False)

    op.create_table(
        "water_visit_report",
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("households_advised", sa.Integer(), nullable=False),
        sa.CheckConstraint("households_advised >= 0", name=op.f("ck_water_visit_report_advised")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_water_visit_report_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_water_visit_report")),
        sqlite_strict=True,
    )
    op.create_table(
        "water_case_detail",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.CheckConstraint("households > 0", name=op.f("ck_water_case_detail_households")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_water_case_detail_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_water_case_detail")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("water_case_detail")
    op.drop_table("water_visit_report")
    with op.batch_alter_table("water_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_water_check_visit_id_id"))
        batch_op.drop_index(batch_op.f("ix_water_check_finding_checked_on_id"))
        batch_op.drop_index(batch_op.f("ix_water_check_district_id_checked_on_id"))
        batch_op.drop_index(batch_op.f("ix_water_check_community_id_checked_on_id"))
        batch_op.drop_index(batch_op.f("ix_water_check_checked_on_id"))

    op.drop_table("water_check")
