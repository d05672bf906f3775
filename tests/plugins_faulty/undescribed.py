"""It adds a field that says nothing of itself."""

from core import hookimpl


class UndescribedQueries:
    undescribed_number: int


@hookimpl
def register_queries() -> list[type]:
    return [UndescribedQueries]
