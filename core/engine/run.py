"""Run: a plan and its arguments become the answer. Asks for rows by yielding SQL, so that any driver can serve it."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from time import perf_counter
from typing import Any

import orjson
from graphql.execution.values import VariableValues
from sqlalchemy.engine import Dialect

from core.checks import check_texts
from core.engine.arguments import arguments_of
from core.engine.deopt import Deopt, missing
from core.engine.level import KEYS, Kid, Level, StepCall
from core.engine.node_ids import split_id
from core.engine.pages import PAGE_MOST, Info, KnownCodes
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
    Question,
    Root,
    RowRoot,
    RowsRoot,
)
from core.engine.statements import Compiled, Statement
from core.engine.trace import Trace, Traced
from core.errors import invalid
from core.fence import Fence, asker

Rows = Sequence[Any]
Asking = Generator[tuple[str, list[Any], str], Rows, Any]
"""Yields SQL, its values, and whose eyes it is asked with; is sent the rows, returns what was made of them."""

OPTIONS = orjson.OPT_UTC_Z
SLOW_SECONDS = 0.2
"""Longer than any field of ours reckons between two statements."""
log = logging.getLogger("lastmeter.slow")


class Run(Mapping[str, Any]):
    """One execution of a plan: its arguments, and the values that its statements bind."""

    def __init__(
        self, plan: Plan, variables: VariableValues, context: Any, dialect: Dialect, trace: Trace | None = None
    ) -> None:
        self.plan = plan
        self.variables = variables
        self.context = context
        self.dialect = dialect
        self.trace = trace
        self._arguments: dict[int, dict[str, Any]] = {}
        self._known: dict[tuple[str, ...], Any] = {}

    def arguments(self, call: int) -> dict[str, Any]:
        found = self._arguments.get(call)
        if found is None:
            made = self.plan.calls[call]
            found = self._arguments[call] = arguments_of(made, self.variables)
            if made.is_unchecked:
                check_texts(found)
        return found

    def converted(self, call: int) -> dict[str, Any]:
        """The arguments as a Python function takes them."""
        convert = self.plan.calls[call].convert
        assert convert is not None
        return convert(self.arguments(call))

    def __getitem__(self, name: str) -> Any:
        return self.plan.binds[name](self)

    def __iter__(self) -> Any:
        return iter(self.plan.binds)

    def __len__(self) -> int:
        return len(self.plan.binds)

    # ------------------------------------------------------------- statements

    def rows(self, statement: Statement, keys: Sequence[Any] | None = None) -> Asking:
        compiled = statement.compiled(self.dialect)
        values: Mapping[str, Any] = self if keys is None else _Below(self, keys)
        return (yield from self.fetched(compiled, compiled.arguments(values)))

    def fetched(self, compiled: Compiled, values: list[Any]) -> Asking:
        """The rows of one statement; a trace is told of it."""
        worn = self.context.viewer.worn(compiled.opened)
        if self.trace is None:
            return (yield compiled.sql, values, worn)
        started = perf_counter()
        rows = yield compiled.sql, values, worn
        self.trace.statements.append(Traced(compiled.sql, len(rows), perf_counter() - started))
        return rows

    def loaded(self, level: Level, keys: Sequence[Any] | None = None) -> Asking:
        """The rows of a level, and what hangs below them."""
        rows = yield from self.rows(level.statement, keys)
        return rows, *(yield from self.below(level, rows))

    def below(self, level: Level, rows: Rows) -> Asking:
        kids, steps = [], []
        for kid in level.kids:
            kids.append((yield from self.kid(kid, rows)))
        for call in level.steps:
            steps.append((yield from self.step(level, call, rows)))
        return kids, steps

    def kid(self, kid: Kid, above: Rows) -> Asking:
        """What each key has below: a list, or a page."""
        keys = list(dict.fromkeys(row[kid.at] for row in above if row[kid.at] is not None))
        if not keys:
            return {}
        level, page = kid.level, kid.page
        rows, kids, steps = yield from self.loaded(level, keys)
        totals = dict((yield from self.rows(kid.totals, keys))) if kid.totals is not None else {}
        grouped: dict[Any, list[Any]] = defaultdict(list)
        for row in rows:
            grouped[row[0]].append(row)
        made, is_any_empty = {}, False
        for key in keys:
            here: Rows = grouped.get(key, ())
            info = Info(total=totals.get(key, 0))
            if page is not None:
                here = cut(page, here, info)
                is_any_empty = is_any_empty or not (here or info.total)
            made[key] = level.build(here, kids, steps, info)
        if is_any_empty and not page.is_further:
            yield from self._refuse_unknown(page.known)
        return made

    def step(self, level: Level, call: StepCall, rows: Rows) -> Asking:
        """A computed field for every row of a level at once."""
        pick = call.pick
        readers = level.statement.compiled(self.dialect).readers
        sources = {
            row[call.key]: pick.shape(*(_read(row[at], readers, at) for at in call.needed))
            for row in rows
            if row[call.key] is not None
        }
        if pick.policy is not None:
            self.context.viewer.require(pick.policy)
        question = Question(self.context, pick.asked)
        arguments = self.converted(pick.call)
        values = yield from self.driven(pick.step(rows=list(sources.values()), question=question, **arguments))
        if len(values) != len(sources):
            raise Deopt(f"{pick.step.__qualname__} gave {len(values)} values for {len(sources)} rows")
        built = yield from self.built(pick.build, list(values))
        return dict(zip(sources, built, strict=True))

    def driven(self, step: Generator[Any, Any, Any]) -> Asking:
        """A computed field's generator: its statements are asked, their rows read as Python values."""
        try:
            asked = _resumed(step, None)
            while True:
                self._check_fence(step, asked[0])
                asked = _resumed(step, (yield from self._asked(*asked)))
        except StopIteration as done:
            return done.value

    def _check_fence(self, step: Generator[Any, Any, Any], statement: Statement) -> None:
        fence = self.context.catalogue.objects(Fence)[asker(step)]
        if fence is not None:
            compiled = statement.compiled(self.dialect)
            if refusal := fence.refusal(compiled.tables, compiled.has_text):
                raise refusal

    def _asked(self, statement: Statement, values: Mapping[str, Any]) -> Asking:
        """The rows of a step's statement as Python values; several fields may ask the same of one state of the rows."""
        compiled = statement.compiled(self.dialect)
        arguments = compiled.arguments(values)
        key = (compiled.sql, *map(repr, arguments))
        if key not in self._known:
            self._known[key] = compiled.read((yield from self.fetched(compiled, arguments)))
        return self._known[key]

    def built(self, value: Built, objects: Sequence[Any]) -> Asking:
        """Python objects as JSON, the rows that they refer to filled in."""
        made, lacking = yield from self._filled(value, objects)
        if lacking:
            missing()
        return made

    def _filled(self, value: Built, objects: Sequence[Any]) -> Asking:
        """The same, and those parts in which a row is missing that must be there."""
        lacking = []
        references: list[list[Any]] = [[] for _ in value.references]
        made = [value.build(item, references) for item in objects]
        for level, wanted in zip(value.references, references, strict=True):
            keys = list(dict.fromkeys(key for _, _, key, _ in wanted))
            if not keys:
                continue
            rows, kids, steps = yield from self.loaded(level, keys)
            found = dict(zip((row[0] for row in rows), level.build(rows, kids, steps, None), strict=True))
            for place, name, key, nullable in wanted:
                place[name] = found.get(key)
                if place[name] is None and not nullable:
                    lacking.append(place)
        return made, lacking

    # ------------------------------------------------------------- roots

    def answer(self) -> Asking:
        """The data of the root fields that are planned."""
        for read in self.plan.cursors:
            read(self)
        data = {}
        for root in self.plan.roots:
            if not isinstance(root, CoreRoot):
                data[root.name] = yield from self.root(root)
        return data

    def root(self, root: Root) -> Asking:
        match root:
            case Fixed():
                return root.json
            case PageRoot():
                return (yield from self._page(root))
            case RowRoot():
                rows, kids, steps = yield from self.loaded(root.level)
                return next(iter(root.level.build(rows, kids, steps, None)), None)
            case RowsRoot():
                rows, kids, steps = yield from self.loaded(root.level)
                return root.level.build(rows, kids, steps, None)
            case NodesRoot():
                return (yield from self._nodes(root))
            case ComputedRoot():
                return (yield from self._computed(root))
        raise Deopt(f"{root.name} is not for the engine")

    def _page(self, root: PageRoot) -> Asking:
        page, info = root.page, Info()
        rows: Rows = ()
        if page.wants_rows:
            rows = cut(page, (yield from self.rows(root.level.statement)), info)
        kids, steps = yield from self.below(root.level, rows)
        if root.total is not None:
            ((info.total,),) = yield from self.rows(root.total)
        if not rows and not info.total and not page.is_further:
            yield from self._refuse_unknown(page.known)
        if root.outside is not None:
            lies_outside = bool((yield from self.rows(root.outside)))
            if page.extent.is_backward:
                info.has_next = lies_outside
            else:
                info.has_previous = lies_outside
        return root.level.build(rows, kids, steps, info)

    def _refuse_unknown(self, codes_known: KnownCodes) -> Asking:
        """Nothing was found: a code that does not exist is told, not answered by an empty page."""
        for call, name, known, statement in codes_known:
            codes = self.arguments(call)["filter"][name]
            found = yield from self.rows(statement, known.listed(codes))
            known.refuse(("filter", name), codes, [code for (code,) in found], self.context)

    def _nodes(self, root: NodesRoot) -> Asking:
        ids = [split_id(value) for value in listed(self.arguments(root.call)[root.argument])]
        found: dict[tuple[str, Any], Any] = {}
        for type_name, level in root.levels.items():
            keys = list(dict.fromkeys(key for name, key in ids if name == type_name and key is not None))
            if keys:
                rows, kids, steps = yield from self.loaded(level, keys)
                made = level.build(rows, kids, steps, None)
                found.update({(type_name, row[0]): value for row, value in zip(rows, made, strict=True)})
        return [found.get(part) for part in ids]

    def _computed(self, root: ComputedRoot) -> Asking:
        self.context.viewer.require(root.policy)
        question = Question(self.context, root.asked)
        step = root.step(None, question=question, **self.converted(root.call))
        value = yield from self.driven(step)
        (made,) = yield from self.built(root.value, [value])
        return made

    # ------------------------------------------------------------- feeds

    def begun(self, root: FeedRoot) -> Asking:
        """Refuses what cannot be followed, before anything happens; the cursor to begin at, if one is given."""
        self.context.viewer.require(root.feed.policy)
        for name in self:
            self[name]
        yield from self._refuse_unknown(root.known)
        return self.arguments(root.call).get("after")

    def told(self, root: FeedRoot, happened: Sequence[tuple[Any, Any]]) -> Asking:
        """The JSON of what happened, by the keys of rows and objects; not of rows that may not be seen, or that the
        filter does not hold for.
        """
        made, lacking = yield from self._filled(root.value, [item for _, item in happened])
        if root.subjects is None:
            lost = {id(place) for place in lacking}
            return [item for item in made if id(item) not in lost]
        keys = list(dict.fromkeys(key for key, _ in happened))
        seen = {key for key, *_ in (yield from self.rows(root.subjects.statement, keys))}
        return [item for item, (key, _) in zip(made, happened, strict=True) if key in seen]

    def action(self, root: ActionRoot, payload: Any) -> Asking:
        """The payload of a mutation that was carried out."""
        (made,) = yield from self.built(root.value, [payload])
        return made


