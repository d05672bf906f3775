"""Root fields of the cases."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core.cases.filters import CASE_ORDER, CaseFilter
from core.cases.similar import SimilarCase, SimilarToInput, similar
from core.cases.types import Case
from core.engine.connection import Connection
from core.engine.declare import Answer, answer, connection
from core.engine.pages import extent
from core.engine.plan import Question


class CaseQueries:
    cases: Connection[Case] = connection("Cases of all lines (案件).", CASE_ORDER, CaseFilter)

    @answer(
        "Cases that may be the same as one, or as one about to be reported; none to nothing (相似案件).", "case.read"
    )
    def similar_cases(
        self,
        question: Question,
        case_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Similar to this case (案件).")
        ] = None,
        to: Annotated[
            SimilarToInput | None, strawberry.argument(description="Similar to what is about to be reported (待上报).")
        ] = None,
        first: Annotated[int, strawberry.argument(description="At most so many, 1 to 100 (最多条数).")] = 10,
    ) -> Answer[list[SimilarCase]]:
        size = extent({"first": first}).size
        return (yield from similar(question, case_id or None, to or None, size))
