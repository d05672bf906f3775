"""Global ids as inputs: which row they name, or a refusal that says what was expected."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from core.engine.node_ids import split_id
from core.errors import invalid, not_found

T = TypeVar("T")


def row_by_id(session: Session, model: type[T], type_name: str, value: str, field: str | tuple[str, ...]) -> T:
    """The row that the id of a GraphQL type names."""
    name, key = split_id(value)
    if name != type_name or key is None:
        raise invalid(
            field,
            f"{value[:60]!r} is no id of {_a(type_name)}; take it from the object's id field.",
            f"“{value[:60]}”不是 {type_name} 的 id，请使用对象的 id 字段。",
        )
    row = session.get(model, key)
    if row is None:
        raise not_found(field, f"{type_name} with this id", f"该 id 的 {type_name}")
    return row


def _a(type_name: str) -> str:
    return f"{'an' if type_name[0] in 'AEIO' else 'a'} {type_name}"
