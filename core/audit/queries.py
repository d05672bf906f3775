"""Root fields of the audit trail."""

from __future__ import annotations

from core.audit.types import AUDIT_ORDER, AuditEntry, AuditFilter
from core.engine.connection import Connection
from core.engine.declare import connection


class AuditQueries:
    audit_trail: Connection[AuditEntry] = connection(
        "Who did what, the latest first; for those who keep watch (审计记录).", AUDIT_ORDER, filters=AuditFilter
    )
