"""Showing the personal texts of one row to whom the policy allows it for a reason, and erasing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, inspect, select, text

from core.audit.models import AuditEntry, AuditOutcome
from core.checks import clean
from core.context import Context
from core.engine.node_ids import split_id
from core.errors import DomainError, ErrorCode, invalid, not_found
from core.policy.narrowing import bound_now
from core.policy.scope import Scope, reached, scope_of
from core.wall.wearing import AS_SYSTEM

OPERATION = "unmask"
REASON_LEAST = 5
REASON_MOST = 200
DAILY_MOST = 30
QUOTA = {"space": 0x6C6F6F6B}
"""Any number, the same in every process: who holds it with somebody's name counts that one's looks."""
ERASED = "已删除-"


@dataclass(frozen=True)
class Masked:
    """A kind of row with personal texts: which, and the operation that lets each be seen."""

    model: Any
    texts: Mapping[str, str]
    """Operations by attribute."""


def check_reason(reason: str) -> None:
    if len(clean(reason, "reason", REASON_MOST)) < REASON_LEAST:
        raise invalid(
            "reason",
            f"Say in at least {REASON_LEAST} characters why you must see it; it is kept.",
            f"请用至少 {REASON_LEAST} 个字说明查看理由，将留存备查。",
        )


def check_quota(context: Context) -> None:
    """Days are the bureau's."""
    actor = context.viewer.actor
    began = datetime.combine(context.today, time(), context.zone)
    held = (
        AuditEntry.actor == actor,
        AuditEntry.operation == OPERATION,
        AuditEntry.outcome == AuditOutcome.DONE,
        AuditEntry.at >= began,
    )
    table, connection = AuditEntry.__table__, context.session.connection()
    if connection.dialect.name == "postgresql":  # two looks at once would not see each other; SQLite has one writer
        connection.execute(text("SELECT pg_advisory_xact_lock(:space, hashtext(:actor))"), QUOTA | {"actor": actor})
    counted = select(func.count()).select_from(table).where(*held)
    used = connection.scalar(counted, execution_options=AS_SYSTEM) or 0
    if used >= DAILY_MOST:
        raise DomainError(
            ErrorCode.FORBIDDEN,
            f"You have looked at the personal texts of {used} objects today; more are not shown before tomorrow.",
            f"您今日已查看 {used} 次个人信息，已达上限，请明日再试。",
            ("id",),
        )


def unmask(context: Context, masked: Mapping[str, Masked], given: str) -> None:
    """Refuses a row that the viewer may not see, or none of whose texts the viewer may see for a reason."""
    name, kind, row = _found(context, masked, given)
    if not any(True for _ in texts(context, kind, row.id)):
        raise DomainError(
            ErrorCode.FORBIDDEN,
            f"The role {context.viewer.role.name} may not see the personal texts of this {name}.",
            f"角色 {context.viewer.role.name} 无权查看该 {name} 的个人信息。",
            ("id",),
        )


def erase(context: Context, masked: Mapping[str, Masked], given: str) -> None:
    """The row stays, for it was counted; what says whose it is goes. The audit trail has only ever held its key."""
    _, kind, row = _found(context, masked, given)
    columns = inspect(kind.model).columns
    for attribute in kind.texts:
        setattr(row, attribute, None if columns[attribute].nullable else f"{ERASED}{row.id}")
    context.session.flush()


def _found(context: Context, masked: Mapping[str, Masked], given: str) -> tuple[str, Masked, Any]:
    """Refuses what has no personal texts, and what the viewer may not see."""
    name, key = split_id(given)
    kind = masked.get(name)
    if kind is None or key is None:
        raise invalid(
            "id",
            f"{given[:60]!r} is no id of an object with personal texts: {', '.join(sorted(masked))}.",
            f"“{given[:60]}”不是含个人信息对象的 id（{'、'.join(sorted(masked))}）。",
        )
    row = context.session.get(kind.model, key)
    if row is None:
        raise not_found("id", f"{name} with this id", f"该 id 的 {name}")
    return name, kind, row


def texts(context: Context, kind: Masked, key: int) -> Iterator[tuple[str, str | None]]:
    """What the viewer may see of a row, by attribute."""
    for attribute, operation in kind.texts.items():
        found = context.session.execute(
            select(getattr(kind.model, attribute)).where(
                inspect(kind.model).primary_key[0] == key, *_may_see(context, kind.model, operation)
            )
        ).first()
        if found is not None:
            yield attribute, found[0]


def _may_see(context: Context, model: Any, operation: str) -> list[Any]:
    scope = scope_of(model)
    assert isinstance(scope, Scope)
    return reached(model, model, scope, context.viewer.grant(operation), context.viewer, bound_now(context.viewer))
