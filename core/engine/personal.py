"""Personal texts: shown to whom the policy shows them, masked for everybody else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, and_, case, inspect, literal_column

from core.policy.scope import Asking, Limits, Mine, Scope, reached, scope_of

MASK = literal_column("'***'", Text())


def shown_of(row: Any, attribute: str, operation: str, limits: Limits, asking: Asking) -> Any:
    """The column, or its mask, in SQL; what is null stays null. A right to unmask shows nothing by itself."""
    column = getattr(row, attribute)
    grant = limits.grant(operation)
    masked = case((column.is_not(None), MASK))
    if grant is None or grant.is_masked or grant.may_unmask:
        return masked
    model = inspect(row).mapper.class_
    scope = scope_of(model)
    assert isinstance(scope, Scope), f"{model.__name__} has personal columns and must say itself whose its rows are"
    held = reached(model, row, scope, grant, limits, Mine(asking))
    return case((and_(*held), column), else_=masked) if held else column
