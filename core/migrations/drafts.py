"""Drafts of migrations, for developers: the difference between the models of a package and the tables of a database."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateTableOp, OpContainer
from sqlalchemy import Connection, ForeignKeyConstraint, Index

from core.columns import NullsLast
from core.database import Base, Database
from core.migrations import History
from core.plugin_manager import CORE
from core.search import Grams

TEMPLATE = """\
\"\"\"{message}.\"\"\"

{imports}

revision = "{revision}"
down_revision = {before}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {down}
"""

KNOWN = {"sa": "import sqlalchemy as sa", "op": "from alembic import op"}


def differences(connection: Connection, history: History, others: Sequence[History]) -> list[Any]:
    """What a package's models say and its migrated tables do not; empty when they agree."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of indexes on expressions, which it cannot read
        found = compare_metadata(_context(connection, history, others), Base.metadata)
    # Alembic compares the text of an expression, which PostgreSQL rewrites: here the name must do.
    both = {name for name in _indexes(found, "remove_index") if name in _indexes(found, "add_index")}
    return [change for change in found if not (str(change[0]).endswith("_index") and change[1].name in both)]


def _indexes(changes: Sequence[Any], kind: str) -> set[str]:
    return {change[1].name for change in changes if change[0] == kind}


def draft(database: Database, history: History, others: Sequence[History], message: str) -> Path:
    """Writes the next migration of a package. Read it before you keep it."""
    with database.engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of indexes on expressions, which are written below
        context = _context(connection, history, others)
        made = produce_migrations(context, Base.metadata)
        assert made.upgrade_ops is not None
        assert made.downgrade_ops is not None
        tables = [operation for operation in _flat(made.upgrade_ops) if isinstance(operation, CreateTableOp)]
        up, down = (_code(operations, context) for operations in (made.upgrade_ops, made.downgrade_ops))
    history.folder.mkdir(exist_ok=True)
    number = len(list(history.folder.glob("[0-9]*.py"))) + 1
    path = history.folder / f"{number:04}_{'_'.join(message.lower().split())}.py"
    up = "\n    ".join([up, *_indexes_on_sort_keys(tables), *_circles(tables, "create")])
    down = "\n    ".join([*_circles(tables, "drop"), down])
    path.write_text(
        TEMPLATE.format(
            message=message[:1].upper() + message[1:],
            imports=_imports(up + down),
            revision=f"{history.label}_{number:04}",
            before=f'"{history.label}_{number - 1:04}"' if number > 1 else "None",
            up=up,
            down=down,
        )
    )
    return path


def _imports(code: str) -> str:
    """Of what may be named, what is: the file is to pass a linter."""
    alembic = [line for name, line in KNOWN.items() if re.search(rf"\b{name}\.", code)]
    ours = [f"import {module}" for module in ("core.columns", "core.search") if module in code]
    return "\n\n".join("\n".join(lines) for lines in (alembic, ours) if lines)


def _context(connection: Connection, history: History, others: Sequence[History]) -> MigrationContext:
    options = {
        "include_object": owned_by(history, others),
        "compare_type": True,
        "render_as_batch": True,
        "target_metadata": Base.metadata,
    }
    return MigrationContext.configure(connection, opts=options)


def _code(operations: Any, context: MigrationContext) -> str:
    code = render_python_code(
        operations,
        render_as_batch=True,
        migration_context=context,
        user_module_prefix="core.columns.",
    )
    code = re.sub(r"^ *# ### .*\n?", "", code, flags=re.MULTILINE).strip() or "pass"
    return re.sub(r", name='\w+'(?=, native_enum=False)", "", code)  # named for the column, by convention


def _flat(container: OpContainer) -> Iterator[Any]:
    for operation in container.ops:
        if isinstance(operation, OpContainer):
            yield from _flat(operation)
        yield operation


def _indexes_on_sort_keys(tables: Sequence[CreateTableOp]) -> Iterator[str]:
    """Alembic cannot write these."""
    for made in tables:
        for index in sorted(Base.metadata.tables[made.table_name].indexes, key=lambda index: str(index.name)):
            if any(isinstance(part, NullsLast) for part in index.expressions):
                held = f"[{_parts(index)}]{_where(index)}{_include(index)}"
                yield f"op.create_index(op.f({index.name!r}), {made.table_name!r}, {held})"
            if any(isinstance(part, Grams) for part in index.expressions):
                call = f"op.create_index(op.f({index.name!r}), {made.table_name!r}, [{_parts(index)}], postgresql_using='gin')"
                yield f"if op.get_bind().dialect.name == 'postgresql':\n        op.execute(core.search.FUNCTION)\n        {call}"


def _circles(tables: Sequence[CreateTableOp], verb: str) -> Iterator[str]:
    """Foreign keys that close a circle of tables; SQLite has them in the table itself."""
    for made in tables:
        for key in Base.metadata.tables[made.table_name].constraints:
            if isinstance(key, ForeignKeyConstraint) and key.use_alter:
                names, targets = [c.name for c in key.columns], [e.column.name for e in key.elements]
                between = f"{made.table_name!r}, {key.referred_table.name!r}, {names}, {targets}"
                call = f"op.create_foreign_key(op.f({key.name!r}), {between})"
                if verb == "drop":
                    call = f"op.drop_constraint(op.f({key.name!r}), {made.table_name!r})"
                yield f"if op.get_bind().dialect.name != 'sqlite':\n        {call}"


def _where(index: Index) -> str:
    """Which rows a partial index holds; both databases take it."""
    held = index.dialect_options["sqlite"]["where"]
    if held is None:
        return ""
    made = f"sa.text({str(held)!r})"
    return f", sqlite_where={made}, postgresql_where={made}"


def _include(index: Index) -> str:
    """What a PostgreSQL index holds beside its keys."""
    held = index.dialect_options["postgresql"]["include"]
    return f", postgresql_include={[str(name) for name in held]!r}" if held else ""


def _parts(index: Index) -> str:
    return ", ".join(_part(part) for part in index.expressions)


def _part(part: Any) -> str:
    if isinstance(part, NullsLast):
        return f"core.columns.NullsLast(sa.column({part.column.name!r}, {_type(part.column.type)}))"
    if isinstance(part, Grams):
        return f"core.search.Grams(sa.column({part.column.name!r}))"
    return repr(part.name)


def _type(type_: Any) -> str:
    module = "core.columns" if type(type_).__module__ == "core.columns" else "sa"
    return f"{module}.{type(type_).__name__}()"


def owned_by(history: History, others: Sequence[History]) -> Callable[..., bool]:
    """Tables belong to the plugin whose name they begin with, all others to core."""
    prefixes = tuple(f"{other.label}_" for other in others if other.label != CORE)

    def is_owned(thing: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
        table = thing if kind == "table" else getattr(thing, "table", None)
        table_name = getattr(table, "name", name) or ""
        if table_name.startswith("alembic_version"):
            return False
        if history.label == CORE:
            return not table_name.startswith(prefixes)
        return table_name.startswith(f"{history.label}_")

    return is_owned
