"""What campaigns reached, as SQL: where the line was in their days, and how much its rows add up to there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, or_, select

from core.visits.models import Visit, VisitStatus

Counted = Callable[[Any, Any], Any]
"""An SQL expression over a row, as `column(sql=…)` takes it."""
Rows = Callable[[Any], Sequence[ColumnElement[bool]]]
"""Given a campaign: which rows of a line's table belong to it, apart from where they are."""


class Counting:
    """The figures of one line's campaigns: `campaign` and `place` are its tables, `key` points from place to campaign."""

    def __init__(self, line: str, campaign: Any, place: Any, key: Any) -> None:
        self.line = line
        self.campaign = campaign
        self.place = place
        self.key = key

    def in_days(self, campaign: Any, day: Any) -> list[ColumnElement[bool]]:
        return [day >= campaign.starts_on, day < campaign.ends_before]

    def visits(self, campaign: Any) -> list[ColumnElement[bool]]:
        """The line's visits made in its days, wherever they were."""
        return [
            Visit.line == self.line,
            Visit.status == VisitStatus.DONE,
            *self.in_days(campaign, Visit.visited_on),
        ]

    # ------------------------------------------------------------- of a campaign

    def planned(self, campaign: Any, _asking: Any) -> Any:
        made = select(func.count()).select_from(self.place).where(self.key == campaign.id)
        return made.correlate(campaign).scalar_subquery()

    def covered(self, or_seen: Rows | None = None, seen_at: Any = None) -> Counted:
        """Communities where the line was in its days: on a visit, or by a row of `or_seen` at `seen_at`."""

        def counted(campaign: Any, _asking: Any) -> Any:
            made = select(func.count()).select_from(self.place).where(self.key == campaign.id)
            made = made.where(self._is_covered(campaign, self.place, or_seen, seen_at))
            return made.correlate(campaign).scalar_subquery()

        return counted

    def over(self, number: Any, rows: Rows, at: Any, source: Any) -> Counted:
        """A number over the rows of `source` that are at one of its communities."""

        def counted(campaign: Any, _asking: Any) -> Any:
            made = select(number).select_from(source).join(self.place, self.place.community_id == at)
            made = made.where(self.key == campaign.id, *rows(campaign))
            return made.correlate(campaign).scalar_subquery()

        return counted

    # ------------------------------------------------------------- of one of its communities

    def is_covered(self, or_seen: Rows | None = None, seen_at: Any = None) -> Counted:
        def held(place: Any, _asking: Any) -> Any:
            campaign = self.campaign
            key = getattr(place, self.key.key)
            return (
                exists().where(campaign.id == key, self._is_covered(campaign, place, or_seen, seen_at)).correlate(place)
            )

        return held

    def over_place(self, number: Any, rows: Rows, at: Any, source: Any) -> Counted:
        """The same in one of its communities."""

        def counted(place: Any, _asking: Any) -> Any:
            campaign = self.campaign
            key = getattr(place, self.key.key)
            made = select(number).select_from(source).join(campaign, campaign.id == key)
            made = made.where(at == place.community_id, *rows(campaign))
            return made.correlate(place).scalar_subquery()

        return counted

    def _is_covered(self, campaign: Any, place: Any, or_seen: Rows | None, seen_at: Any) -> ColumnElement[bool]:
        visited = exists().where(Visit.community_id == place.community_id, *self.visits(campaign))
        seen: Any = false()
        if or_seen is not None:
            seen = exists().where(seen_at == place.community_id, *or_seen(campaign)).correlate(campaign, place)
        return or_(visited.correlate(campaign, place), seen)
