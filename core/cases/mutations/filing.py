"""Reporting, verifying, filing, refusing, withdrawing; and solving on site."""

from __future__ import annotations

import strawberry

from core.cases.acting import Acting
from core.cases.models import CaseOutcome, CasePriority, CaseSource, VerificationResult
from core.cases.mutations.step import CaseStepInput, CaseStepPayload
from core.cases.services import filing, on_site, reports
from core.cases.types import Case
from core.context import Context
from core.engine.declare import by_id
from core.lines.services import declared_line
from core.mutations import ActionInput, Payload, action_input, mutation, payload, refer
from core.scalars import ServiceLineKey


@action_input
class ReportCaseInput(ActionInput):
    """A problem that somebody noticed (上报案件)."""

    line: ServiceLineKey = strawberry.field(description="The line that answers for it (服务线).")
    category_code: str = strawberry.field(description="Code of its category, of that line (案件小类代码).")
    community_code: str = strawberry.field(description="The community's 12-digit code (社区代码).")
    title: str = strawberry.field(description="What is wrong, in a few words (标题).")
    description: str | None = strawberry.field(description="What is wrong, at length (描述).")
    place: str | None = strawberry.field(description="The spot inside the community (具体位置).")
    source: CaseSource = strawberry.field(description="How it became known (来源).")
    priority: CasePriority = strawberry.field(description="How urgent it is (紧急程度).", default=CasePriority.P3)
    follows_case_id: strawberry.ID | None = strawberry.field(
        description="The case that this one goes on from: it ended, and cannot be opened again (关联的前案)."
    )


@payload
class ReportCasePayload(Payload):
    """The case as it was reported (上报结果)."""

    case: Case | None = by_id("The case; null when it was refused (案件).")


@action_input
class RequestCaseVerificationInput(CaseStepInput):
    """Somebody shall look whether it is real (申请核实)."""

    reason: str | None = strawberry.field(description="What is to be looked at (核实要求).")


@payload
class RequestCaseVerificationPayload(CaseStepPayload):
    """The case, which waits for somebody to look (申请核实结果)."""


@action_input
class VerifyCaseInput(CaseStepInput):
    """Somebody looked whether it is real (核实)."""

    result: VerificationResult = strawberry.field(description="What was seen (核实结果).")
    note: str | None = strawberry.field(description="What was seen, in words (说明).")


@payload
class VerifyCasePayload(CaseStepPayload):
    """The case after somebody looked (核实结果)."""


@action_input
class FileCaseInput(CaseStepInput):
    """It is accepted under a standard (立案)."""

    standard: str | None = strawberry.field(
        description="Which standard of its category, by variant; needed where there are several (立案标准)."
    )


@payload
class FileCasePayload(CaseStepPayload):
    """The case as it was filed, with its standard (立案结果)."""


@action_input
class RejectCaseInput(CaseStepInput):
    """It is refused (不予立案)."""

    outcome: CaseOutcome = strawberry.field(description="UNFOUNDED, NOT_OURS or DUPLICATE (原因).")
    reason: str = strawberry.field(description="Why (理由).")


@payload
class RejectCasePayload(CaseStepPayload):
    """The case as it was refused (不予立案结果)."""


@action_input
class CancelCaseInput(CaseStepInput):
    """It is withdrawn (作废)."""

    reason: str = strawberry.field(description="Why (理由).")


@payload
class CancelCasePayload(CaseStepPayload):
    """The case as it was withdrawn (作废结果)."""


@action_input
class ResolveCaseOnSiteInput(CaseStepInput):
    """A case was solved during a visit (现场解决)."""

    visit_id: strawberry.ID = strawberry.field(
        description="The visit that solved it: same line, same community (进社区记录)."
    )
    note: str = strawberry.field(description="What was done (处理说明).")


@payload
class ResolveCaseOnSitePayload(CaseStepPayload):
    """The case as it stands now (现场解决结果)."""


class FilingMutations:
    @mutation("Report a case to a line (上报案件).", "case.report")
    def report_case(self, context: Context, input: ReportCaseInput) -> ReportCasePayload:
        case = reports.report(Acting.of(context), declared_line(context.catalogue, input.line), input)
        return ReportCasePayload(case=refer(case))

    @mutation("Ask somebody to look whether a case is real (申请核实).", "case.file")
    def request_case_verification(
        self, context: Context, input: RequestCaseVerificationInput
    ) -> RequestCaseVerificationPayload:
        case = filing.request_verification(Acting.of(context), input.case_id, input.version, input.reason)
        return RequestCaseVerificationPayload(case=refer(case))

    @mutation("Say whether a reported case is real (核实案件).", "case.verify")
    def verify_case(self, context: Context, input: VerifyCaseInput) -> VerifyCasePayload:
        case = filing.verify(Acting.of(context), input.case_id, input.version, input.result, input.note)
        return VerifyCasePayload(case=refer(case))

    @mutation("File a case under a standard of its category (立案).", "case.file")
    def file_case(self, context: Context, input: FileCaseInput) -> FileCasePayload:
        case = filing.file(Acting.of(context), input.case_id, input.version, input.standard)
        return FileCasePayload(case=refer(case))

    @mutation("Refuse a reported case (不予立案).", "case.file")
    def reject_case(self, context: Context, input: RejectCaseInput) -> RejectCasePayload:
        case = filing.reject(Acting.of(context), input.case_id, input.version, input.outcome, input.reason)
        return RejectCasePayload(case=refer(case))

    @mutation("Withdraw a case that no unit has yet; never a hard case (作废).", "case.file")
    def cancel_case(self, context: Context, input: CancelCaseInput) -> CancelCasePayload:
        case = filing.cancel(Acting.of(context), input.case_id, input.version, input.reason)
        return CancelCasePayload(case=refer(case))

    @mutation("Say that a case was solved during a visit (现场解决案件).", "case.resolve_on_site")
    def resolve_case_on_site(self, context: Context, input: ResolveCaseOnSiteInput) -> ResolveCaseOnSitePayload:
        case = on_site.resolve(
            Acting.of(context), input.case_id, input.visit_id, version=input.version, note=input.note
        )
        return ResolveCaseOnSitePayload(case=refer(case))
