"""GraphQL types of the audit trail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from core.audit import models
from core.audit.models import AuditOutcome
from core.engine.declare import Node, column, shows
from core.engine.filters import Known, filters, one_of, where
from core.engine.orders import Order
from core.mutations import ActionField
from core.policy.role import Role


@shows(models.AuditEntry)
class AuditEntry(Node):
    """One act, sealed with the one before it (审计记录)."""

    number: int = column("Its place in the trail, without gaps from 1 on (序号).")
    at: datetime = column("When (时间).")
    actor: str = column("Which account or program, or the command line; empty for the public (操作者).")
    role: Role = column("In which role (角色).")
    operation: str = column("The mutation; or sign_in, sign_out, renew_session, upload_file; or a command (操作).")
    outcome: AuditOutcome = column("What became of it (结果).")
    subjects: str = column("The keys of the rows that it was about, as a JSON object (对象).")
    reason: str = column("Why, where a reason must be given; else empty (事由).")
    hash: str = column("SHA-256 over this entry and the hash of the one before it (链式哈希).")


BESIDES = frozenset(
    {"sign_in", "sign_out", "renew_session", "upload_file", "open_account", "set_password", "add_program"}
)
"""What stands in the trail and is no mutation."""


def _operations(context: Any) -> Collection[str]:
    return BESIDES | frozenset(context.catalogue.objects(ActionField))


OPERATIONS = Known(models.AuditEntry.operation, "operation", "操作", _operations)
AUDIT_ORDER = Order(models.AuditEntry, default="-number", number="Its place in the trail (序号).")


@filters
class AuditFilter:
    """Which entries (审计筛选)."""

    actors: list[str] | None = where("Of any of these accounts or programs (操作者).", one_of("actor"))
    operations: list[str] | None = where(
        "Of any of these operations, as entries name them (操作).", one_of("operation"), known=OPERATIONS
    )
    outcomes: list[AuditOutcome] | None = where("That ended so (结果).", one_of("outcome"))
