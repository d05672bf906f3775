"""Exports of figures over HTTP: the same questions as `metrics`, as a file that a spreadsheet opens.

GET /export/metrics.csv?keys=core.visits&from=2023-01-01&to=2023-09-01&groupBy=DISTRICT&groupBy=MONTH
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Generator, Iterator
from datetime import date
from functools import partial
from itertools import islice
from time import monotonic
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from strawberry import ID

from core.cases.models import CaseSource
from core.context import Context
from core.database import Busy, Late
from core.engine.faults import LATE
from core.engine.orders import OrderDirection
from core.engine.readers import Reader, Unreadable
from core.engine.run import Asking
from core.errors import DomainError, ErrorCode, invalid, unknown
from core.http.entrance import Entrance
from core.http.refusals import BadRequest, overloaded
from core.metrics.asking import Asked, asked
from core.metrics.export import Cell, Table, table
from core.metrics.listing import Listing
from core.metrics.metric import MetricDimension
from core.metrics.queries import COMPARED, comparisons
from core.metrics.types import MetricFilter, MetricOrder, MetricOrderField
from core.policy import denials
from core.policy.viewer import Viewer
from core.scalars import Month
from core.terms import Term
from core.windows import DateWindow

POLICY = "export.read"
FILTER = ("lines", "districtCodes", "streetCodes", "communityCodes", "rounds", "categoryCodes", "sources", "unitIds")
PARAMETERS = ("keys", "from", "to", "groupBy", "orderBy", "minSample", "compare", *FILTER)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet would take text that begins so for a formula."""
MARK = "\ufeff"
"""By which Excel knows that a CSV file is UTF-8."""
ROWS_AT_ONCE = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Exports:
    """`/export/metrics.csv` and `/export/metrics.xlsx`."""

    def __init__(self, reader: Reader, entrance: Entrance, seconds: float) -> None:
        self.reader = reader
        self.entrance = entrance
        self.seconds = seconds

    async def answer(self, request: Request) -> Response:
        return await self.entrance.visited(request, partial(self._answer, request))

    async def _answer(self, request: Request, context: Context) -> Response:
        try:
            context.viewer.require(POLICY)
            asking = _asking(_table(request.query_params, context), self.reader, context.viewer)
            made = await self.reader.run(asking, True, until=monotonic() + self.seconds)
        except DomainError as refused:
            denials.note(context.viewer, refused)
            status = 403 if refused.code is ErrorCode.FORBIDDEN else 400
            return JSONResponse({"errors": [_told(refused, context.language)]}, status)
        except Late:
            raise BadRequest(503, LATE, code="DEADLINE_EXCEEDED") from None
        except (Busy, Unreadable):
            raise overloaded() from None
        if request.url.path.endswith(".xlsx"):
            return await _xlsx(made)
        return StreamingResponse(_csv(made), media_type="text/csv; charset=utf-8", headers=_named("csv"))


def _told(refused: DomainError, language: str) -> dict[str, Any]:
    return {"message": refused.text(language), "code": refused.code.name, "field": list(refused.field)}


def _named(kind: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="metrics.{kind}"', "cache-control": "no-store"}


def _asking(step: Generator[Any, Any, Any], reader: Reader, viewer: Viewer) -> Asking:
    """A computed answer's statements as the reader runs them."""
    try:
        statement, values = next(step)
        while True:
            compiled = statement.compiled(reader.dialect)
            rows = yield compiled.sql, compiled.arguments(values), viewer.worn(compiled.opened)
            statement, values = step.send(compiled.read(rows))
    except StopIteration as done:
        return done.value


# ------------------------------------------------------------- what is asked


def _table(given: QueryParams, context: Context) -> Generator[Any, Any, Table]:
    for name in given:
        if name not in PARAMETERS:
            raise unknown(name[:40], name[:40], PARAMETERS, "parameter", "参数")
    catalogue = context.catalogue
    compared = [_one_of("compare", name, list(COMPARED)) for name in given.getlist("compare")]
    one: Asked = yield from asked(
        catalogue,
        given.getlist("keys"),
        DateWindow(from_=_day(given, "from"), to=_day(given, "to")),
        [_word("groupBy", MetricDimension, word) for word in given.getlist("groupBy")],
        _filter(given),
        1 + len(compared),
    )
    listing = Listing(one.metrics, (yield from one.figures()), _order(given), _number(given, "minSample"))
    others = yield from comparisons(one, compared)
    return (yield from table(one, listing, others, catalogue, context.language))


def _filter(given: QueryParams) -> MetricFilter:
    def listed(name: str) -> list[Any] | None:
        return given.getlist(name) or None

    sources = [_word("sources", CaseSource, word) for word in given.getlist("sources")]
    return MetricFilter(
        lines=listed("lines"),
        district_codes=listed("districtCodes"),
        street_codes=listed("streetCodes"),
        community_codes=listed("communityCodes"),
        rounds=[Month(month) for month in given.getlist("rounds")] or None,
        category_codes=listed("categoryCodes"),
        sources=sources or None,
        unit_ids=[ID(value) for value in given.getlist("unitIds")] or None,
    )


def _order(given: QueryParams) -> list[MetricOrder]:
    """`orderBy=VALUE:DESC`"""
    made = []
    for text in given.getlist("orderBy"):
        field, _, direction = text.partition(":")
        made.append(
            MetricOrder(
                field=_word("orderBy", MetricOrderField, field),
                direction=_word("orderBy", OrderDirection, direction or "ASC"),
            )
        )
    return made


def _word(name: str, words: type[Term], given: str) -> Any:
    return words[_one_of(name, given, [word.name for word in words])]


def _one_of(name: str, given: str, known: list[str]) -> str:
    if given not in known:
        raise unknown(name, given, known, name, name)
    return given


def _day(given: QueryParams, name: str) -> date:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        raise invalid(
            name,
            f"{name} must be a day such as 2023-08-31.",
            f"{name} 须为日期，例如 2023-08-31。",
        ) from None


def _number(given: QueryParams, name: str) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise invalid(name, f"{name} must be a whole number.", f"{name} 须为整数。")
    return int(text)


# ------------------------------------------------------------- as files


def _csv(made: Table) -> Iterator[bytes]:
    """Some rows at a time."""
    rows = iter(made.rows)
    yield (MARK + _lines([made.head])).encode()
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield _lines(some).encode()


def _lines(rows: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def harmless(cell: Cell) -> Cell:
    """Text that could be taken for a formula is marked as text; whole numbers are written as such."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(DANGEROUS) else cell
    return int(cell) if cell is not None and cell == int(cell) else cell


async def _xlsx(made: Table) -> Response:
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed when it has been sent
    await run_in_threadpool(_write, made, file)
    return StreamingResponse(_pieces(file), media_type=XLSX, headers=_named("xlsx"))


def _write(made: Table, file: Any) -> None:
    """Row by row: of the sheet no more than one is in memory."""
    import xlsxwriter  # type: ignore[import-untyped]  # a tenth of a second that few servers ever need

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("metrics")
        bold = book.add_format({"bold": True})
        for column, text in enumerate(made.head):
            sheet.write_string(0, column, text, bold)
        for at, row in enumerate(made.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, str(harmless(cell)))
                elif cell is not None:
                    sheet.write_number(at, column, cell)


def _pieces(file: Any) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece
