"""What clients do with the heating line: a plan for every cold home."""

from __future__ import annotations

from datetime import date

import strawberry

from core import ActionInput, Context, Payload, action_input, by_id, mutation, payload, refer
from plugins.heating.models import HeatingCause, HeatingClass, HeatingMeasureKind
from plugins.heating.services import remediations
from plugins.heating.types.remediations import HeatingRemediation


@action_input
class OpenHeatingRemediationInput(ActionInput):
    """A cold home gets a plan of its own (一户一策立项)."""

    household_id: strawberry.ID = strawberry.field(description="Which home (住户).")
    heating_class: HeatingClass = strawberry.field(description="In which way it falls short (供热问题类别).")
    causes: list[HeatingCause] = strawberry.field(
        description="Why, each once, and none that is open for this home already (原因)."
    )
    measures: list[HeatingMeasureKind] = strawberry.field(
        description="What is planned (计划措施).", default_factory=list
    )
    opened_on: date = strawberry.field(description="The day, not in the future (立项日期).")
    is_agreed: bool = strawberry.field(description="Whether the household agreed (是否与住户达成一致).", default=False)


@payload
class OpenHeatingRemediationPayload(Payload):
    """The remediation as it was opened (立项结果)."""

    remediation: HeatingRemediation | None = by_id("The remediation; null when it was refused (一户一策).")


@action_input
class RecordHeatingMeasureInput(ActionInput):
    """A measure was done for a cold home, planned or not (整治措施完成)."""

    remediation_id: strawberry.ID = strawberry.field(description="Which remediation (一户一策).")
    kind: HeatingMeasureKind = strawberry.field(description="What was done (措施).")
    done_on: date = strawberry.field(description="When it was done (完成日期).")


@payload
class RecordHeatingMeasurePayload(Payload):
    """The remediation as it stands now (整治进展)."""

    remediation: HeatingRemediation | None = by_id("The remediation; null when it was refused (一户一策).")


class HeatingRemediationMutations:
    @mutation("Open a remediation for a cold home (一户一策立项).", "heating.remediate")
    def open_heating_remediation(
        self, context: Context, input: OpenHeatingRemediationInput
    ) -> OpenHeatingRemediationPayload:
        made = remediations.open_remediation(context.session, input, today=context.today)
        return OpenHeatingRemediationPayload(remediation=refer(made))

    @mutation("Record a measure done for a cold home (记录整治措施完成).", "heating.remediate")
    def record_heating_measure(self, context: Context, input: RecordHeatingMeasureInput) -> RecordHeatingMeasurePayload:
        made = remediations.record_measure(
            context.session,
            input.remediation_id,
            input.kind,
            done_on=input.done_on,
            today=context.today,
        )
        return RecordHeatingMeasurePayload(remediation=refer(made))
