"""Term: a closed set of domain words, each described once, for the database and for GraphQL alike."""

from __future__ import annotations

import enum


class Term(enum.Enum):
    """An enumeration whose values are the descriptions of its members, English with the Chinese term.

    The database stores the names and checks them; GraphQL shows names and descriptions.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"
