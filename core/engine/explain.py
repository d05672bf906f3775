"""Explain: a plan in words: its statements, what is not compiled and why, how much it may answer."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.engine import Dialect

from core.engine.level import Level
from core.engine.plan import (
    ActionRoot,
    Built,
    ComputedRoot,
    CoreRoot,
    FeedRoot,
    Fixed,
    NodesRoot,
    PageRoot,
    Plan,
    Root,
    RowRoot,
    RowsRoot,
)
from core.engine.statements import Statement
from core.engine.trace import Trace

COMPUTED = "computed in Python, with statements of its own (--run tells them, and the header lastmeter-trace has an answer do so)"


def explained(plan: Plan, dialect: Dialect) -> Iterator[str]:
    yield f"costs at most {plan.cost}; {'in a thread' if plan.is_long else 'in line'}"
    for root in plan.roots:
        yield ""
        yield from _root(root, dialect)


def ran(trace: Trace) -> Iterator[str]:
    """What was really asked, in its order: by compiled fields and by computed ones."""
    told = trace.told()
    yield f"ran in {told['answeredMs']} ms, {len(trace.statements)} statements"
    for traced in told["statements"]:
        yield ""
        yield f"{traced['ms']} ms, {traced['rows']} rows:"
        yield _indented(traced["sql"], 1)
    for reason in trace.left_to_core:
        yield ""
        yield f"by graphql-core: {reason}"


def _root(root: Root, dialect: Dialect) -> Iterator[str]:
    match root:
        case CoreRoot(reason=reason):
            yield f"{root.name}: by graphql-core: {reason}"
        case Fixed():
            yield f"{root.name}: known beforehand"
        case PageRoot(level=level, total=total, outside=outside):
            yield f"{root.name}: a page"
            yield from _level(level, dialect, 1)
            yield from _statement("total", total, dialect)
            yield from _statement("what lies before the cursor", outside, dialect)
        case RowRoot(level=level) | RowsRoot(level=level):
            yield f"{root.name}: rows"
            yield from _level(level, dialect, 1)
        case NodesRoot(levels=levels):
            yield f"{root.name}: by id"
            for level in levels.values():
                yield from _level(level, dialect, 1)
        case FeedRoot():
            yield f"{root.name}: followed; for what happened between two looks:"
            for level in root.levels:
                yield from _level(level, dialect, 1)
        case ComputedRoot(value=value) | ActionRoot(value=value):
            yield f"{root.name}: {'a mutation' if isinstance(root, ActionRoot) else COMPUTED}"
            yield from _built(value, dialect, 1)


def _level(level: Level, dialect: Dialect, depth: int) -> Iterator[str]:
    yield _indented(level.statement.compiled(dialect).sql, depth)
    for kid in level.kids:
        yield _indented("for all rows above, by their keys:", depth)
        yield from _level(kid.level, dialect, depth + 1)
    for call in level.steps:
        yield _indented(f"computed for all rows above: {call.pick.step.__qualname__}", depth)
        yield from _built(call.pick.build, dialect, depth + 1)


def _built(value: Built, dialect: Dialect, depth: int) -> Iterator[str]:
    for level in value.references:
        yield _indented("rows that the objects refer to, by their keys:", depth)
        yield from _level(level, dialect, depth + 1)


def _statement(what: str, statement: Statement | None, dialect: Dialect) -> Iterator[str]:
    if statement is not None:
        yield _indented(f"{what}:", 1)
        yield _indented(statement.compiled(dialect).sql, 2)


def _indented(text: str, depth: int) -> str:
    return "\n".join("    " * depth + line for line in text.splitlines())
