"""nobody changes or deletes an entry of the audit trail."""

from alembic import op

from core.audit.guard import guards, without_guards

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in without_guards(op.get_bind().dialect.name):
        op.execute(statement)
