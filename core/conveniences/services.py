"""Promises to the public: launched in batches, aimed at, paused, done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.checks import check_count, check_day, check_length, check_planned, check_version, clean
from core.conveniences.models import ConvenienceBatch, ConvenienceMeasure, MeasureStatus
from core.errors import DomainError, ErrorCode, at, invalid, unknown
from core.ids import row_by_id
from core.names import named

TARGET_MOST = 100_000_000
MEASURES_MOST = 50
KnownLine = Callable[[str], object]
"""Refuses a key that no line has."""


class CountingMetric(Protocol):
    """What is asked of a metric that measures are counted by."""

    @property
    def denominator(self) -> Any: ...
    @property
    def percentile(self) -> float | None: ...


Metrics = Mapping[str, CountingMetric]


class TargetDraft(Protocol):
    amount: int
    unit: str
    metric: str | None
    due_on: date | None


class MeasureDraft(Protocol):
    title: str
    line: Any

    @property
    def target(self) -> TargetDraft | None: ...


class MeasureStep(Protocol):
    """Which measure, and the version of it that was looked at."""

    @property
    def measure_id(self) -> str: ...
    @property
    def version(self) -> int: ...


def launch_batch(
    session: Session,
    launched_on: date,
    drafts: Sequence[MeasureDraft],
    *,
    known_line: KnownLine,
    metrics: Metrics,
    today: date,
) -> ConvenienceBatch:
    """The next batch; batches are numbered as they come."""
    check_day(launched_on, "launched_on", today)
    check_length(drafts, "measures", MEASURES_MOST)
    if not drafts:
        raise DomainError(
            ErrorCode.REQUIRED, "A batch needs measures; name at least one.", "请至少填写一项举措。", ("measures",)
        )
    last = session.scalar(select(func.max(ConvenienceBatch.number))) or 0
    batch = ConvenienceBatch(number=last + 1, launched_on=launched_on)
    session.add(batch)
    session.flush()
    for number, draft in enumerate(drafts):
        with at("measures", number):
            add_measure(session, batch, draft, known_line=known_line, metrics=metrics, today=today)
    return batch


def add_measure(
    session: Session,
    batch: ConvenienceBatch,
    draft: MeasureDraft,
    *,
    known_line: KnownLine,
    metrics: Metrics,
    today: date,
) -> ConvenienceMeasure:
    if draft.line is not None:
        known_line(draft.line)
    measure = ConvenienceMeasure(
        batch=batch,
        launched_on=batch.launched_on,
        title=_free_title(session, batch, draft.title),
        line=draft.line,
        status=MeasureStatus.RUNNING,
    )
    if draft.target is not None:
        with at("target"):
            _aim(measure, draft.target, metrics, today)
    session.add(measure)
    session.flush()
    return measure


def _free_title(session: Session, batch: ConvenienceBatch, given: str) -> str:
    """Each thing is promised once in a batch; another one may promise it again."""
    title = clean(given, "title", 80)
    same = named(session, ConvenienceMeasure.title, title, ConvenienceMeasure.batch_id == batch.id)
    if same is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"Batch {batch.number} has a measure named {same.title!r} already; change that one, or name another.",
            f"第 {batch.number} 批已有名为“{same.title}”的举措，请修改该举措或另取名称。",
            ("title",),
        )
    return title


def aim_measure(
    session: Session, step: MeasureStep, target: TargetDraft, *, metrics: Metrics, today: date
) -> ConvenienceMeasure:
    """What is promised from now on, and how it is counted."""
    measure = _open_measure(session, step)
    with at("target"):
        _aim(measure, target, metrics, today)
    return _stepped(session, measure)


def _aim(measure: ConvenienceMeasure, target: TargetDraft, metrics: Metrics, today: date) -> None:
    check_count(target.amount, "amount", TARGET_MOST, least=1)
    if target.metric is not None:
        _check_metric(target.metric, metrics)
    if target.due_on is not None:
        check_planned(target.due_on, "due_on", today)
    if target.due_on is not None and target.due_on < measure.launched_on:
        raise invalid(
            "due_on",
            f"It was launched on {measure.launched_on}; it cannot be due on {target.due_on}.",
            f"该举措于 {measure.launched_on} 推出，期限不能是 {target.due_on}。",
        )
    measure.target, measure.target_unit = target.amount, clean(target.unit, "unit", 20)
    measure.metric, measure.due_on = target.metric, target.due_on


def _check_metric(key: str, metrics: Metrics) -> None:
    if key not in metrics:
        raise unknown("metric", key, list(metrics), "metric", "指标")
    if metrics[key].denominator is not None or metrics[key].percentile is not None:
        raise invalid(
            "metric",
            f"{key} is a rate, a mean or a median; a target is counted by a plain number.",
            f"{key} 是比率、均值或分位数，目标须用计数指标。",
        )


def pause_measure(session: Session, step: MeasureStep, reason: str) -> ConvenienceMeasure:
    measure = _open_measure(session, step, MeasureStatus.RUNNING)
    measure.status, measure.status_reason = MeasureStatus.PAUSED, clean(reason, "reason", 200)
    return _stepped(session, measure)


def resume_measure(session: Session, step: MeasureStep) -> ConvenienceMeasure:
    measure = _open_measure(session, step, MeasureStatus.PAUSED)
    measure.status, measure.status_reason = MeasureStatus.RUNNING, None
    return _stepped(session, measure)


def complete_measure(session: Session, step: MeasureStep, *, done_on: date, today: date) -> ConvenienceMeasure:
    measure = _open_measure(session, step)
    check_day(done_on, "done_on", today)
    if done_on < measure.launched_on:
        raise invalid(
            "done_on",
            f"It was launched on {measure.launched_on}; it cannot have been done on {done_on}.",
            f"该举措于 {measure.launched_on} 推出，完成日期不能是 {done_on}。",
        )
    measure.status, measure.status_reason, measure.done_on = MeasureStatus.DONE, None, done_on
    return _stepped(session, measure)


def _open_measure(session: Session, step: MeasureStep, wanted: MeasureStatus | None = None) -> ConvenienceMeasure:
    measure = row_by_id(session, ConvenienceMeasure, "ConvenienceMeasure", step.measure_id, "measure_id")
    check_version(measure.version, step.version)
    if measure.status is MeasureStatus.DONE or wanted not in (None, measure.status):
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"The measure is {measure.status.name}; this cannot be done with it now.",
            f"该举措状态为 {measure.status.name}，不能进行此操作。",
            ("measure_id",),
        )
    return measure


def _stepped(session: Session, measure: ConvenienceMeasure) -> ConvenienceMeasure:
    measure.version += 1
    session.flush()
    return measure
