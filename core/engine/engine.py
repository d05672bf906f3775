"""Engine: takes an operation, gives the bytes of its answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import orjson
import strawberry
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution import execute
from graphql.execution.values import VariableValues
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from strawberry.types.arguments import convert_arguments

from core.engine.deopt import Deopt
from core.engine.document import Document, Lru, Plans, RequestError
from core.engine.faults import formatted, masked
from core.engine.plan import ActionRoot, Plan
from core.engine.planner import Planner
from core.engine.planning import OBJECTS_MOST, Planning, TooLarge
from core.engine.readers import Busy, Reader, Unreadable, read_in
from core.engine.run import OPTIONS, Run
from core.engine.trace import Trace
from core.errors import DomainError
from core.policy.viewer import Viewer

log = logging.getLogger("lastmeter.engine")

BYTES_MOST = 8 * 1024 * 1024
TOO_MANY = f"The answer could hold more than {OBJECTS_MOST} objects. Ask for smaller pages, or for less below them."
TOO_LONG = {
    "errors": [
        {
            "message": f"The answer has more than {BYTES_MOST} bytes. Ask for smaller pages, or for fewer fields.",
            "extensions": {"code": "ANSWER_TOO_LARGE"},
        }
    ]
}
EXPECTED = Deopt, DomainError, Unreadable
Opening = Callable[[Viewer], AbstractContextManager[Session]]
TRIES = 3


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    text: str
    variables: Mapping[str, Any]
    operation_name: str | None = None


@dataclass(frozen=True)
class Answered:
    body: bytes
    is_executed: bool = True
    """False when the request itself was refused: there is no data then."""


@dataclass(frozen=True)
class Prepared:
    """A request that can be executed."""

    document: Document
    operation: OperationDefinitionNode
    values: VariableValues
    plan: Plan
    variables: Mapping[str, Any]

    @property
    def is_mutation(self) -> bool:
        return self.operation.operation is OperationType.MUTATION


class Engine:
    """One schema on one database. What it cannot compile, graphql-core runs, with a session of its own."""

    def __init__(
        self,
        schema: strawberry.Schema,
        reader: Reader,
        reading: Opening,
        writing: Opening,
        catalogue: Any,
    ) -> None:
        self.strawberry = schema
        self.schema = schema._schema
        self.reader = reader
        self.reading = reading
        self.writing = writing
        self.catalogue = catalogue
        self.plans = Plans(self.schema, self._planned)
        self._introspections: Lru[Any, Any] = Lru(100)

    def prepare(self, asked: Asked, viewer: Viewer) -> Prepared:
        """Parses, validates, coerces and plans, or takes all of it from the cache. Raises RequestError."""
        document = self.plans.document(asked.text)
        operation = document.operation(asked.operation_name)
        values = document.variables(operation, asked.variables)
        return Prepared(
            document,
            operation,
            values,
            self.plans.plan(document, operation, values, viewer),
            asked.variables,
        )

    async def execute(self, asked: Asked, context: Any, trace: Trace | None = None) -> Answered:
        try:
            prepared = self.prepare(asked, context.viewer)
        except RequestError as refused:
            return Answered(_json({"errors": [formatted(error, context) for error in refused.errors]}), False)
        if prepared.is_mutation:
            return Answered(await asyncio.to_thread(self.act, prepared, context))
        body = await self.query(prepared, context, trace)
        return Answered(body) if len(body) <= BYTES_MOST else Answered(_json(TOO_LONG), False)

    # ------------------------------------------------------------- queries

    async def query(self, prepared: Prepared, context: Any, trace: Trace | None = None) -> bytes:
        answer = await self._answered(prepared, context, trace)
        if trace is not None:
            answer["extensions"] = {"lastmeter": trace.told()}
        return _json(answer)

    async def _answered(self, prepared: Prepared, context: Any, trace: Trace | None) -> dict[str, Any]:
        plan, left = prepared.plan, prepared.plan.left_to_core
        if trace is not None:
            trace.prepared, trace.weight = perf_counter(), plan.weight
            trace.left_to_core = [root.reason for root in left]
        run = Run(plan, prepared.values, context, self.reader.dialect, trace)
        try:
            data = await self.reader.run(run.answer(), plan.is_long, plan.is_one_statement)
        except Busy:
            raise
        except (
            Exception
        ) as reason:  # a plugin's field may fail in any way: graphql-core says which, and answers the rest
            log.log(logging.INFO if isinstance(reason, EXPECTED) else logging.WARNING, "deopt: %r", reason)
            if trace is not None:
                trace.left_to_core = [f"everything, this time: {reason}"]
            return await asyncio.to_thread(self._executed, prepared, context, None)
        if not left:
            return {"data": data}
        if all(root.is_introspection for root in left):
            return self._spliced(prepared, data, self._introspected(prepared))
        core = await asyncio.to_thread(self._executed, prepared, context, {root.name for root in left})
        return self._spliced(prepared, data, core)

    def _spliced(self, prepared: Prepared, data: dict[str, Any], core: dict[str, Any]) -> dict[str, Any]:
        """What graphql-core answered, put where it was asked for."""
        theirs = core["data"]
        if theirs is not None:
            core["data"] = {
                root.name: theirs[root.name] if root.name in theirs else data[root.name] for root in prepared.plan.roots
            }
        return core

    def _introspected(self, prepared: Prepared) -> dict[str, Any]:
        names = {root.name for root in prepared.plan.left_to_core}
        key = (
            prepared.document.text,
            prepared.operation.name and prepared.operation.name.value,
            repr(prepared.variables),
        )
        found = self._introspections.get(key)
        if found is None:
            found = self._introspections.put(key, self._executed(prepared, None, names))
        return dict(found)

    def by_core(self, prepared: Prepared, context: Any, names: set[str] | None) -> bytes:
        return _json(self._executed(prepared, context, names))

    def _executed(self, prepared: Prepared, context: Any, names: set[str] | None) -> dict[str, Any]:
        """By graphql-core, all root fields or those named, with a reading session."""
        if context is None:
            return self._answer(prepared, None, names)
        with self.reading(context.viewer) as session:
            return self._answer(prepared, context.within(session), names)

    def _answer(self, prepared: Prepared, context: Any, names: set[str] | None) -> dict[str, Any]:
        result = execute(
            self.schema,
            prepared.document.only(prepared.operation, prepared.values, names),
            context_value=context,
            variable_values=dict(prepared.variables),
            operation_name=prepared.operation.name.value if prepared.operation.name else None,
        )
        if not isinstance(result, ExecutionResult):  # a resolver was a coroutine
            result = asyncio.run(_awaited(result))
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer = {"errors": [formatted(error, context) for error in result.errors], **answer}
        return answer

    # ------------------------------------------------------------- mutations

    def act(self, prepared: Prepared, context: Any) -> bytes:
        """Each mutation in a transaction of its own, its payload read before the commit."""
        data: dict[str, Any] = {}
        for root in prepared.plan.roots:
            if not isinstance(root, ActionRoot):
                return self._acted_by_core(prepared, context)
            run = Run(prepared.plan, prepared.values, context, self.reader.dialect)
            try:
                data[root.name] = self._tried(partial(self._act, root, run, context))
            except Exception as fault:
                return _json({"errors": [masked(fault, [root.name])], "data": None})
        return _json({"data": data})

    def _act(self, root: ActionRoot, run: Run, context: Any) -> Any:
        with self.writing(context.viewer) as session:
            inside = context.within(session)
            run.context = inside
            payload = root.field.act(inside, **run.converted(root.call))
            session.flush()
            return read_in(session, run.action(root, payload), self.reader.dialect)

    def _acted_by_core(self, prepared: Prepared, context: Any) -> bytes:
        def act() -> bytes:
            with self.writing(context.viewer) as session:
                return _json(self._answer(prepared, context.within(session), None))

        answer: bytes = self._tried(act)
        return answer

    def _tried(self, act: Callable[[], Any]) -> Any:
        """Again, when another transaction was in the way; it has committed by then."""
        for _ in range(TRIES - 1):
            try:
                return act()
            except DBAPIError as error:
                if not _is_passing(error):
                    raise
        return act()

    # ------------------------------------------------------------- plans

    def _planned(
        self, document: Document, operation: OperationDefinitionNode, values: VariableValues, viewer: Viewer
    ) -> Plan:
        planning = Planning(
            self.schema,
            document.fragments,
            operation,
            values,
            self.reader.dialect,
            viewer,
            self.catalogue,
            self.convert,
        )
        try:
            return Planner(planning).plan()
        except TooLarge:
            raise RequestError([GraphQLError(TOO_MANY, operation)], "ANSWER_TOO_LARGE") from None

    def convert(self, field: Any, values: dict[str, Any]) -> dict[str, Any]:
        """Coerced arguments as the Python function takes them."""
        converter = self.strawberry.schema_converter
        return convert_arguments(values, field.arguments, converter.scalar_registry, self.strawberry.config)


def _is_passing(error: DBAPIError) -> bool:
    """A deadlock, a serialization failure, or two requests with one key at the same moment."""
    state = getattr(error.orig, "sqlstate", None)
    return state in {"40001", "40P01"} or isinstance(error, IntegrityError)


async def _awaited(result: Any) -> ExecutionResult:
    return await result  # type: ignore[no-any-return]


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=OPTIONS)
