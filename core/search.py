"""Search in names and titles, Chinese and Latin, from one character on. Only of a to z, small and capital are the same:
that is what both databases know without the rules of a language.

PostgreSQL keeps an index of the single characters and pairs of a text, made by a function of ours (`lastmeter_grams`),
since its own trigrams know nothing of two-character words. SQLite reads the texts: it serves small installations.
"""

from __future__ import annotations

import unicodedata
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal

from core.checks import no_text_at
from core.columns import Listed
from core.errors import DomainError, ErrorCode, invalid

if TYPE_CHECKING:
    from core.engine.filters import Bound, Condition

SEARCH_MOST = 60
SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)

FUNCTION = """
CREATE OR REPLACE FUNCTION lastmeter_grams(given text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT array_agg(DISTINCT gram) FROM (
    SELECT substr(lower(given COLLATE "C"), at, width) AS gram
    FROM generate_series(1, length(given)) AS at, generate_series(1, 2) AS width
    WHERE at + width - 1 <= length(given)
  ) AS grams
$$
"""


class Grams(ColumnElement[Any]):
    """The characters and pairs of a text: what the index of a searched column holds."""

    inherit_cache = True
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]  # noqa: RUF012
    type = ARRAY(Text())

    def __init__(self, column: Any) -> None:
        self.column = column


@compiles(Grams)
def _grams(element: Grams, compiler: Any, **kw: Any) -> str:
    return f"lastmeter_grams({compiler.process(element.column, **kw)})"


class Holds(ColumnElement[bool]):
    """The text holds the term, whatever the case of the letters a to z."""

    inherit_cache = False

    def __init__(self, column: Any, pattern: Any, grams: Any) -> None:
        self.column, self.pattern, self.grams = column, pattern, grams


@compiles(Holds, "postgresql")
def _by_index(element: Holds, compiler: Any, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    grams, pattern = compiler.process(element.grams, **kw), compiler.process(element.pattern, **kw)
    return f'(lastmeter_grams({column}) @> {grams} AND lower({column} COLLATE "C") LIKE {pattern})'


@compiles(Holds)
def _by_reading(element: Holds, compiler: Any, **kw: Any) -> str:
    column, pattern = (
        compiler.process(element.column, **kw),
        compiler.process(element.pattern, **kw),
    )
    return f"lower({column}) LIKE {pattern} ESCAPE '\\'"


def search_index(column: Any) -> Index:
    """The index that a searched column needs; only PostgreSQL has it."""
    made = Index(f"ix_{column.table.name}_{column.name}_search", Grams(column), postgresql_using="gin")
    made.ddl_if(dialect="postgresql")
    return made


def matching(attribute: str) -> Condition:
    """The text holds what is searched. The model needs an index on `Grams` of the column."""

    def condition(row: Any, given: Bound) -> ColumnElement[bool]:
        column = getattr(row, attribute)
        return Holds(column, given.value(Text(), _pattern), given.value(Listed(Text()), grams_of))

    return condition


def searched(text: str) -> str:
    """What to look for, without surrounding blanks."""
    term = unicodedata.normalize("NFC", text).strip()
    if not term:
        raise invalid(
            "search",
            "search is empty; write what to look for.",
            "search 为空，请填写要查找的内容。",
        )
    if len(term) > SEARCH_MOST:
        raise DomainError(
            ErrorCode.TOO_LONG,
            f"search has {len(term)} characters; at most {SEARCH_MOST} are looked for.",
            f"search 有 {len(term)} 个字符，最多 {SEARCH_MOST} 个。",
            ("search",),
        )
    at = no_text_at(term)
    if at is not None or "\n" in term or "\t" in term:
        raise invalid(
            "search",
            "search has a character that is no text; remove it.",
            "search 含有非文字字符，请删除。",
        )
    return term.translate(SMALL)


def _pattern(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def grams_of(term: str) -> list[str]:
    pairs = {term[at : at + 2] for at in range(len(term) - 1)}
    return sorted(pairs or {term})
