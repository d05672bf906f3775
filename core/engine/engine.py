"""Engine: takes an operation, gives the bytes of its answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from time import monotonic, perf_counter
from typing import Any, NamedTuple, Protocol, TypeVar

import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode
from graphql.execution import execute
from graphql.execution.values import VariableValues
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from strawberry.types.arguments import convert_arguments

from core.audit.chain import note_trespass
from core.database import Busy, Late
from core.engine.allowance import Allowance
from core.engine.deopt import Deopt
from core.engine.document import Asked, Document, Lru, Plans, Prepared, RequestError
from core.engine.faults import formatted, is_late, late, masked
from core.engine.plan import ActionRoot, Plan
from core.engine.planner import Planner
from core.engine.planning import Planning
from core.engine.readers import Reader, Unreadable, in_time, read_in
from core.engine.run import OPTIONS, Run
from core.engine.trace import Trace
from core.errors import DomainError
from core.fence import Trespass
from core.policy.viewer import Viewer

log = logging.getLogger("lastmeter.engine")
T = TypeVar("T")

BYTES_MOST = 8 * 1024 * 1024
TOO_LONG = orjson.dumps(
    {
        "errors": [
            {
                "message": f"The answer has more than {BYTES_MOST} bytes. Ask for smaller pages, or for fewer fields.",
                "extensions": {"code": "ANSWER_TOO_LARGE"},
            }
        ]
    }
)
ONLY_FOLLOWED = (
    "A subscription is followed: over a web socket (graphql-transport-ws), or as a stream (accept: text/event-stream)."
)
INTROSPECTION_OFF = "The schema is shown only to those who may read it."
EXPECTED = Deopt, DomainError, Unreadable


class Opening(Protocol):
    """Opens a session that sees what the viewer may see, and does nothing after a moment of the monotonic clock."""

    def __call__(self, viewer: Viewer, *, until: float) -> AbstractContextManager[Session]: ...


@dataclass(frozen=True)
class Deadlines:
    """Seconds after which an answer is given up."""

    query: float = 5.0
    mutation: float = 8.0


TRIES = 3
THREADS = 10
"""For mutations, and for what graphql-core runs: twice as many as there are connections for them."""
UNLESS_SET = Allowance()


class Answered(NamedTuple):
    body: bytes
    is_executed: bool = True
    """False when the request itself was refused: there is no data then."""


class Engine:
    """One schema on one database. What it cannot compile, graphql-core runs, with a session of its own."""

    def __init__(
        self,
        schema: strawberry.Schema,
        reader: Reader,
        reading: Opening,
        writing: Opening,
        catalogue: Any,
        allowance: Allowance = UNLESS_SET,
        deadlines: Deadlines = Deadlines(),
        *,
        is_walled: bool = False,
    ) -> None:
        self.strawberry = schema
        self.schema = schema._schema
        self.reader = reader
        self.reading = reading
        self.writing = writing
        self.catalogue = catalogue
        self.allowance = allowance
        self.deadlines = deadlines
        self.is_walled = is_walled
        self.plans = Plans(self.schema, self._planned, allowance)
        self._introspections: Lru[Any, Any] = Lru(100)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="engine")

    def close(self) -> None:
        """Waits for what still runs in threads, so that its connections come back."""
        self._threads.shutdown()

    def prepare(self, asked: Asked, viewer: Viewer) -> Prepared:
        """Raises RequestError where it can not be executed; asks no database."""
        return self.plans.prepared(asked, viewer)

    async def execute(self, asked: Asked, context: Any) -> Answered:
        try:
            prepared = self.prepare(asked, context.viewer)
        except RequestError as refused:
            return self.refused(refused, context)
        return await self.run(prepared, context)

    def refused(self, refused: RequestError, context: Any) -> Answered:
        return Answered(_json({"errors": [formatted(error, context) for error in refused.errors]}), False)

    async def run(
        self, prepared: Prepared, context: Any, trace: Trace | None = None, *, tells_cost: bool = False
    ) -> Answered:
        """The answer in bytes. Raises Busy where no connection came free."""
        if prepared.is_subscription:
            raise RequestError([GraphQLError(ONLY_FOLLOWED, prepared.operation)], "SUBSCRIPTION_NOT_FOLLOWED")
        if prepared.is_mutation:
            answer = await self._in_thread(self.act, prepared, context)
        else:
            answer = await self.query(prepared, context, trace)
        if tells_cost:
            most = self.allowance.limits(context.viewer).cost
            answer.setdefault("extensions", {})["cost"] = {"asked": prepared.plan.cost, "most": most}
        body = answer_of(answer)
        return Answered(body) if body is not TOO_LONG else Answered(body, False)

    async def _in_thread(self, work: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *given))

    # ------------------------------------------------------------- queries

    async def query(self, prepared: Prepared, context: Any, trace: Trace | None = None) -> dict[str, Any]:
        try:
            answer = await self._answered(prepared, context, trace)
        except Late:
            answer = {"errors": [late()], "data": None}
        if trace is not None:
            answer["extensions"] = {"lastmeter": trace.told()}
        return answer

    async def _answered(self, prepared: Prepared, context: Any, trace: Trace | None) -> dict[str, Any]:
        plan, left = prepared.plan, prepared.plan.left_to_core
        if trace is not None:
            trace.prepared, trace.cost = perf_counter(), plan.cost
            trace.left_to_core = [root.reason for root in left]
        run = Run(plan, prepared.values, context, self.reader.dialect, trace)
        until = monotonic() + self.deadlines.query
        try:
            data = await self.reader.run(run.answer(), plan.is_long, plan.is_one_statement, until)
        except (Busy, Late):
            raise
        except (
            Exception
        ) as reason:  # a field of a plugin may fail in any way: graphql-core says which, and has the rest
            log.log(logging.INFO if isinstance(reason, EXPECTED) else logging.WARNING, "deopt: %r", reason)
            if trace is not None:
                trace.left_to_core = [f"everything, this time: {reason}"]
            return await in_time(self._in_thread(self._executed, prepared, context, None), until)
        if not left:
            return {"data": data}
        if all(root.is_introspection for root in left):
            return self._spliced(prepared, data, self._introspected(prepared))
        names = {root.name for root in left}
        core = await in_time(self._in_thread(self._executed, prepared, context, names), until)
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
        with self.reading(context.viewer, until=monotonic() + self.deadlines.query) as session:
            result = self._result(prepared, context.within(session), names)
        for error in result.errors or ():
            self._deny(context, str((error.path or ["?"])[0]), error.original_error)
        return _told(result, context)

    def _answer(self, prepared: Prepared, context: Any, names: set[str] | None) -> dict[str, Any]:
        return _told(self._result(prepared, context, names), context)

    def _result(self, prepared: Prepared, context: Any, names: set[str] | None) -> ExecutionResult:
        result = execute(
            self.schema,
            prepared.document.only(prepared.operation, prepared.values, names),
            context_value=context,
            variable_values=dict(prepared.variables),
            operation_name=prepared.operation.name.value if prepared.operation.name else None,
        )
        if not isinstance(result, ExecutionResult):  # a resolver was a coroutine
            result = asyncio.run(_awaited(result))
        return result

    # ------------------------------------------------------------- mutations

    def act(self, prepared: Prepared, context: Any) -> dict[str, Any]:
        """Each mutation in a transaction of its own, its payload read before the commit."""
        data: dict[str, Any] = {}
        until = monotonic() + self.deadlines.mutation
        for root in prepared.plan.roots:
            try:
                if not isinstance(root, ActionRoot):
                    return self._tried(partial(self._acted_by_core, prepared, context, until))
                run = Run(prepared.plan, prepared.values, context, self.reader.dialect)
                data[root.name] = self._tried(partial(self._act, root, run, context, until))
            except Busy:
                raise
            except Exception as fault:
                self._deny(context, root.field.python_name if isinstance(root, ActionRoot) else root.name, fault)
                told = late() if is_late(fault) else masked(fault, [root.name])
                return {"errors": [told], "data": None}
        return {"data": data}

    def _deny(self, context: Any, operation: str, fault: BaseException | None) -> None:
        """What a plugin was refused is in the trail, although nothing else of it is kept."""
        if isinstance(fault, Trespass):
            with self.writing(context.viewer, until=monotonic() + self.deadlines.mutation) as session:
                note_trespass(session, context.viewer, context.now, operation, fault)

    def _act(self, root: ActionRoot, run: Run, context: Any, until: float) -> Any:
        with self.writing(context.viewer, until=until) as session:
            inside = context.within(session)
            run.context = inside
            payload = root.field.act(inside, **run.converted(root.call))
            session.flush()
            return read_in(session, run.action(root, payload), self.reader.dialect)

    def _acted_by_core(self, prepared: Prepared, context: Any, until: float) -> dict[str, Any]:
        with self.writing(context.viewer, until=until) as session:
            return self._answer(prepared, context.within(session), None)

    def _tried(self, act: Callable[[], T]) -> T:
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
            is_walled=self.is_walled,
        )
        try:
            plan = Planner(planning).plan()
        except DomainError as reason:
            raise refusal(reason, None) from reason
        if any(root.is_introspection for root in plan.left_to_core) and not self.allowance.shows_schema(viewer):
            raise RequestError([GraphQLError(INTROSPECTION_OFF, operation)], "INTROSPECTION_OFF")
        return plan

    def convert(self, field: Any, values: dict[str, Any]) -> dict[str, Any]:
        """Coerced arguments as the Python function takes them."""
        converter = self.strawberry.schema_converter
        return convert_arguments(values, field.arguments, converter.scalar_registry, self.strawberry.config)


def _is_passing(error: DBAPIError) -> bool:
    """A deadlock, a serialization failure, or two requests with one key at the same moment."""
    state = getattr(error.orig, "sqlstate", None)
    return state in {"40001", "40P01"} or isinstance(error, IntegrityError)


def _told(result: ExecutionResult, context: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer = {"errors": [formatted(error, context) for error in result.errors], **answer}
    return answer


async def _awaited(result: Any) -> ExecutionResult:
    return await result  # type: ignore[no-any-return]


def refusal(reason: DomainError, path: list[str | int] | None) -> RequestError:
    """What stands in the way of an operation before it is begun."""
    return RequestError([GraphQLError(reason.message, path=path, original_error=reason)], "BAD_USER_INPUT")


def answer_of(answer: Any) -> bytes:
    body = _json(answer)
    return body if len(body) <= BYTES_MOST else TOO_LONG


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=OPTIONS)
