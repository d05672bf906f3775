"""Cases that belong together: duplicates, parts, complaints that become formal cases."""

from __future__ import annotations

import strawberry

from core.cases.acting import Acting
from core.cases.mutations.step import CaseStepInput, CaseStepPayload
from core.cases.services import linking
from core.context import Context
from core.mutations import action_input, mutation, payload, refer


@strawberry.input(description="A part of a case that is solved by itself (子案件).")
class CasePartInput:
    title: str = strawberry.field(description="What is wrong, in a few words (标题).")
    category_code: str | None = strawberry.field(
        description="Code of its category; that of the whole where it is not given (案件小类代码)."
    )
    place: str | None = strawberry.field(description="The spot; that of the whole where it is not given (具体位置).")


@action_input
class MergeCaseInput(CaseStepInput):
    """It is the same as another (合并)."""

    into_case_id: strawberry.ID = strawberry.field(
        description="The one that goes on, open and of the same line (主案件)."
    )
    reason: str = strawberry.field(description="Why (理由).")


@payload
class MergeCasePayload(CaseStepPayload):
    """The case, closed as a duplicate (合并结果)."""


@action_input
class SplitCaseInput(CaseStepInput):
    """It is several matters (拆分)."""

    parts: list[CasePartInput] = strawberry.field(description="What it is parted into (子案件).")


@payload
class SplitCasePayload(CaseStepPayload):
    """The case with its parts (拆分结果)."""


@action_input
class ConvertCaseInput(CaseStepInput):
    """The complaint becomes a formal case (诉转案)."""

    filing_number: str = strawberry.field(description="The number under which the formal case was filed (立案号).")
    category_code: str | None = strawberry.field(
        description="Category of the formal case; its own where it is of that line (案件小类代码)."
    )
    standard: str | None = strawberry.field(
        description="Which standard of that category, by variant; needed where there are several (立案标准)."
    )


@payload
class ConvertCasePayload(CaseStepPayload):
    """The complaint with its formal case (诉转案结果)."""


class LinkingMutations:
    @mutation("Close a case as the same as another; both stay, one counts (合并案件).", "case.merge")
    def merge_case(self, context: Context, input: MergeCaseInput) -> MergeCasePayload:
        case = linking.merge(Acting.of(context), input.case_id, input.version, input.into_case_id, input.reason)
        return MergeCasePayload(case=refer(case))

    @mutation("Part a case into several; it closes after them (拆分案件).", "case.merge")
    def split_case(self, context: Context, input: SplitCaseInput) -> SplitCasePayload:
        case = linking.split(Acting.of(context), input.case_id, input.version, input.parts)
        return SplitCasePayload(case=refer(case))

    @mutation("Turn a complaint into a formal case beside it; it closes after that one (诉转案).", "case.convert")
    def convert_case(self, context: Context, input: ConvertCaseInput) -> ConvertCasePayload:
        case = linking.convert(
            Acting.of(context),
            input.case_id,
            input.version,
            input.filing_number,
            input.category_code,
            input.standard,
        )
        return ConvertCasePayload(case=refer(case))
