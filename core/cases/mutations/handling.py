"""Dispatching, taking on, giving more time, setting aside, handling."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core.cases.acting import Acting
from core.cases.mutations.step import CaseStepInput, CaseStepPayload
from core.cases.services import handling
from core.context import Context
from core.mutations import action_input, mutation, payload, refer


@action_input
class DispatchCaseInput(CaseStepInput):
    """It is sent to a unit (派遣)."""

    unit_id: strawberry.ID = strawberry.field(description="The unit that answers for it there (处置单位).")


@payload
class DispatchCasePayload(CaseStepPayload):
    """The case as it was sent (派遣结果)."""


@action_input
class ReturnCaseInput(CaseStepInput):
    """It does not belong to this unit (回退)."""

    reason: str = strawberry.field(description="Why (理由).")


@payload
class ReturnCasePayload(CaseStepPayload):
    """The case, which waits to be sent elsewhere (回退结果)."""


@action_input
class AcceptCaseInput(CaseStepInput):
    """A named officer takes it on (接办)."""

    officer_id: strawberry.ID = strawberry.field(description="Who of the unit (责任人).")


@payload
class AcceptCasePayload(CaseStepPayload):
    """The case with its officer (接办结果)."""


@action_input
class HandOverCaseInput(CaseStepInput):
    """Another officer of the unit goes on with it (移交)."""

    officer_id: strawberry.ID = strawberry.field(description="Who of the unit has it from now on (新责任人).")
    reason: str = strawberry.field(description="Why (理由).")


@payload
class HandOverCasePayload(CaseStepPayload):
    """The case with its new officer (移交结果)."""


@action_input
class ExtendCaseInput(CaseStepInput):
    """It may take its original limit once more (延期)."""

    reason: str = strawberry.field(description="Why (理由).")


@payload
class ExtendCasePayload(CaseStepPayload):
    """The case with its new deadline (延期结果)."""


@action_input
class SuspendCaseInput(CaseStepInput):
    """It is set aside (挂账)."""

    until: datetime = strawberry.field(
        description="Until when, at most a year ahead; then its clock goes on by itself (挂账截止)."
    )
    reason: str = strawberry.field(description="Why (理由).")


@payload
class SuspendCasePayload(CaseStepPayload):
    """The case as it was set aside (挂账结果)."""


@action_input
class ResumeCaseInput(CaseStepInput):
    """It is taken up again (恢复)."""

    reason: str | None = strawberry.field(description="Why now (理由).")


@payload
class ResumeCasePayload(CaseStepPayload):
    """The case as it goes on (恢复结果)."""


@action_input
class HandleCaseInput(CaseStepInput):
    """The unit confirms that it is done (处置完成)."""

    note: str = strawberry.field(description="What was done (处置说明).")
    finished_at: datetime | None = strawberry.field(
        description="When the work was finished; now where it is not given (完成时间)."
    )


@payload
class HandleCasePayload(CaseStepPayload):
    """The case, which waits for the check (处置结果)."""


class HandlingMutations:
    @mutation("Send a filed case to a unit; starts the clock (派遣案件).", "case.dispatch")
    def dispatch_case(self, context: Context, input: DispatchCaseInput) -> DispatchCasePayload:
        case = handling.dispatch(Acting.of(context), input.case_id, input.version, input.unit_id)
        return DispatchCasePayload(case=refer(case))

    @mutation("Send a case back to dispatch; the clock stands (回退案件).", "case.handle")
    def return_case(self, context: Context, input: ReturnCaseInput) -> ReturnCasePayload:
        case = handling.return_to_dispatch(Acting.of(context), input.case_id, input.version, input.reason)
        return ReturnCasePayload(case=refer(case))

    @mutation("Take a case on, with a named officer of the unit (接办案件).", "case.handle")
    def accept_case(self, context: Context, input: AcceptCaseInput) -> AcceptCasePayload:
        case = handling.accept(Acting.of(context), input.case_id, input.version, input.officer_id)
        return AcceptCasePayload(case=refer(case))

    @mutation("Put a case into the hands of another officer of its unit (移交案件).", "case.handle")
    def hand_over_case(self, context: Context, input: HandOverCaseInput) -> HandOverCasePayload:
        case = handling.hand_over(Acting.of(context), input.case_id, input.version, input.officer_id, input.reason)
        return HandOverCasePayload(case=refer(case))

    @mutation("Give a case more time: its original limit once more, at most twice (延期).", "case.dispatch")
    def extend_case(self, context: Context, input: ExtendCaseInput) -> ExtendCasePayload:
        case = handling.extend(Acting.of(context), input.case_id, input.version, input.reason)
        return ExtendCasePayload(case=refer(case))

    @mutation("Set a case aside until a moment, once; the clock stands (挂账).", "case.dispatch")
    def suspend_case(self, context: Context, input: SuspendCaseInput) -> SuspendCasePayload:
        case = handling.suspend(Acting.of(context), input.case_id, input.version, input.until, input.reason)
        return SuspendCasePayload(case=refer(case))

    @mutation("Take up a case that was set aside (恢复办理).", "case.dispatch")
    def resume_case(self, context: Context, input: ResumeCaseInput) -> ResumeCasePayload:
        case = handling.resume(Acting.of(context), input.case_id, input.version, input.reason)
        return ResumeCasePayload(case=refer(case))

    @mutation("Say that a case is handled; stops the clock (处置完成).", "case.handle")
    def handle_case(self, context: Context, input: HandleCaseInput) -> HandleCasePayload:
        case = handling.handle(Acting.of(context), input.case_id, input.version, input.note, input.finished_at)
        return HandleCasePayload(case=refer(case))
