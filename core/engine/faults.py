"""Errors as clients see them: a client's mistake says how to mend it; a fault of ours says nothing but an id."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError
from sqlalchemy.exc import DBAPIError

from core.database import Late
from core.engine.in_chinese import in_chinese
from core.errors import DomainError
from core.policy import denials

log = logging.getLogger("lastmeter.faults")
DRIVERS = {"psycopg", "asyncpg", "sqlite3"}
GIVEN_UP = {"57014", "55P03"}
"""What PostgreSQL calls it when a statement takes too long, or waits too long for somebody else's."""
LATE = "It took too long and was given up; nothing was changed. Ask for less at once, or try again."


def formatted(error: GraphQLError, context: Any) -> dict[str, Any]:
    """An error of graphql-core: told when it is the client's, masked when it is ours."""
    cause = error.original_error
    if isinstance(cause, DomainError):
        return _of_refusal(error, cause, context)
    if cause is not None and is_late(cause):
        return late(error.path)
    if cause is not None and (not isinstance(cause, GraphQLError) or (error.path and _is_no_value(cause))):
        return masked(cause, error.path, error)
    told = dict(error.formatted)
    code = (error.extensions or {}).get("code", "GRAPHQL_VALIDATION_FAILED" if error.path is None else "BAD_USER_INPUT")
    told["extensions"] = {"code": code, **(error.extensions or {})}
    if context is not None and context.language == "zh":
        told["message"] = in_chinese(error.message)
    return told


def _is_no_value(error: GraphQLError) -> bool:
    """What a field gave is no value of its type; what a client gives is told before anything is executed."""
    return not error.extensions and " cannot represent " in error.message


def _of_refusal(error: GraphQLError, refusal: DomainError, context: Any) -> dict[str, Any]:
    if context is not None:
        denials.note(context.viewer, refusal)
    told = dict(error.formatted)
    told["message"] = refusal.text(context.language if context is not None else "en")
    told["extensions"] = {
        "code": "BAD_USER_INPUT",
        "reason": refusal.code.name,
        "field": list(refusal.field),
    }
    return told


def masked(fault: BaseException, path: Sequence[str | int] | None, error: GraphQLError | None = None) -> dict[str, Any]:
    """A fault of ours: the log has the whole of it, the client the id to find it by."""
    name = secrets.token_hex(8)
    log.error("fault %s at %s: %s", name, list(path or ()), described(fault))
    told: dict[str, Any] = {"message": f"Something went wrong on our side. Tell us this id: {name}."}
    if error is not None and error.locations:
        told["locations"] = [location.formatted for location in error.locations]
    if path is not None:
        told["path"] = list(path)
    return told | {"extensions": {"code": "INTERNAL_SERVER_ERROR", "errorId": name}}


def described(fault: BaseException) -> str:
    """Where it was raised and what it says, with what caused it."""
    told = "".join(traceback.format_tb(fault.__traceback__)) + _said(fault)
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return told if before is None else f"{told}\ncaused by:\n{described(before)}"


def _said(fault: BaseException) -> str:
    """Databases repeat what they were sent in their messages: of theirs, only what names no value is kept."""
    if isinstance(fault, DBAPIError):
        return f"{type(fault).__name__} in {fault.statement}"
    name = f"{type(fault).__module__}.{type(fault).__qualname__}"
    if name.partition(".")[0] not in DRIVERS:
        return f"{type(fault).__name__}: {fault}"
    diagnosis = getattr(fault, "diag", None)
    hints = [getattr(fault, "sqlstate", None), getattr(diagnosis, "constraint_name", None)]
    return " ".join([name, *(str(hint) for hint in hints if hint)])


def is_late(fault: BaseException) -> bool:
    """Whether it only took too long: by our own clock, or by the database's, which ends one statement."""
    if isinstance(fault, DBAPIError):
        return getattr(fault.orig, "sqlstate", None) in GIVEN_UP or str(fault.orig) == "interrupted"
    return isinstance(fault, Late)


def late(path: Sequence[str | int] | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {"message": LATE, "extensions": {"code": "DEADLINE_EXCEEDED"}}
    return told if path is None else told | {"path": list(path)}
