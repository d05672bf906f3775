"""Special periods, and who and what stands by in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

from core.checks import EARLIEST, check_count, check_some, clean
from core.errors import DomainError, ErrorCode, at, invalid, out_of_range
from core.ids import row_by_id
from core.names import free_name, named, taken
from core.people.models import Unit
from core.standby.models import EmergencyTeam, ReserveStock, SpecialPeriod, SpecialPeriodKind

DAYS_MOST = 92
AHEAD = timedelta(days=366)
TEAMS_MOST = 200
MEMBERS_MOST = 500
VOLUME_MOST = 10_000_000_000
MayServe = Callable[[str], object]
"""Refuses a line that does not exist, or that the viewer does not lead."""


class TeamDraft(Protocol):
    name: str
    line: Any
    members: int

    @property
    def unit_id(self) -> str | None: ...


def declare_period(
    session: Session, kind: SpecialPeriodKind, name: str, *, starts_on: date, ends_on: date, today: date
) -> SpecialPeriod:
    """Some days, both included, in which more than usual must stand by."""
    if not EARLIEST <= starts_on <= today + AHEAD:
        raise out_of_range(
            "starts_on",
            f"It begins on {starts_on}; it can begin from {EARLIEST} to {today + AHEAD}.",
            f"起始日 {starts_on} 超出范围，应在 {EARLIEST} 至 {today + AHEAD} 之间。",
        )
    if not starts_on <= ends_on < starts_on + timedelta(days=DAYS_MOST):
        raise out_of_range(
            "ends_on",
            f"It begins on {starts_on} and cannot end on {ends_on}; at most {DAYS_MOST} days, both included.",
            f"起始日为 {starts_on}，截止日不能是 {ends_on}，最长 {DAYS_MOST} 天（含首尾）。",
        )
    name = free_name(session, SpecialPeriod, name, told=_told)
    period = SpecialPeriod(kind=kind, name=name, starts_on=starts_on, ends_on=ends_on)
    session.add(period)
    session.flush()
    return period


def _told(period: SpecialPeriod) -> tuple[str, str]:
    return (
        f"The period from {period.starts_on} to {period.ends_on}",
        f"{period.starts_on} 至 {period.ends_on} 的时段",
    )


def put_on_standby(
    session: Session, period_id: str, drafts: Sequence[TeamDraft], *, may_serve: MayServe
) -> SpecialPeriod:
    """Teams that stand by in the period, and only in it."""
    period = row_by_id(session, SpecialPeriod, "SpecialPeriod", period_id, "period_id")
    check_some(drafts, "teams", TEAMS_MOST)
    names = {team.name for team in period.teams}
    for number, draft in enumerate(drafts):
        with at("teams", number):
            team = _team(session, draft, names, may_serve)
        names.add(team.name)
        period.teams.append(team)
    session.flush()
    return period


def _team(session: Session, draft: TeamDraft, others: set[str], may_serve: MayServe) -> EmergencyTeam:
    may_serve(draft.line)
    name = clean(draft.name, "name", 60)
    if (same := taken(others, name)) is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"A team named {same} stands by in this period already; tell them apart by the name.",
            f"该时段已有名为“{same}”的队伍，请用名称加以区分。",
            ("name",),
        )
    check_count(draft.members, "members", MEMBERS_MOST, least=1)
    unit = row_by_id(session, Unit, "Unit", draft.unit_id, "unit_id") if draft.unit_id is not None else None
    return EmergencyTeam(name=name, line=draft.line, unit=unit, members=draft.members)


def report_reserve(
    session: Session,
    period_id: str,
    *,
    line: str,
    name: str,
    volume_m3: int,
    as_of: date,
    may_serve: MayServe,
    today: date,
) -> ReserveStock:
    """What is in store on a day of the period; told again under its name, the later day holds."""
    period = row_by_id(session, SpecialPeriod, "SpecialPeriod", period_id, "period_id")
    may_serve(line)
    name = clean(name, "name", 60)
    check_count(volume_m3, "volume_m3", VOLUME_MOST)
    _check_as_of(period, as_of, today)
    of_line = (ReserveStock.period_id == period.id, ReserveStock.line == line)
    stock: ReserveStock | None = named(session, ReserveStock.name, name, *of_line)
    if stock is None:
        stock = ReserveStock(period=period, line=line, name=name, volume_m3=volume_m3, as_of=as_of)
        session.add(stock)
    elif as_of < stock.as_of:
        raise invalid(
            "as_of",
            f"What was in store on {stock.as_of} was told already; {as_of} comes too late.",
            f"已报告 {stock.as_of} 的储备量，不能再报告更早的 {as_of}。",
        )
    stock.volume_m3, stock.as_of = volume_m3, as_of
    session.flush()
    return stock


def _check_as_of(period: SpecialPeriod, as_of: date, today: date) -> None:
    """Figures of a period hold inside it only; stores are filled in the days before."""
    first = period.starts_on - timedelta(days=7)
    last = min(period.ends_on, today)
    if not first <= as_of <= last:
        raise out_of_range(
            "as_of",
            f"{period.name} lasts from {period.starts_on} to {period.ends_on}; tell of a day from {first} to {last}.",
            f"{period.name}为 {period.starts_on} 至 {period.ends_on}，请报告 {first} 至 {last} 之间的储备。",
        )


def stand_down(session: Session, team_id: str, *, may_serve: MayServe) -> SpecialPeriod:
    """A team that was named by mistake does not stand by."""
    team = row_by_id(session, EmergencyTeam, "EmergencyTeam", team_id, "team_id")
    may_serve(team.line)
    period = team.period
    session.delete(team)
    session.flush()
    session.refresh(period)
    return period
