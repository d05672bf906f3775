"""Initial."""

import sqlalchemy as sa
from alembic import op

import core.columns
import core.search

revision = "core_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", core.columns.Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "ANONYMOUS",
                "RESIDENT",
                "VOLUNTEER",
                "FIELD_OFFICER",
                "ACCEPTOR",
                "DISPATCHER",
                "HANDLER",
                "CHECKER",
                "LINE_LEAD",
                "DISTRICT_LEADER",
                "DIRECTOR",
                "AUDITOR",
                "SYSTEM_ADMIN",
                "SECURITY_ADMIN",
                "MACHINE",
                "DEMO",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column(
            "outcome", sa.Enum("DONE", "DENIED", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_number"), ["actor", "number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entry_actor_operation_at"), ["actor", "operation", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_entry_operation_number"), ["operation", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_outcome_number"), ["outcome", "number"], unique=False)

    op.create_table(
        "calendar_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_work_day", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_day_day")),
        sqlite_strict=True,
    )
    op.create_table(
        "case_census",
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "VISIT",
                "PATROL",
                "HOTLINE_12345",
                "HOTLINE_12319",
                "WEDNESDAY_QA",
                "MEDIA",
                "LEADER_INSTRUCTION",
                "DEPARTMENT_TRANSFER",
                "ONLINE",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "priority", sa.Enum("P1", "P2", "P3", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum(
                "REPORTED",
                "VERIFYING",
                "FILED",
                "DISPATCHED",
                "IN_PROGRESS",
                "SUSPENDED",
                "HANDLED",
                "CHECKING",
                "CLOSED",
                "REJECTED",
                "CANCELLED",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("assignee_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=True),
        sa.Column("is_exempt", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_case_census")),
        sqlite_strict=True,
    )
    op.create_table(
        "convenience_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convenience_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_convenience_batch_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "district",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["leader_id"], ["officer.id"], name=op.f("fk_district_leader_id"), use_alter=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
        sa.UniqueConstraint("code", name=op.f("uq_district_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", core.columns.Instant(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_subject_type_subject_id_id"), ["subject_type", "subject_id", "id"], unique=False
        )

    op.create_table(
        "hard_case_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hard_case_batch")),
        sa.UniqueConstraint("name", name=op.f("uq_hard_case_batch_name")),
        sa.UniqueConstraint("number", name=op.f("uq_hard_case_batch_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "mutation_key",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("mutation", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("used_at", core.columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutation_key")),
        sa.UniqueConstraint("actor", "key", name=op.f("uq_mutation_key_actor_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "published_figure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column(
            "precision",
            sa.Enum("EXACT", "LOWER_BOUND", "APPROXIMATE", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figure")),
        sa.UniqueConstraint("key", name=op.f("uq_published_figure_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "rollup_cell",
        sa.Column("measure", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grain", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parts", core.columns.Numbers(), nullable=True),
        sa.Column("steps", sa.LargeBinary(), nullable=True),
        sa.Column("day_steps", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("measure", "grain", "period", "place", "tag", "line", name=op.f("pk_rollup_cell")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rollup_check",
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_rollup_check")),
        sqlite_strict=True,
    )
    op.create_table(
        "rollup_delta",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("family_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("street_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n1", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n2", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n3", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n4", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n5", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n6", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n7", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n8", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_delta")),
        sqlite_strict=True,
    )
    op.create_table(
        "rollup_family",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_family")),
        sa.UniqueConstraint("signature", name=op.f("uq_rollup_family_signature")),
        sqlite_strict=True,
    )
    op.create_table(
        "rollup_measure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("family_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_measure")),
        sa.UniqueConstraint("signature", name=op.f("uq_rollup_measure_signature")),
        sqlite_strict=True,
    )
    op.create_table(
        "rollup_set",
        sa.Column("measure", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grain", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", core.columns.Numbers(), nullable=True),
        sa.Column("since", core.columns.Numbers(), nullable=True),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("measure", "grain", "period", "place", "tag", "line", name=op.f("pk_rollup_set")),
        sqlite_strict=True,
    )
    op.create_table(
        "round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("PLANNED", "OPEN", "CLOSED", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("month", name=op.f("uq_round_month")),
        sqlite_strict=True,
    )
    op.create_table(
        "service_line",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_service_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "special_period",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "SPRING_FESTIVAL", "HOLIDAY", "COLD_WAVE", "STORM", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_special_period_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_period")),
        sa.UniqueConstraint("name", name=op.f("uq_special_period_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("special_period", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_special_period_kind_starts_on_id"), ["kind", "starts_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_special_period_starts_on_id"), ["starts_on", "id"], unique=False)

    op.create_table(
        "case_category",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_case_category_line")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_case_category")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("case_category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_category_line_code"), ["line", "code"], unique=False)

    op.create_table(
        "convenience_measure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("RUNNING", "PAUSED", "DONE", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("target_unit", sa.Text(), nullable=True),
        sa.Column("metric", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(status = 'DONE') = (done_on IS NOT NULL)", name=op.f("ck_convenience_measure_done")),
        sa.CheckConstraint("(target IS NULL) = (target_unit IS NULL)", name=op.f("ck_convenience_measure_unit")),
        sa.CheckConstraint("due_on >= launched_on", name=op.f("ck_convenience_measure_due")),
        sa.CheckConstraint("metric IS NULL OR target IS NOT NULL", name=op.f("ck_convenience_measure_metric")),
        sa.CheckConstraint("target > 0", name=op.f("ck_convenience_measure_target")),
        sa.ForeignKeyConstraint(["batch_id"], ["convenience_batch.id"], name=op.f("fk_convenience_measure_batch_id")),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_convenience_measure_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convenience_measure")),
        sa.UniqueConstraint("batch_id", "title", name=op.f("uq_convenience_measure_batch_id_title")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("convenience_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convenience_measure_batch_id_id"), ["batch_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_convenience_measure_launched_on_id"), ["launched_on", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_convenience_measure_line_launched_on_id"), ["line", "launched_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_convenience_measure_status_launched_on_id"), ["status", "launched_on", "id"], unique=False
        )

    op.create_table(
        "reserve_stock",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("volume_m3", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.CheckConstraint("volume_m3 >= 0", name=op.f("ck_reserve_stock_volume")),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_reserve_stock_line")),
        sa.ForeignKeyConstraint(["period_id"], ["special_period.id"], name=op.f("fk_reserve_stock_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserve_stock")),
        sa.UniqueConstraint("period_id", "line", "name", name=op.f("uq_reserve_stock_period_id_line_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("reserve_stock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reserve_stock_period_id_id"), ["period_id", "id"], unique=False)

    op.create_table(
        "round_line",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_round_line_line")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_line_round_id")),
        sa.PrimaryKeyConstraint("round_id", "line", name=op.f("pk_round_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "service_client",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("operations", sa.Text(), nullable=False),
        sa.Column("networks", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_at", core.columns.Instant(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", core.columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_service_client_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_client")),
        sa.UniqueConstraint("hash", name=op.f("uq_service_client_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_service_client_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("service_client", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_client_name_id"), ["name", "id"], unique=False)

    op.create_table(
        "street",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_street_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street")),
        sa.UniqueConstraint("code", name=op.f("uq_street_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("street", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_street_district_id_code"), ["district_id", "code"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "BUREAU",
                "DEPARTMENT",
                "UTILITY",
                "STREET_OFFICE",
                "PROPERTY_MANAGER",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_unit_district_id")),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_unit_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_kind_name"), ["kind", "name"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_name_id"), ["name", "id"], unique=False)

    op.create_table(
        "case_standard",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("close_condition", sa.Text(), nullable=False),
        sa.Column("limit_amount", sa.Integer(), nullable=False),
        sa.Column(
            "limit_unit",
            sa.Enum(
                "URGENT_HOUR",
                "WORK_HOUR",
                "WORK_DAY",
                "NATURAL_DAY",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("requires_photo", sa.Boolean(), nullable=False),
        sa.Column("filing_minutes", sa.Integer(), nullable=True),
        sa.Column("dispatch_minutes", sa.Integer(), nullable=True),
        sa.Column("check_minutes", sa.Integer(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint("limit_amount > 0", name=op.f("ck_case_standard_limit_amount")),
        sa.ForeignKeyConstraint(["category_code"], ["case_category.code"], name=op.f("fk_case_standard_category_code")),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_case_standard_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_standard")),
        sa.UniqueConstraint(
            "category_code",
            "variant",
            "effective_from",
            name=op.f("uq_case_standard_category_code_variant_effective_from"),
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("case_standard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_standard_category_code_id"), ["category_code", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_standard_line_category_code_id"), ["line", "category_code", "id"], unique=False
        )

    op.create_table(
        "community",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("street_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "OLD_ESTATE",
                "BACK_STREET_AREA",
                "URBAN_VILLAGE",
                "ORDINARY",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("former_code", sa.Text(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.CheckConstraint("households >= 0", name=op.f("ck_community_households")),
        sa.CheckConstraint("is_active = (retired_on IS NULL)", name=op.f("ck_community_retired")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_community_district_id")),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name=op.f("fk_community_street_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_code_id"), ["code", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_district_id_code"), ["district_id", "code"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_is_active_code"), ["is_active", "code"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_kind_code"), ["kind", "code"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_name_id"), ["name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_street_id_code"), ["street_id", "code"], unique=False)
        batch_op.create_index(
            "uq_community_code_active",
            ["code"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "emergency_team",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.CheckConstraint("members > 0", name=op.f("ck_emergency_team_members")),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_emergency_team_line")),
        sa.ForeignKeyConstraint(["period_id"], ["special_period.id"], name=op.f("fk_emergency_team_period_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_emergency_team_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_team")),
        sa.UniqueConstraint("period_id", "name", name=op.f("uq_emergency_team_period_id_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("emergency_team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_emergency_team_line_id"), ["line", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_emergency_team_period_id_id"), ["period_id", "id"], unique=False)

    op.create_table(
        "officer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "DIRECTOR",
                "DISTRICT_LEADER",
                "LINE_LEAD",
                "ACCEPTOR",
                "DISPATCHER",
                "HANDLER",
                "CHECKER",
                "FIELD_OFFICER",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_officer_district_id")),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_officer_line")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_officer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("name", name=op.f("uq_officer_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_name_id"), ["name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_officer_role_name"), ["role", "name"], unique=False)
        batch_op.create_index(batch_op.f("ix_officer_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "ANONYMOUS",
                "RESIDENT",
                "VOLUNTEER",
                "FIELD_OFFICER",
                "ACCEPTOR",
                "DISPATCHER",
                "HANDLER",
                "CHECKER",
                "LINE_LEAD",
                "DISTRICT_LEADER",
                "DIRECTOR",
                "AUDITOR",
                "SYSTEM_ADMIN",
                "SECURITY_ADMIN",
                "MACHINE",
                "DEMO",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "state",
            sa.Enum("PROPOSED", "ACTIVE", "DISABLED", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", core.columns.Instant(), nullable=False),
        sa.CheckConstraint("(role IS NULL) <> (officer_id IS NULL)", name=op.f("ck_account_post_or_role")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_account_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_login_id"), ["login", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_state_login_id"), ["state", "login", "id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "media_type",
            sa.Enum("JPEG", "PNG", "WEBP", "PDF", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", core.columns.Instant(), nullable=False),
        sa.Column("uploader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["uploader_id"], ["officer.id"], name=op.f("fk_attachment_uploader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)

    op.create_table(
        "facility",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PUBLIC_TOILET",
                "MOTHER_BABY_ROOM",
                "FIRST_AID_POINT",
                "WASTE_STATION",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("is_open_all_day", sa.Boolean(), nullable=False),
        sa.Column("has_third_restroom", sa.Boolean(), nullable=False),
        sa.Column("is_social_unit", sa.Boolean(), nullable=False),
        sa.Column("has_mother_baby_room", sa.Boolean(), nullable=False),
        sa.Column("opening_batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_facility_community_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_facility_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("name", name=op.f("uq_facility_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facility_community_id_id"), ["community_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_facility_district_id_id"), ["district_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_facility_has_third_restroom_id"), ["has_third_restroom", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_facility_is_open_all_day_id"), ["is_open_all_day", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_facility_is_social_unit_id"), ["is_social_unit", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_facility_kind_id"), ["kind", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_facility_name_id"), ["name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_facility_opened_on_id"), ["opened_on", "id"], unique=False)

    op.create_table(
        "household",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("building", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_household_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint(
            "community_id", "building", "unit", "room", name=op.f("uq_household_community_id_building_unit_room")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_community_id_id"), ["community_id", "id"], unique=False)

    op.create_table(
        "last_visit",
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_last_visit_community_id")),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_last_visit_line")),
        sa.PrimaryKeyConstraint("community_id", "line", name=op.f("pk_last_visit")),
        sqlite_strict=True,
    )
    op.create_table(
        "round_community",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_round_community_community_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_community_round_id")),
        sa.PrimaryKeyConstraint("round_id", "community_id", name=op.f("pk_round_community")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("round_community", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_round_community_community_id_round_id"), ["community_id", "round_id"], unique=False
        )

    op.create_table(
        "rule_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", core.columns.Instant(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["officer.id"], name=op.f("fk_rule_change_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_change")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("rule_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_change_valid_from_id"), ["valid_from", "id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("PLANNED", "DONE", "CANCELLED", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("residents", sa.Integer(), nullable=False),
        sa.Column("volunteers", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("recorded_at", core.columns.Instant(), nullable=False),
        sa.CheckConstraint("residents BETWEEN 0 AND 100000", name=op.f("ck_visit_residents")),
        sa.CheckConstraint("staff BETWEEN 0 AND 100000", name=op.f("ck_visit_staff")),
        sa.CheckConstraint("volunteers BETWEEN 0 AND 100000", name=op.f("ck_visit_volunteers")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_visit_community_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_visit_district_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["officer.id"], name=op.f("fk_visit_leader_id")),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_visit_line")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_visit_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visit_community_id_line_visited_on"), ["community_id", "line", "visited_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_visit_community_id_visited_on_id"), ["community_id", "visited_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_visit_district_id_visited_on_id"), ["district_id", "visited_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_visit_line_visited_on_id"), ["line", "visited_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_round_id_line"), ["round_id", "line"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_status_visited_on_id"), ["status", "visited_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_visited_on_id"), ["visited_on", "id"], unique=False)

    op.create_table(
        "case",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("district_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("household_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "VISIT",
                "PATROL",
                "HOTLINE_12345",
                "HOTLINE_12319",
                "WEDNESDAY_QA",
                "MEDIA",
                "LEADER_INSTRUCTION",
                "DEPARTMENT_TRANSFER",
                "ONLINE",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "priority", sa.Enum("P1", "P2", "P3", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("resolution_visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reporter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "REPORTED",
                "VERIFYING",
                "FILED",
                "DISPATCHED",
                "IN_PROGRESS",
                "SUSPENDED",
                "HANDLED",
                "CHECKING",
                "CLOSED",
                "REJECTED",
                "CANCELLED",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "RESOLVED", "UNFOUNDED", "DUPLICATE", "NOT_OURS", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column(
            "resolution_mode",
            sa.Enum("ON_SITE", "DISPATCHED", "PLANNED", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("assignee_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("assignee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("returned_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("standard_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reported_at", core.columns.Instant(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column(
            "verification",
            sa.Enum("EXISTS", "NOT_EXISTS", "UNABLE", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("filed_at", core.columns.Instant(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("dispatched_at", core.columns.Instant(), nullable=True),
        sa.Column("dispatched_on", sa.Date(), nullable=True),
        sa.Column("return_until", core.columns.Instant(), nullable=True),
        sa.Column("accepted_at", core.columns.Instant(), nullable=True),
        sa.Column("handled_at", core.columns.Instant(), nullable=True),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("unit_confirmed_at", core.columns.Instant(), nullable=True),
        sa.Column("unit_confirmed_on", sa.Date(), nullable=True),
        sa.Column("handler_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("checked_at", core.columns.Instant(), nullable=True),
        sa.Column(
            "check_result",
            sa.Enum("PASSED", "NOT_PASSED", "UNABLE", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("checker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("back_to_work_at", core.columns.Instant(), nullable=True),
        sa.Column("back_to_work_on", sa.Date(), nullable=True),
        sa.Column("closed_at", core.columns.Instant(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("is_satisfied", sa.Boolean(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reopen_asked_at", core.columns.Instant(), nullable=True),
        sa.Column("return_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rework_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reopen_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("extension_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("suspension_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_exempt", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("clock_given", sa.Integer(), nullable=True),
        sa.Column("clock_left", sa.Integer(), nullable=True),
        sa.Column("clock_since", core.columns.Instant(), nullable=True),
        sa.Column("case_clock_left", sa.Integer(), nullable=True),
        sa.Column("case_clock_since", core.columns.Instant(), nullable=True),
        sa.Column("handled_minutes", sa.Integer(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=True),
        sa.Column("stage_deadline", core.columns.Instant(), nullable=True),
        sa.Column("deadline", core.columns.Instant(), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("case_deadline", core.columns.Instant(), nullable=True),
        sa.Column("due_at", core.columns.Instant(), nullable=True),
        sa.Column("due_soon_at", core.columns.Instant(), nullable=True),
        sa.Column("paused_at", core.columns.Instant(), nullable=True),
        sa.Column("paused_until", core.columns.Instant(), nullable=True),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("duplicate_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("follows_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reported_again_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("filing_number", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'CLOSED') = (closed_at IS NOT NULL)", name=op.f("ck_case_closed_at")),
        sa.CheckConstraint(
            "(status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED') AND is_late IS NULL) OR due_at IS NULL",
            name=op.f("ck_case_due_at"),
        ),
        sa.CheckConstraint("status <> 'SUSPENDED' OR paused_at IS NOT NULL", name=op.f("ck_case_suspended")),
        sa.CheckConstraint(
            "status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED') OR paused_at IS NULL", name=op.f("ck_case_paused_at")
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["officer.id"], name=op.f("fk_case_assignee_id")),
        sa.ForeignKeyConstraint(["assignee_unit_id"], ["unit.id"], name=op.f("fk_case_assignee_unit_id")),
        sa.ForeignKeyConstraint(["category_code"], ["case_category.code"], name=op.f("fk_case_category_code")),
        sa.ForeignKeyConstraint(["checker_id"], ["officer.id"], name=op.f("fk_case_checker_id")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_case_community_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["case.id"], name=op.f("fk_case_complaint_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_case_district_id")),
        sa.ForeignKeyConstraint(["duplicate_of_id"], ["case.id"], name=op.f("fk_case_duplicate_of_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["case.id"], name=op.f("fk_case_follows_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["officer.id"], name=op.f("fk_case_handler_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_case_household_id")),
        sa.ForeignKeyConstraint(["line"], ["service_line.key"], name=op.f("fk_case_line")),
        sa.ForeignKeyConstraint(["parent_id"], ["case.id"], name=op.f("fk_case_parent_id")),
        sa.ForeignKeyConstraint(["reported_again_id"], ["case.id"], name=op.f("fk_case_reported_again_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["officer.id"], name=op.f("fk_case_reporter_id")),
        sa.ForeignKeyConstraint(["resolution_visit_id"], ["visit.id"], name=op.f("fk_case_resolution_visit_id")),
        sa.ForeignKeyConstraint(["returned_by_id"], ["unit.id"], name=op.f("fk_case_returned_by_id")),
        sa.ForeignKeyConstraint(["standard_id"], ["case_standard.id"], name=op.f("fk_case_standard_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_case_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_assignee_unit_id_reported_at_id"),
            ["assignee_unit_id", "reported_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_case_category_code_reported_at_id"), ["category_code", "reported_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_case_clock",
            ["line", "due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
            postgresql_include=("due_soon_at", "paused_until", "district_id", "assignee_unit_id"),
        )
        batch_op.create_index(
            "ix_case_closed_there",
            ["community_id", "closed_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_case_community_id_reported_at_id"), ["community_id", "reported_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_complaint_id_id"), ["complaint_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_district_id_reported_at_id"), ["district_id", "reported_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_case_due_reported_at",
            ["reported_at", "id"],
            unique=False,
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
            postgresql_where=sa.text("due_at IS NOT NULL"),
            sqlite_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_case_duplicate_of_id_id"), ["duplicate_of_id", "id"], unique=False)
        batch_op.create_index(
            "ix_case_late_reported_at",
            ["reported_at", "id"],
            unique=False,
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
            postgresql_where=sa.text("is_late"),
            sqlite_where=sa.text("is_late"),
        )
        batch_op.create_index(batch_op.f("ix_case_line_status_id"), ["line", "status", "id"], unique=False)
        batch_op.create_index(
            "ix_case_open_reported_at",
            ["reported_at", "id"],
            unique=False,
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
            postgresql_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
            sqlite_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
        )
        batch_op.create_index(batch_op.f("ix_case_parent_id_id"), ["parent_id", "id"], unique=False)
        batch_op.create_index(
            "ix_case_paused",
            ["paused_at", "id"],
            unique=False,
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "reported_at",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_until",
            ],
            postgresql_where=sa.text("paused_at IS NOT NULL"),
            sqlite_where=sa.text("paused_at IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_case_priority_reported_at_id"), ["priority", "reported_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_case_reported_again",
            ["reported_again_id"],
            unique=False,
            sqlite_where=sa.text("reported_again_id IS NOT NULL"),
            postgresql_where=sa.text("reported_again_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_case_reported_at",
            ["reported_at", "id"],
            unique=False,
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
        )
        batch_op.create_index(
            "ix_case_reported_day",
            ["reported_on", "id"],
            unique=False,
            postgresql_include=("reported_at", "deadline", "due_at", "closed_at"),
        )
        batch_op.create_index(
            "ix_case_reported_on",
            ["reported_on", "id"],
            unique=False,
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_at",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
        )
        batch_op.create_index(
            "ix_case_resolution_visit",
            ["resolution_visit_id", "id"],
            unique=False,
            sqlite_where=sa.text("resolution_visit_id IS NOT NULL"),
            postgresql_where=sa.text("resolution_visit_id IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_case_source_reported_at_id"), ["source", "reported_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_case_status_reported_at_id"), ["status", "reported_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_visit_id_id"), ["visit_id", "id"], unique=False)

    op.create_table(
        "household_tag",
        sa.Column("household_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "tag",
            sa.Enum("OLD_HOUSE", "RENTAL", "ELDERLY", "SPECIAL", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_household_tag_household_id")),
        sa.PrimaryKeyConstraint("household_id", "tag", name=op.f("pk_household_tag")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("household_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_tag_tag_household_id"), ["tag", "household_id"], unique=False)

    op.create_table(
        "household_visit",
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("household_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_entered", sa.Boolean(), nullable=False),
        sa.Column(
            "no_entry_reason",
            sa.Enum("ABSENT", "REFUSED", "VACANT", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_household_visit_household_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_household_visit_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "household_id", name=op.f("pk_household_visit")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("household_visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_household_visit_household_id_visit_id"), ["household_id", "visit_id"], unique=False
        )

    op.create_table(
        "refresh_token",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("expires_at", core.columns.Instant(), nullable=False),
        sa.Column("used_at", core.columns.Instant(), nullable=True),
        sa.Column("revoked_at", core.columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_refresh_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_refresh_token_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("refresh_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refresh_token_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refresh_token_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_refresh_token_family"), ["family"], unique=False)

    op.create_table(
        "visit_material",
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_visit_material_count")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_material_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "topic", name=op.f("pk_visit_material")),
        sqlite_strict=True,
    )
    op.create_table(
        "case_appeal",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("appealed_at", core.columns.Instant(), nullable=False),
        sa.Column("first_is_allowed", sa.Boolean(), nullable=True),
        sa.Column("first_reviewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_reviewed_at", core.columns.Instant(), nullable=True),
        sa.Column("second_is_allowed", sa.Boolean(), nullable=True),
        sa.Column("second_reviewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("second_reviewed_at", core.columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_appeal_case_id")),
        sa.ForeignKeyConstraint(["first_reviewer_id"], ["officer.id"], name=op.f("fk_case_appeal_first_reviewer_id")),
        sa.ForeignKeyConstraint(["second_reviewer_id"], ["officer.id"], name=op.f("fk_case_appeal_second_reviewer_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_appeal")),
        sqlite_strict=True,
    )
    op.create_table(
        "case_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", core.columns.Instant(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "REPORT",
                "REQUEST_VERIFICATION",
                "VERIFY",
                "FILE",
                "REJECT",
                "RESOLVE_ON_SITE",
                "DISPATCH",
                "RETURN",
                "ACCEPT",
                "HAND_OVER",
                "EXTEND",
                "SUSPEND",
                "RESUME",
                "HANDLE",
                "START_CHECK",
                "CHECK",
                "CLOSE",
                "REOPEN",
                "CANCEL",
                "MERGE",
                "MARK_HARD",
                "HAND_OVER_HARD",
                "CONVERT",
                "SPLIT",
                "PLAN",
                "ADVANCE",
                "CONFIRM",
                "SIGN",
                "ATTACH",
                "URGE",
                "ANSWER_URGE",
                "FEEDBACK",
                "APPEAL",
                "REVIEW_APPEAL",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "from_status",
            sa.Enum(
                "REPORTED",
                "VERIFYING",
                "FILED",
                "DISPATCHED",
                "IN_PROGRESS",
                "SUSPENDED",
                "HANDLED",
                "CHECKING",
                "CLOSED",
                "REJECTED",
                "CANCELLED",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "REPORTED",
                "VERIFYING",
                "FILED",
                "DISPATCHED",
                "IN_PROGRESS",
                "SUSPENDED",
                "HANDLED",
                "CHECKING",
                "CLOSED",
                "REJECTED",
                "CANCELLED",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["officer.id"], name=op.f("fk_case_event_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_event_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_event_case_id_id"), ["case_id", "id"], unique=False)

    op.create_table(
        "case_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attachment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "NEAR", "FAR", "REFERENCE", "BEFORE", "AFTER", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("taken_at", core.columns.Instant(), nullable=False),
        sa.Column("latitude", sa.Numeric(precision=9, scale=6, asdecimal=False), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6, asdecimal=False), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("added_at", core.columns.Instant(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_case_evidence_place")),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_case_evidence_degrees")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["officer.id"], name=op.f("fk_case_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_case_evidence_attachment_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_evidence_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_evidence")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("case_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_evidence_attachment_id"), ["attachment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_evidence_case_id_id"), ["case_id", "id"], unique=False)

    op.create_table(
        "case_feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_satisfied", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("answered_at", core.columns.Instant(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_feedback_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_feedback")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("case_feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_feedback_answered_on"), ["answered_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_feedback_case_id_id"), ["case_id", "id"], unique=False)

    op.create_table(
        "case_urging",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("OVERDUE", "LEADER", "IMPORTANT", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("deadline", core.columns.Instant(), nullable=True),
        sa.Column("clock_since", core.columns.Instant(), nullable=True),
        sa.Column("raised_at", core.columns.Instant(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", core.columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_urging_case_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["officer.id"], name=op.f("fk_case_urging_raised_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_urging")),
        sa.UniqueConstraint(
            "case_id",
            "kind",
            "level",
            "deadline",
            "clock_since",
            name=op.f("uq_case_urging_case_id_kind_level_deadline_clock_since"),
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("case_urging", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_urging_case_id_id"), ["case_id", "id"], unique=False)

    op.create_table(
        "hard_case",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("district_leader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("responsible_officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("analysis", sa.Text(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmation", sa.Text(), nullable=True),
        sa.Column("line_lead_signed_at", core.columns.Instant(), nullable=True),
        sa.Column("district_leader_signed_at", core.columns.Instant(), nullable=True),
        sa.Column("agreed_with_residents", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["hard_case_batch.id"], name=op.f("fk_hard_case_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hard_case_case_id")),
        sa.ForeignKeyConstraint(["district_leader_id"], ["officer.id"], name=op.f("fk_hard_case_district_leader_id")),
        sa.ForeignKeyConstraint(["line_lead_id"], ["officer.id"], name=op.f("fk_hard_case_line_lead_id")),
        sa.ForeignKeyConstraint(
            ["responsible_officer_id"], ["officer.id"], name=op.f("fk_hard_case_responsible_officer_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_hard_case")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("hard_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hard_case_accepted_on"), ["accepted_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_hard_case_batch_id_case_id"), ["batch_id", "case_id"], unique=False)

    op.create_table(
        "plan_approval",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hard_case.case_id"], name=op.f("fk_plan_approval_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_approval")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("plan_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_approval_case_id_id"), ["case_id", "id"], unique=False)

    op.create_table(
        "plan_measure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "COORDINATION",
                "COMPLAINT_TO_CASE",
                "MEDIA_EXPOSURE",
                "ASSESSMENT",
                "ENGINEERING",
                "NEGOTIATION",
                "OTHER",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("waived_on", sa.Date(), nullable=True),
        sa.Column("waived_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hard_case.case_id"], name=op.f("fk_plan_measure_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_measure_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_measure")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("plan_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_measure_case_id_id"), ["case_id", "id"], unique=False)

    op.create_table(
        "plan_milestone",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hard_case.case_id"], name=op.f("fk_plan_milestone_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_milestone")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("plan_milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_milestone_case_id_id"), ["case_id", "id"], unique=False)
    op.create_index(
        op.f("ix_community_households"),
        "community",
        [core.columns.NullsLast(sa.column("households", sa.Integer())), "id"],
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(core.search.FUNCTION)
        op.create_index(
            op.f("ix_community_name_search"),
            "community",
            [core.search.Grams(sa.column("name"))],
            postgresql_using="gin",
        )
    op.create_index(
        op.f("ix_case_closed_at"),
        "case",
        [core.columns.NullsLast(sa.column("closed_at", core.columns.Instant())), "id"],
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_deadline"),
        "case",
        [core.columns.NullsLast(sa.column("deadline", core.columns.Instant())), "id"],
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_due_at"),
        "case",
        [core.columns.NullsLast(sa.column("due_at", core.columns.Instant())), "id"],
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_due_closed_at"),
        "case",
        [core.columns.NullsLast(sa.column("closed_at", core.columns.Instant())), "id"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_due_deadline"),
        "case",
        [core.columns.NullsLast(sa.column("deadline", core.columns.Instant())), "id"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_due_due_at"),
        "case",
        [core.columns.NullsLast(sa.column("due_at", core.columns.Instant())), "id"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_late_closed_at"),
        "case",
        [core.columns.NullsLast(sa.column("closed_at", core.columns.Instant())), "id"],
        sqlite_where=sa.text("is_late"),
        postgresql_where=sa.text("is_late"),
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_late_deadline"),
        "case",
        [core.columns.NullsLast(sa.column("deadline", core.columns.Instant())), "id"],
        sqlite_where=sa.text("is_late"),
        postgresql_where=sa.text("is_late"),
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_late_due_at"),
        "case",
        [core.columns.NullsLast(sa.column("due_at", core.columns.Instant())), "id"],
        sqlite_where=sa.text("is_late"),
        postgresql_where=sa.text("is_late"),
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_open_closed_at"),
        "case",
        [core.columns.NullsLast(sa.column("closed_at", core.columns.Instant())), "id"],
        sqlite_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
        postgresql_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_open_deadline"),
        "case",
        [core.columns.NullsLast(sa.column("deadline", core.columns.Instant())), "id"],
        sqlite_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
        postgresql_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    op.create_index(
        op.f("ix_case_open_due_at"),
        "case",
        [core.columns.NullsLast(sa.column("due_at", core.columns.Instant())), "id"],
        sqlite_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
        postgresql_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
        postgresql_include=[
            "line",
            "category_code",
            "district_id",
            "community_id",
            "source",
            "priority",
            "status",
            "assignee_unit_id",
            "assignee_id",
            "reported_on",
            "reported_at",
            "deadline",
            "closed_at",
            "is_late",
            "is_exempt",
            "due_at",
            "due_soon_at",
            "paused_at",
            "paused_until",
        ],
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(core.search.FUNCTION)
        op.create_index(
            op.f("ix_case_title_search"), "case", [core.search.Grams(sa.column("title"))], postgresql_using="gin"
        )
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key(op.f("fk_district_leader_id"), "district", "officer", ["leader_id"], ["id"])


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("fk_district_leader_id"), "district")
    with op.batch_alter_table("plan_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_milestone_case_id_id"))

    op.drop_table("plan_milestone")
    with op.batch_alter_table("plan_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_measure_case_id_id"))

    op.drop_table("plan_measure")
    with op.batch_alter_table("plan_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_approval_case_id_id"))

    op.drop_table("plan_approval")
    with op.batch_alter_table("hard_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hard_case_batch_id_case_id"))
        batch_op.drop_index(batch_op.f("ix_hard_case_accepted_on"))

    op.drop_table("hard_case")
    with op.batch_alter_table("case_urging", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_urging_case_id_id"))

    op.drop_table("case_urging")
    with op.batch_alter_table("case_feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_feedback_case_id_id"))
        batch_op.drop_index(batch_op.f("ix_case_feedback_answered_on"))

    op.drop_table("case_feedback")
    with op.batch_alter_table("case_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_evidence_case_id_id"))
        batch_op.drop_index(batch_op.f("ix_case_evidence_attachment_id"))

    op.drop_table("case_evidence")
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_event_case_id_id"))

    op.drop_table("case_event")
    op.drop_table("case_appeal")
    op.drop_table("visit_material")
    with op.batch_alter_table("refresh_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refresh_token_family"))
        batch_op.drop_index(batch_op.f("ix_refresh_token_expires_at"))
        batch_op.drop_index(batch_op.f("ix_refresh_token_account_id"))

    op.drop_table("refresh_token")
    with op.batch_alter_table("household_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_visit_household_id_visit_id"))

    op.drop_table("household_visit")
    with op.batch_alter_table("household_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_tag_tag_household_id"))

    op.drop_table("household_tag")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_visit_id_id"))
        batch_op.drop_index(batch_op.f("ix_case_status_reported_at_id"))
        batch_op.drop_index(batch_op.f("ix_case_source_reported_at_id"))
        batch_op.drop_index(
            "ix_case_resolution_visit",
            sqlite_where=sa.text("resolution_visit_id IS NOT NULL"),
            postgresql_where=sa.text("resolution_visit_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_case_reported_on",
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_at",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
        )
        batch_op.drop_index(
            "ix_case_reported_day", postgresql_include=("reported_at", "deadline", "due_at", "closed_at")
        )
        batch_op.drop_index(
            "ix_case_reported_at",
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
        )
        batch_op.drop_index(
            "ix_case_reported_again",
            sqlite_where=sa.text("reported_again_id IS NOT NULL"),
            postgresql_where=sa.text("reported_again_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_case_priority_reported_at_id"))
        batch_op.drop_index(
            "ix_case_paused",
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "reported_at",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_until",
            ],
            postgresql_where=sa.text("paused_at IS NOT NULL"),
            sqlite_where=sa.text("paused_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_case_parent_id_id"))
        batch_op.drop_index(
            "ix_case_open_reported_at",
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
            postgresql_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
            sqlite_where=sa.text("status NOT IN ('CLOSED', 'REJECTED', 'CANCELLED')"),
        )
        batch_op.drop_index(batch_op.f("ix_case_line_status_id"))
        batch_op.drop_index(
            "ix_case_late_reported_at",
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
            postgresql_where=sa.text("is_late"),
            sqlite_where=sa.text("is_late"),
        )
        batch_op.drop_index(batch_op.f("ix_case_duplicate_of_id_id"))
        batch_op.drop_index(
            "ix_case_due_reported_at",
            postgresql_include=[
                "line",
                "category_code",
                "district_id",
                "community_id",
                "source",
                "priority",
                "status",
                "assignee_unit_id",
                "assignee_id",
                "reported_on",
                "deadline",
                "closed_at",
                "is_late",
                "is_exempt",
                "due_at",
                "due_soon_at",
                "paused_at",
                "paused_until",
            ],
            postgresql_where=sa.text("due_at IS NOT NULL"),
            sqlite_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_case_district_id_reported_at_id"))
        batch_op.drop_index(batch_op.f("ix_case_complaint_id_id"))
        batch_op.drop_index(batch_op.f("ix_case_community_id_reported_at_id"))
        batch_op.drop_index(
            "ix_case_closed_there",
            sqlite_where=sa.text("closed_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_case_clock",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
            postgresql_include=("due_soon_at", "paused_until", "district_id", "assignee_unit_id"),
        )
        batch_op.drop_index(batch_op.f("ix_case_category_code_reported_at_id"))
        batch_op.drop_index(batch_op.f("ix_case_assignee_unit_id_reported_at_id"))

    op.drop_table("case")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_visited_on_id"))
        batch_op.drop_index(batch_op.f("ix_visit_status_visited_on_id"))
        batch_op.drop_index(batch_op.f("ix_visit_round_id_line"))
        batch_op.drop_index(batch_op.f("ix_visit_line_visited_on_id"))
        batch_op.drop_index(batch_op.f("ix_visit_district_id_visited_on_id"))
        batch_op.drop_index(batch_op.f("ix_visit_community_id_visited_on_id"))
        batch_op.drop_index(batch_op.f("ix_visit_community_id_line_visited_on"))

    op.drop_table("visit")
    with op.batch_alter_table("rule_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_change_valid_from_id"))

    op.drop_table("rule_change")
    with op.batch_alter_table("round_community", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_community_community_id_round_id"))

    op.drop_table("round_community")
    op.drop_table("last_visit")
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_community_id_id"))

    op.drop_table("household")
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facility_opened_on_id"))
        batch_op.drop_index(batch_op.f("ix_facility_name_id"))
        batch_op.drop_index(batch_op.f("ix_facility_kind_id"))
        batch_op.drop_index(batch_op.f("ix_facility_is_social_unit_id"))
        batch_op.drop_index(batch_op.f("ix_facility_is_open_all_day_id"))
        batch_op.drop_index(batch_op.f("ix_facility_has_third_restroom_id"))
        batch_op.drop_index(batch_op.f("ix_facility_district_id_id"))
        batch_op.drop_index(batch_op.f("ix_facility_community_id_id"))

    op.drop_table("facility")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_sha256"))

    op.drop_table("attachment")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_state_login_id"))
        batch_op.drop_index(batch_op.f("ix_account_officer_id"))
        batch_op.drop_index(batch_op.f("ix_account_login_id"))

    op.drop_table("account")
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_unit_id"))
        batch_op.drop_index(batch_op.f("ix_officer_role_name"))
        batch_op.drop_index(batch_op.f("ix_officer_name_id"))

    op.drop_table("officer")
    with op.batch_alter_table("emergency_team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_emergency_team_period_id_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_team_line_id"))

    op.drop_table("emergency_team")
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_community_code_active", sqlite_where=sa.text("is_active"), postgresql_where=sa.text("is_active")
        )
        batch_op.drop_index(batch_op.f("ix_community_street_id_code"))
        batch_op.drop_index(batch_op.f("ix_community_name_id"))
        batch_op.drop_index(batch_op.f("ix_community_kind_code"))
        batch_op.drop_index(batch_op.f("ix_community_is_active_code"))
        batch_op.drop_index(batch_op.f("ix_community_district_id_code"))
        batch_op.drop_index(batch_op.f("ix_community_code_id"))

    op.drop_table("community")
    with op.batch_alter_table("case_standard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_standard_line_category_code_id"))
        batch_op.drop_index(batch_op.f("ix_case_standard_category_code_id"))

    op.drop_table("case_standard")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_name_id"))
        batch_op.drop_index(batch_op.f("ix_unit_kind_name"))

    op.drop_table("unit")
    with op.batch_alter_table("street", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_street_district_id_code"))

    op.drop_table("street")
    with op.batch_alter_table("service_client", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_client_name_id"))

    op.drop_table("service_client")
    op.drop_table("round_line")
    with op.batch_alter_table("reserve_stock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reserve_stock_period_id_id"))

    op.drop_table("reserve_stock")
    with op.batch_alter_table("convenience_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convenience_measure_status_launched_on_id"))
        batch_op.drop_index(batch_op.f("ix_convenience_measure_line_launched_on_id"))
        batch_op.drop_index(batch_op.f("ix_convenience_measure_launched_on_id"))
        batch_op.drop_index(batch_op.f("ix_convenience_measure_batch_id_id"))

    op.drop_table("convenience_measure")
    with op.batch_alter_table("case_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_category_line_code"))

    op.drop_table("case_category")
    with op.batch_alter_table("special_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_special_period_starts_on_id"))
        batch_op.drop_index(batch_op.f("ix_special_period_kind_starts_on_id"))

    op.drop_table("special_period")
    op.drop_table("service_line")
    op.drop_table("round")
    op.drop_table("rollup_set")
    op.drop_table("rollup_measure")
    op.drop_table("rollup_family")
    op.drop_table("rollup_delta")
    op.drop_table("rollup_check")
    op.drop_table("rollup_cell")
    op.drop_table("published_figure")
    op.drop_table("mutation_key")
    op.drop_table("hard_case_batch")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_subject_type_subject_id_id"))

    op.drop_table("event")
    op.drop_table("district")
    op.drop_table("convenience_batch")
    op.drop_table("case_census")
    op.drop_table("calendar_day")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_outcome_number"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_operation_number"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_operation_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_number"))

    op.drop_table("audit_entry")
