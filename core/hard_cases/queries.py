"""Root fields of the hard cases."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from core.cases.models import Case as CaseRow
from core.cases.types import CASE_ORDER, Case
from core.engine.connection import Connection
from core.engine.declare import connection, everything
from core.engine.filters import Bound, filters, where
from core.hard_cases import models
from core.hard_cases.types import HardCaseBatch


def _in_batch(case: type[CaseRow], number: Bound) -> ColumnElement[bool]:
    return case.hard_case.has(models.HardCase.batch.has(models.HardCaseBatch.number == number.value()))


@filters
class HardCaseFilter:
    """Narrows hard cases: what is given must all hold (难题筛选)."""

    batch: int | None = where("Of the batch with this number (批次号).", _in_batch)


class HardCaseQueries:
    hard_case_batches: list[HardCaseBatch] = everything(
        "The batches, first to last (难题批次).", models.HardCaseBatch.number
    )
    hard_cases: Connection[Case] = connection(
        "Cases that the bureau's leaders took on (难题).",
        CASE_ORDER,
        HardCaseFilter,
        only=lambda case, _asking: case.hard_case.has(),
    )
