"""What the remediations of a season brought: one by one, and by cause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, Float, Integer, Text, bindparam, cast, func, select, tuple_
from sqlalchemy.orm import aliased

from core import Cut, Page, Question, Statement, Viewed
from core.columns import Among, Listed
from plugins.heating import models
from plugins.heating.models import HeatingRemediation as Remediation
from plugins.heating.services.seasons import Season
from plugins.heating.types.remediations import HeatingCauseShare, HeatingMeasure, HeatingRemediationOutcome

BEFORE, AFTER = aliased(models.HeatingReading), aliased(models.HeatingReading)
GAIN = cast(AFTER.celsius - BEFORE.celsius, Float)
OF_SEASON = Remediation.season == bindparam("season", type_=Text())
OF_THESE = bindparam("remediations", type_=Listed(BigInteger()))

LISTED = Viewed(
    lambda seen: (
        select(
            Remediation.id,
            Remediation.opened_on,
            Remediation.household_id,
            Remediation.heating_class,
            Remediation.before_id,
            Remediation.after_id,
            Remediation.proven_on,
            GAIN,
        )
        .outerjoin(BEFORE, BEFORE.id == Remediation.before_id)
        .outerjoin(AFTER, AFTER.id == Remediation.after_id)
        .where(
            OF_SEASON,
            *seen(Remediation),
            tuple_(Remediation.opened_on, Remediation.id)
            < tuple_(bindparam("opened_on", type_=Date()), bindparam("id", type_=BigInteger())),
        )
        .order_by(Remediation.opened_on.desc(), Remediation.id.desc())
        .limit(bindparam("size", type_=Integer()))
    )
)
TOTAL = Viewed(lambda seen: select(func.count()).select_from(Remediation).where(OF_SEASON, *seen(Remediation)))
ALL = Statement(select(func.count()).select_from(Remediation).where(OF_SEASON))
CAUSES = Statement(
    select(models.HeatingRemediationCause.remediation_id, models.HeatingRemediationCause.cause)
    .where(Among(models.HeatingRemediationCause.remediation_id, OF_THESE))
    .order_by(models.HeatingRemediationCause.cause)
)
MEASURES = Statement(
    select(
        models.HeatingMeasure.remediation_id,
        models.HeatingMeasure.kind,
        models.HeatingMeasure.done_on,
    )
    .where(Among(models.HeatingMeasure.remediation_id, OF_THESE))
    .order_by(models.HeatingMeasure.id)
)
BY_CAUSE = Statement(
    select(models.HeatingRemediationCause.cause, func.count(), func.avg(GAIN))
    .join(Remediation, Remediation.id == models.HeatingRemediationCause.remediation_id)
    .outerjoin(BEFORE, BEFORE.id == Remediation.before_id)
    .outerjoin(AFTER, AFTER.id == Remediation.after_id)
    .where(OF_SEASON)
    .group_by(models.HeatingRemediationCause.cause)
    .order_by(func.count().desc(), models.HeatingRemediationCause.cause)
)

OUTCOMES: Cut[Sequence[Any]] = Cut(
    "HeatingRemediationOutcome", lambda row: (row[1], row[0]), (date.max, 2**62), date, int
)
"""They are listed from the newest."""


def page_of_outcomes(
    season: Season, question: Question, first: int | None, after: str | None
) -> Generator[Any, Any, Page[HeatingRemediationOutcome]]:
    """A page of the season's remediations, the newest first."""
    cut, viewer = OUTCOMES.asked(first, after), question.context.viewer
    opened_on, key = cut.since
    shown = cut.shown(
        (yield LISTED(viewer, season=season.name, opened_on=opened_on, id=key, size=cut.size + 1)),
    )
    total = 0
    if question.asks("totalCount"):
        ((total,),) = yield TOTAL(viewer, season=season.name)
    outcomes = yield from _outcomes(shown.items, question)
    return shown.page(outcomes, total)


def _outcomes(found: Sequence[Any], question: Question) -> Generator[Any, Any, list[HeatingRemediationOutcome]]:
    keys = [row[0] for row in found]
    causes: dict[int, list[models.HeatingCause]] = defaultdict(list)
    measures: dict[int, list[HeatingMeasure]] = defaultdict(list)
    if keys and question.asks("nodes.causes"):
        for key, cause in (yield CAUSES(remediations=keys)):
            causes[key].append(cause)
    if keys and question.asks("nodes.measures"):
        for key, kind, done_on in (yield MEASURES(remediations=keys)):
            measures[key].append(HeatingMeasure(kind=kind, done_on=done_on))
    return [
        HeatingRemediationOutcome(
            remediation=key,
            household=household,
            heating_class=heating_class,
            causes=causes[key],
            measures=measures[key],
            before=before,
            after=after,
            temperature_gain=None if gain is None else round(gain, 3),
            is_proven=proven_on is not None,
        )
        for key, _, household, heating_class, before, after, proven_on, gain in found
    ]


def causes_of(season: Season) -> Generator[Any, Any, list[HeatingCauseShare]]:
    """The causes that occurred, the most frequent first."""
    ((total,),) = yield ALL(season=season.name)
    return [
        HeatingCauseShare(
            cause=cause,
            count=count,
            share=count / total,
            mean_gain=None if gain is None else round(gain, 3),
        )
        for cause, count, gain in (yield BY_CAUSE(season=season.name))
    ]
