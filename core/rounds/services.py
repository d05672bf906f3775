"""Rounds: planned for a month, lines and communities; opened, changed while they run, closed when the month is over."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from core.campaigns.services import communities_of, require_reach
from core.checks import EARLIEST, check_length
from core.errors import DomainError, ErrorCode, at, invalid, not_found, out_of_range
from core.ids import row_by_id
from core.places.models import Community, District
from core.rounds.models import Round, RoundCommunity, RoundLine, RoundStatus
from core.visits.models import Visit, VisitStatus
from core.wall.wearing import AS_SYSTEM
from core.windows import months_after

MONTHS_AHEAD = 12
DISTRICTS_MOST = 100


def plan_round(
    session: Session,
    month: str,
    lines: Sequence[str],
    *,
    community_codes: Sequence[str],
    district_codes: Sequence[str],
    today: date,
) -> Round:
    """Each of the lines should go into each of the communities once that month."""
    first = _first_day(month, today)
    if session.scalar(select(Round.id).where(Round.month == month)) is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            f"The round of {month} is planned already; add communities to it.",
            f"{month} 轮次已计划，请在原轮次中增加社区。",
            ("month",),
        )
    if not lines:
        raise DomainError(ErrorCode.REQUIRED, "A round needs lines; name at least one.", "请填写服务线。", ("lines",))
    communities = _chosen(session, community_codes, district_codes, max(first, today))
    require_reach(session, lines, _districts_of(session, communities))
    planned = Round(
        month=month, status=RoundStatus.PLANNED, lines=[RoundLine(line=line) for line in dict.fromkeys(lines)]
    )
    session.add(planned)
    session.flush()
    session.add_all(RoundCommunity(round_id=planned.id, community_id=one) for one in communities)
    _take_in_visits(session, planned, first)
    session.flush()
    return planned


def _first_day(month: str, today: date) -> date:
    year, number = map(int, month.split("-"))
    first = date(year, number, 1)
    if not EARLIEST <= first <= months_after(today, MONTHS_AHEAD):
        raise out_of_range(
            "month",
            f"{month} is out of range; plan rounds up to {months_after(today, MONTHS_AHEAD):%Y-%m}.",
            f"{month} 超出范围，最远可计划至 {months_after(today, MONTHS_AHEAD):%Y-%m}。",
        )
    return first


def _chosen(session: Session, codes: Sequence[str], districts: Sequence[str], day: date) -> list[int]:
    """Keys of the communities named, and of all that the districts have in the register."""
    if not codes and not districts:
        raise DomainError(
            ErrorCode.REQUIRED,
            "Name communities or districts, at least one.",
            "请至少填写一个社区或区市。",
            ("community_codes",),
        )
    found = [one.id for one in communities_of(session, codes, day)] if codes else []
    check_length(districts, "district_codes", DISTRICTS_MOST)
    for number, code in enumerate(districts):
        with at("district_codes", number):
            found += _of_district(session, code)
    return list(dict.fromkeys(found))


def _of_district(session: Session, code: str) -> list[int]:
    district = session.scalar(select(District.id).where(District.code == code))
    if district is None:
        raise not_found((), f"district with the code {code[:20]!r}", f"代码为“{code[:20]}”的区市")
    wanted = select(Community.id).where(Community.district_id == district, Community.is_active)
    return list(session.scalars(wanted.order_by(Community.code)))


def _take_in_visits(session: Session, planned: Round, first: date) -> None:
    """Visits of the month that were recorded before anybody planned it."""
    session.execute(
        update(Visit)
        .where(
            Visit.round_id.is_(None),
            Visit.line.in_(_lines_of(planned)),
            Visit.visited_on >= first,
            Visit.visited_on < months_after(first, 1),
        )
        .values(round_id=planned.id)
        .execution_options(synchronize_session=False)
    )


def open_round(session: Session, round_id: str, *, today: date) -> Round:
    """The month has begun: visits are being made."""
    found = _whole(session, round_id, RoundStatus.PLANNED)
    if f"{today:%Y-%m}" < found.month:
        raise _not_now(f"{found.month} has not begun.", f"{found.month} 尚未开始。")
    found.status = RoundStatus.OPEN
    session.flush()
    return found


def close_round(session: Session, round_id: str, *, today: date) -> Round:
    """The month is over, or nothing is missing. What comes in late from phones still counts."""
    found = _whole(session, round_id, RoundStatus.OPEN)
    missing = _missing(session, found)
    if f"{today:%Y-%m}" <= found.month and missing:
        year, number = map(int, found.month.split("-"))
        last = date(year, number, monthrange(year, number)[1])
        raise _not_now(
            f"{missing} visits are missing, and the month goes on until {last}.",
            f"尚缺 {missing} 次进社区，本月至 {last} 结束。",
        )
    found.status = RoundStatus.CLOSED
    session.flush()
    return found


def _missing(session: Session, found: Round) -> int:
    """Pairs of community and line that have no visit."""
    made = (
        select(Visit.community_id, Visit.line)
        .join(RoundCommunity, (RoundCommunity.community_id == Visit.community_id))
        .join(RoundLine, (RoundLine.line == Visit.line) & (RoundLine.round_id == found.id))
        .where(RoundCommunity.round_id == found.id, Visit.round_id == found.id, Visit.status == VisitStatus.DONE)
        .distinct()
        .subquery()
    )
    communities = select(func.count()).select_from(RoundCommunity).where(RoundCommunity.round_id == found.id)
    expected = (session.scalar(communities) or 0) * len(found.lines)
    done = session.scalar(select(func.count()).select_from(made), execution_options=AS_SYSTEM)
    return expected - (done or 0)


def add_communities(session: Session, round_id: str, codes: Sequence[str], *, today: date) -> Round:
    """More communities that the lines should go into; those that are in it already stay."""
    found = _round(session, round_id, RoundStatus.PLANNED, RoundStatus.OPEN)
    there = set(session.scalars(select(RoundCommunity.community_id).where(RoundCommunity.round_id == found.id)))
    new = [one for one in communities_of(session, codes, today) if one.id not in there]
    require_reach(session, _lines_of(found), {one.district_id for one in new})
    session.add_all(RoundCommunity(round_id=found.id, community_id=one.id) for one in new)
    session.flush()
    return found


def drop_communities(session: Session, round_id: str, codes: Sequence[str]) -> Round:
    """Communities that the lines need not go into after all; none that a line has been in for the round."""
    found = _round(session, round_id, RoundStatus.PLANNED, RoundStatus.OPEN)
    communities = communities_of(session, codes, EARLIEST)
    require_reach(session, _lines_of(found), {one.district_id for one in communities})
    for number, community in enumerate(communities):
        with at("community_codes", number):
            _check_unvisited(session, found, community)
        dropped: CursorResult[Any] = session.execute(  # type: ignore[assignment]
            delete(RoundCommunity).where(
                RoundCommunity.round_id == found.id, RoundCommunity.community_id == community.id
            )
        )
        if not dropped.rowcount:
            raise invalid(
                ("community_codes", str(number)),
                f"{community.name} is not in the round of {found.month}.",
                f"{community.name} 不在 {found.month} 轮次中。",
            )
    session.flush()
    return found


def _check_unvisited(session: Session, found: Round, community: Community) -> None:
    wanted = select(Visit.id).where(
        Visit.round_id == found.id, Visit.community_id == community.id, Visit.status == VisitStatus.DONE
    )
    if session.scalar(wanted.limit(1), execution_options=AS_SYSTEM) is not None:
        raise DomainError(
            ErrorCode.NOT_ALLOWED,
            f"{community.name} was visited in this round; it cannot be dropped.",
            f"{community.name} 本轮已有进社区记录，不能移除。",
        )


def _round(session: Session, round_id: str, *wanted: RoundStatus) -> Round:
    found = row_by_id(session, Round, "Round", round_id, "round_id")
    session.refresh(found, with_for_update=True)
    if found.status not in wanted:
        raise _not_now(
            f"The round of {found.month} is {found.status.name}.",
            f"{found.month} 轮次状态为 {found.status.name}，不能进行此操作。",
        )
    return found


def _whole(session: Session, round_id: str, wanted: RoundStatus) -> Round:
    """What is done with a round is done to all its lines and communities."""
    found = _round(session, round_id, wanted)
    communities = select(RoundCommunity.community_id).where(RoundCommunity.round_id == found.id)
    require_reach(session, _lines_of(found), _districts_of(session, communities))
    return found


def _lines_of(found: Round) -> list[str]:
    return [line.line for line in found.lines]


def _districts_of(session: Session, communities: Any) -> Sequence[int]:
    wanted = select(Community.district_id).where(Community.id.in_(communities)).distinct()
    return session.scalars(wanted.order_by(Community.district_id)).all()


def _not_now(message: str, message_zh: str) -> DomainError:
    return DomainError(ErrorCode.NOT_ALLOWED, message, message_zh, ("round_id",))
