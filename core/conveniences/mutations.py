"""What clients do with convenience measures."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from core.context import Context
from core.conveniences import services
from core.conveniences.models import ConvenienceBatch as BatchRow
from core.conveniences.types import ConvenienceBatch, ConvenienceMeasure
from core.engine.declare import by_id
from core.errors import at
from core.ids import row_by_id
from core.lines.services import declared_line
from core.metrics.metric import Metric
from core.mutations import ActionInput, Payload, action_input, mutation, payload, refer
from core.scalars import ServiceLineKey


@strawberry.input(description="How much is promised, and how it is counted (举措目标).")
class ConvenienceTargetInput:
    amount: int = strawberry.field(description="How much (目标).")
    unit: str = strawberry.field(description="What is counted, as 户 (单位).")
    metric: str | None = strawberry.field(
        description="Key of the metric that counts it from rows, a plain number; without it nobody does (计数指标).",
        default=None,
    )
    due_on: date | None = strawberry.field(description="Until when (期限).", default=None)


@strawberry.input(description="One promise to the public (便民举措).")
class ConvenienceMeasureInput:
    title: str = strawberry.field(description="What is promised (名称).")
    line: ServiceLineKey | None = strawberry.field(
        description="The line that keeps it; nothing for the whole bureau (服务线).", default=None
    )
    target: ConvenienceTargetInput | None = strawberry.field(
        description="How much is promised; nothing where it is not counted (目标).", default=None
    )


@action_input
class LaunchConvenienceBatchInput(ActionInput):
    """The next batch of convenience measures (推出便民举措批次)."""

    launched_on: date = strawberry.field(description="When it was launched, not in the future (推出日期).")
    measures: list[ConvenienceMeasureInput] = strawberry.field(description="What is promised, 1 to 50 (举措).")


@payload
class LaunchConvenienceBatchPayload(Payload):
    """The batch as it was launched (推出结果)."""

    batch: ConvenienceBatch | None = by_id("The batch; null when it was refused (批次).")


@action_input
class AddConvenienceMeasureInput(ActionInput):
    """One more promise in a batch that was launched (追加举措)."""

    batch_id: strawberry.ID = strawberry.field(description="Which batch (批次).")
    measure: ConvenienceMeasureInput = strawberry.field(description="What is promised (举措).")


@strawberry.input
class MeasureStepInput(ActionInput):
    measure_id: strawberry.ID = strawberry.field(description="Which measure (举措).")
    version: int = strawberry.field(description="The version that was looked at (版本).")


@payload
class MeasurePayload(Payload):
    """The measure as it stands now (举措)."""

    measure: ConvenienceMeasure | None = by_id("The measure; null when it was refused (举措).")


@payload
class AddConvenienceMeasurePayload(MeasurePayload):
    """The measure as it was added (追加结果)."""


@action_input
class AimConvenienceMeasureInput(MeasureStepInput):
    """What is promised from now on, and how it is counted (设定目标)."""

    target: ConvenienceTargetInput = strawberry.field(description="How much is promised (目标).")


@payload
class AimConvenienceMeasurePayload(MeasurePayload):
    """The measure with its target (设定结果)."""


@action_input
class PauseConvenienceMeasureInput(MeasureStepInput):
    """For some time the public does not have it (暂停举措)."""

    reason: str = strawberry.field(description="Why (原因).")


@payload
class PauseConvenienceMeasurePayload(MeasurePayload):
    """The measure while it is paused (暂停结果)."""


@action_input
class ResumeConvenienceMeasureInput(MeasureStepInput):
    """The public has it again (恢复举措)."""


@payload
class ResumeConvenienceMeasurePayload(MeasurePayload):
    """The measure under way again (恢复结果)."""


@action_input
class CompleteConvenienceMeasureInput(MeasureStepInput):
    """What was promised is reached, or over (完成举措)."""

    done_on: date = strawberry.field(description="When, not in the future (完成日期).")


@payload
class CompleteConvenienceMeasurePayload(MeasurePayload):
    """The measure as it was done (完成结果)."""


class ConvenienceMutations:
    @mutation("Launch the next batch of convenience measures (推出便民举措批次).", "convenience.write")
    def launch_convenience_batch(
        self, context: Context, input: LaunchConvenienceBatchInput
    ) -> LaunchConvenienceBatchPayload:
        batch = services.launch_batch(
            context.session, input.launched_on, input.measures, today=context.today, **_known(context)
        )
        return LaunchConvenienceBatchPayload(batch=refer(batch))

    @mutation("Add a convenience measure to a batch (追加便民举措).", "convenience.write")
    def add_convenience_measure(
        self, context: Context, input: AddConvenienceMeasureInput
    ) -> AddConvenienceMeasurePayload:
        batch = row_by_id(context.session, BatchRow, "ConvenienceBatch", input.batch_id, "batch_id")
        with at("measure"):
            measure = services.add_measure(
                context.session, batch, input.measure, today=context.today, **_known(context)
            )
        return AddConvenienceMeasurePayload(measure=refer(measure))

    @mutation("Say how much a convenience measure promises (设定便民举措目标).", "convenience.write")
    def aim_convenience_measure(
        self, context: Context, input: AimConvenienceMeasureInput
    ) -> AimConvenienceMeasurePayload:
        metrics = context.catalogue.objects(Metric)
        measure = services.aim_measure(context.session, input, input.target, metrics=metrics, today=context.today)
        return AimConvenienceMeasurePayload(measure=refer(measure))

    @mutation("Pause a convenience measure (暂停便民举措).", "convenience.write")
    def pause_convenience_measure(
        self, context: Context, input: PauseConvenienceMeasureInput
    ) -> PauseConvenienceMeasurePayload:
        measure = services.pause_measure(context.session, input, input.reason)
        return PauseConvenienceMeasurePayload(measure=refer(measure))

    @mutation("Take a convenience measure up again (恢复便民举措).", "convenience.write")
    def resume_convenience_measure(
        self, context: Context, input: ResumeConvenienceMeasureInput
    ) -> ResumeConvenienceMeasurePayload:
        return ResumeConvenienceMeasurePayload(measure=refer(services.resume_measure(context.session, input)))

    @mutation("Say that a convenience measure is done (完成便民举措).", "convenience.write")
    def complete_convenience_measure(
        self, context: Context, input: CompleteConvenienceMeasureInput
    ) -> CompleteConvenienceMeasurePayload:
        measure = services.complete_measure(context.session, input, done_on=input.done_on, today=context.today)
        return CompleteConvenienceMeasurePayload(measure=refer(measure))


def _known(context: Context) -> dict[str, Any]:
    """What a promise may name: lines and metrics that are installed."""
    return {
        "known_line": lambda key: declared_line(context.catalogue, key),
        "metrics": context.catalogue.objects(Metric),
    }