class _Below(Mapping[str, Any]):
    def __init__(self, run: Run, keys: Sequence[Any]) -> None:
        self.run, self.keys_above = run, keys

    def __getitem__(self, name: str) -> Any:
        return self.keys_above if name == KEYS else self.run[name]

    def __iter__(self) -> Any:
        return iter((KEYS, *self.run))

    def __len__(self) -> int:
        return len(self.run) + 1


def _resumed(step: Generator[Any, Any, Any], value: Any) -> Any:
    """Goes on with a computed field; one that waits where others may have to wait with it is named in the log."""
    started = perf_counter()
    try:
        return step.send(value)
    finally:
        seconds = perf_counter() - started
        if seconds > SLOW_SECONDS:
            log.warning("%s held its thread for %.2f s", getattr(step, "__qualname__", step), seconds)


def cut(page: Any, rows: Rows, info: Info) -> Rows:
    """The page without the row that only told of more, in the order that was asked for."""
    if page.wants_more:
        more = len(rows) > page.extent.size
        rows = rows[: page.extent.size]
        if page.extent.is_backward:
            info.has_previous = more
        else:
            info.has_next = more
    return rows[::-1] if page.extent.is_backward else rows


def listed(ids: list[Any]) -> list[Any]:
    """Refuses more ids than a page holds."""
    if len(ids) > PAGE_MOST:
        raise invalid(
            "ids",
            f"ids has {len(ids)} entries; ask for at most {PAGE_MOST} at once.",
            f"ids 有 {len(ids)} 项，一次最多 {PAGE_MOST} 项。",
        )
    return ids


def _read(value: Any, readers: Any, at: int) -> Any:
    read = readers[at] if readers is not None else None
    return value if read is None else read(value)
