"""Checking, closing, opening again."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core.attachments.models import EvidenceKind
from core.attachments.services import add_evidence
from core.cases.acting import Acting
from core.cases.models import CheckResult
from core.cases.mutations.step import CaseStepInput, CaseStepPayload
from core.cases.services import checking
from core.context import Context
from core.mutations import action_input, mutation, payload, refer


@action_input
class AddCaseEvidenceInput(CaseStepInput):
    """A photo or paper shows something of it (上传证据)."""

    attachment_id: strawberry.ID = strawberry.field(
        description="The file, as POST /attachments gave it back; its content shows a case before or after, not both (附件)."
    )
    kind: EvidenceKind = strawberry.field(description="What it shows (证据类型).")
    taken_at: datetime = strawberry.field(description="When it was taken (拍摄时间).")
    latitude: float | None = strawberry.field(description="Where, in degrees north, as far as it is known (纬度).")
    longitude: float | None = strawberry.field(description="Where, in degrees east, as far as it is known (经度).")
    note: str | None = strawberry.field(description="What was seen, in words (说明).")


@payload
class AddCaseEvidencePayload(CaseStepPayload):
    """The case with its new evidence (上传证据结果)."""


@action_input
class StartCaseCheckInput(CaseStepInput):
    """Somebody begins to look whether it is solved, also where it passed a check before (开始核查)."""


@payload
class StartCaseCheckPayload(CaseStepPayload):
    """The case, which is being looked at (开始核查结果)."""


@action_input
class CheckCaseInput(CaseStepInput):
    """Somebody looked whether it is solved (核查)."""

    result: CheckResult = strawberry.field(description="What was seen (核查结果).")
    note: str | None = strawberry.field(description="What was seen, in words; needed where it did not pass (说明).")


@payload
class CheckCasePayload(CaseStepPayload):
    """The case after the check (核查结果)."""


@action_input
class CloseCaseInput(CaseStepInput):
    """It passed the check; close it (结案)."""

    close_condition_met: bool = strawberry.field(
        description="Whether the condition of its standard for closing is met (是否满足结案条件)."
    )
    note: str | None = strawberry.field(description="What else is to be said (说明).")


@payload
class CloseCasePayload(CaseStepPayload):
    """The case as it was closed (结案结果)."""


@action_input
class ReopenCaseInput(CaseStepInput):
    """It is not solved after all (重办)."""

    reason: str = strawberry.field(description="Why (理由).")


@payload
class ReopenCasePayload(CaseStepPayload):
    """The case as it goes on (重办结果)."""


class CheckingMutations:
    @mutation("Add a photo or paper to a case as evidence (上传证据).", "case.evidence")
    def add_case_evidence(self, context: Context, input: AddCaseEvidenceInput) -> AddCaseEvidencePayload:
        case = add_evidence(Acting.of(context), input.case_id, input.version, input)
        return AddCaseEvidencePayload(case=refer(case))

    @mutation("Begin to check a handled case; whoever handles does not check (开始核查).", "case.check")
    def start_case_check(self, context: Context, input: StartCaseCheckInput) -> StartCaseCheckPayload:
        case = checking.start_check(Acting.of(context), input.case_id, input.version)
        return StartCaseCheckPayload(case=refer(case))

    @mutation("Say whether a handled case is solved; if not, it goes back to the same unit (核查案件).", "case.check")
    def check_case(self, context: Context, input: CheckCaseInput) -> CheckCasePayload:
        case = checking.check(Acting.of(context), input.case_id, input.version, input.result, input.note)
        return CheckCasePayload(case=refer(case))

    @mutation("Close a case that passed the check; a refusal says what is missing (结案).", "case.file")
    def close_case(self, context: Context, input: CloseCaseInput) -> CloseCasePayload:
        case = checking.close(
            Acting.of(context),
            input.case_id,
            input.version,
            close_condition_met=input.close_condition_met,
            note=input.note,
        )
        return CloseCasePayload(case=refer(case))

    @mutation("Open a closed case again, soon after its closing (重办).", "case.reopen")
    def reopen_case(self, context: Context, input: ReopenCaseInput) -> ReopenCasePayload:
        case = checking.reopen(Acting.of(context), input.case_id, input.version, input.reason)
        return ReopenCasePayload(case=refer(case))
