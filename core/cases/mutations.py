"""What clients do with cases."""

from __future__ import annotations

import strawberry

from core.cases import services
from core.cases.models import CasePriority, CaseSource
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


@payload
class ReportCasePayload(Payload):
    """The case as it was reported (上报结果)."""

    case: Case | None = by_id("The case; null when it was refused (案件).")


@action_input
class ResolveCaseOnSiteInput(ActionInput):
    """A case was solved during a visit (现场解决)."""

    case_id: strawberry.ID = strawberry.field(description="Which case (案件).")
    version: int = strawberry.field(description="The version that was looked at (版本).")
    visit_id: strawberry.ID = strawberry.field(
        description="The visit that solved it: same line, same community (进社区记录)."
    )
    note: str = strawberry.field(description="What was done (处理说明).")


@payload
class ResolveCaseOnSitePayload(Payload):
    """The case as it stands now (现场解决结果)."""

    case: Case | None = by_id("The case; null when it was refused (案件).")


class CaseMutations:
    @mutation("Report a case to a line (上报案件).", "case.report")
    def report_case(self, context: Context, input: ReportCaseInput) -> ReportCasePayload:
        case = services.report(
            context.session,
            declared_line(context.catalogue, input.line),
            input,
            now=context.now,
            today=context.today,
        )
        return ReportCasePayload(case=refer(case))

    @mutation("Say that a case was solved during a visit (现场解决案件).", "case.resolve_on_site")
    def resolve_case_on_site(self, context: Context, input: ResolveCaseOnSiteInput) -> ResolveCaseOnSitePayload:
        case = services.resolve(
            context.session,
            input.case_id,
            input.visit_id,
            version=input.version,
            note=input.note,
            now=context.now,
        )
        return ResolveCaseOnSitePayload(case=refer(case))
