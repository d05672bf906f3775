"""Root fields of the hard cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import strawberry
from sqlalchemy import ColumnElement

from core.cases.filters import CASE_ORDER
from core.cases.models import Case as CaseRow
from core.cases.types import Case
from core.engine.connection import Connection
from core.engine.declare import Answer, answer, by_id, connection, everything, plain
from core.engine.filters import Bound, Known, filters, where
from core.engine.plan import Question
from core.hard_cases import models
from core.hard_cases.recurrence import PROPOSALS
from core.hard_cases.types import HardCaseBatch
from core.places.types import Community
from core.scalars import ServiceLineKey

BATCHES = Known(models.HardCaseBatch.number, "batch with the number", "批次")


def _in_batch(case: type[CaseRow], number: Bound) -> ColumnElement[bool]:
    return case.hard_case.has(models.HardCase.batch.has(models.HardCaseBatch.number == number.value()))


@filters
class HardCaseFilter:
    """Narrows hard cases: what is given must all hold (难题筛选)."""

    batch: int | None = where("Of the batch with this number (批次号).", _in_batch, known=BATCHES)


@plain
class HardCaseProposal:
    """A place to which the same trouble comes back: somebody should take it on for good (难题建议)."""

    line: ServiceLineKey = strawberry.field(description="The line of the cases (服务线).")
    community: Community = by_id("Where (社区).")
    place: str = strawberry.field(description="The spot, as the cases name it (具体位置).")
    case_count: int = strawberry.field(description="How many cases were reported there (案件数).")
    latest_case: Case = by_id("The last of them (最近案件).")
    last_reported_at: datetime = strawberry.field(description="When that was (最近上报时间).")
    reason: str = strawberry.field(description="Why it is proposed, in the language asked for (建议理由).")


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

    @answer(
        "Places that should become hard cases, since trouble comes back to them, the most often first (难题建议).",
        "case.read",
    )
    def hard_case_proposals(self, question: Question) -> Answer[list[HardCaseProposal]]:
        context, rules = question.context, question.context.rules
        since = context.now - timedelta(days=rules.recurrence_days)
        found = yield PROPOSALS(context.viewer, since=since, least=rules.recurrence_cases)
        return [_proposal(row, rules.recurrence_days, context.language) for row in found]


def _proposal(row: Sequence[Any], days: int, language: str) -> HardCaseProposal:
    community, place, line, cases, latest, last = row
    english, chinese = f"{cases} cases at this place in {days} days.", f"{days} 天内同一点位 {cases} 件。"
    return HardCaseProposal(
        community=community,
        latest_case=latest,
        line=line,
        place=place,
        case_count=cases,
        last_reported_at=last,
        reason=chinese if language == "zh" else english,
    )
