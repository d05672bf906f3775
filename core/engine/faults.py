"""Errors as clients see them: a client's mistake says how to mend it; a fault of ours says nothing but an id."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError

from core.errors import DomainError

log = logging.getLogger("lastmeter.faults")


def formatted(error: GraphQLError, context: Any) -> dict[str, Any]:
    """An error of graphql-core: told when it is the client's, masked when it is ours."""
    cause = error.original_error
    if isinstance(cause, DomainError):
        return _of_refusal(error, cause, context)
    if cause is not None and (not isinstance(cause, GraphQLError) or (error.path and _is_no_value(cause))):
        return masked(cause, error.path, error)
    told = dict(error.formatted)
    code = (error.extensions or {}).get("code", "GRAPHQL_VALIDATION_FAILED" if error.path is None else "BAD_USER_INPUT")
    told["extensions"] = {"code": code, **(error.extensions or {})}
    return told


def _is_no_value(error: GraphQLError) -> bool:
    """What a field gave is no value of its type; what a client gives is told before anything is executed."""
    return not error.extensions and " cannot represent " in error.message


def _of_refusal(error: GraphQLError, refusal: DomainError, context: Any) -> dict[str, Any]:
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
    log.error("fault %s at %s", name, path, exc_info=fault)
    told: dict[str, Any] = {"message": f"Something went wrong on our side. Tell us this id: {name}."}
    if error is not None and error.locations:
        told["locations"] = [location.formatted for location in error.locations]
    if path is not None:
        told["path"] = list(path)
    return told | {"extensions": {"code": "INTERNAL_SERVER_ERROR", "errorId": name}}
