"""Recording visits: the part that all lines share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from core.checks import Checks, check_count, check_day, check_length, clean, clean_or_none
from core.context import viewer_of
from core.errors import DomainError, ErrorCode, at, invalid
from core.lines.line import ServiceLine
from core.places.models import Community
from core.places.services import community_by_code
from core.rounds.models import Round, RoundLine
from core.visits.models import (
    PARTICIPANTS,
    PERSON_TIMES_MOST,
    LastVisit,
    Visit,
    VisitMaterial,
    VisitStatus,
)

MATERIALS_MOST = 10_000_000


class PersonTimesDraft(Protocol):
    staff: int
    residents: int
    volunteers: int


class MaterialDraft(Protocol):
    topic: str
    count: int


class VisitDraft(Protocol):
    """What is told of a visit, whatever the line."""

    @property
    def community_code(self) -> str: ...
    @property
    def visited_on(self) -> date: ...
    @property
    def person_times(self) -> PersonTimesDraft: ...
    @property
    def materials(self) -> Sequence[MaterialDraft]: ...
    @property
    def summary(self) -> str | None: ...


def record_visit(session: Session, line: ServiceLine, draft: VisitDraft, *, today: date, now: datetime) -> Visit:
    """A visit that was made, by a line and in a district that the viewer may record for. Field paths in refusals begin at
    the draft.
    """
    checks = Checks()
    community = checks.run(lambda: open_community(session, draft.community_code, draft.visited_on))
    checks.run(lambda: check_day(draft.visited_on, "visited_on", today))
    checks.run(lambda: _check_person_times(draft.person_times))
    materials = checks.run(lambda: _materials(draft.materials))
    summary = checks.run(lambda: clean_or_none(draft.summary, "summary"))
    checks.done()
    assert community is not None
    visit = Visit(
        community=community,
        district_id=community.district_id,
        line=line.key,
        round_id=_round(session, line, draft.visited_on),
        visited_on=draft.visited_on,
        status=VisitStatus.DONE,
        staff=draft.person_times.staff,
        residents=draft.person_times.residents,
        volunteers=draft.person_times.volunteers,
        materials=materials or [],
        summary=summary,
        recorded_at=now,
    )
    viewer = viewer_of(session)
    if viewer is not None:
        viewer.require("visit.record", visit)
    session.add(visit)
    session.flush()
    remember_last(session, visit.community_id, visit.line)
    return visit


def remember_last(session: Session, community_id: int, line: str) -> None:
    """Brings the last visit of a line to a community up to date: after any change of its visits."""
    made = select(func.max(Visit.visited_on)).where(
        Visit.community_id == community_id, Visit.line == line, Visit.status == VisitStatus.DONE
    )
    day = session.scalar(made)
    known = session.get(LastVisit, (community_id, line))
    if day is None:
        if known is not None:
            session.delete(known)
    elif known is None:
        session.add(LastVisit(community_id=community_id, line=line, visited_on=day))
    else:
        known.visited_on = day


def remember_all_last(session: Session) -> None:
    """The same for everything at once: after many visits came in by another way."""
    session.execute(delete(LastVisit))
    made = (
        select(Visit.community_id, Visit.line, func.max(Visit.visited_on))
        .where(Visit.status == VisitStatus.DONE)
        .group_by(Visit.community_id, Visit.line)
    )
    session.execute(insert(LastVisit).from_select(["community_id", "line", "visited_on"], made))


def open_community(session: Session, code: str, day: date) -> Community:
    """The community of that code, if it was in the register on the day."""
    community = community_by_code(session, code, "community_code")
    if community.retired_on is not None and day >= community.retired_on:
        raise invalid(
            "community_code",
            f"{community.name} left the register on {community.retired_on}; name the community that it became.",
            f"{community.name} 已于 {community.retired_on} 撤销，请使用合并后的社区。",
        )
    return community


def _check_person_times(people: PersonTimesDraft) -> None:
    with at("person_times"):
        for name in PARTICIPANTS:
            check_count(getattr(people, name), name, PERSON_TIMES_MOST)


def _materials(drafts: Sequence[MaterialDraft]) -> list[VisitMaterial]:
    check_length(drafts, "materials")
    seen: dict[str, VisitMaterial] = {}
    for number, draft in enumerate(drafts):
        with at("materials", number):
            topic = clean(draft.topic, "topic", 60)
            check_count(draft.count, "count", MATERIALS_MOST, least=1)
            if topic in seen:
                raise DomainError(
                    ErrorCode.DUPLICATE,
                    f"The topic {topic} stands twice; add it up.",
                    f"主题 {topic} 重复，请合并。",
                    ("topic",),
                )
        seen[topic] = VisitMaterial(topic=topic, count=draft.count)
    return list(seen.values())


def _round(session: Session, line: ServiceLine, day: date) -> int | None:
    """The round of the day's month, if the line takes part in it."""
    wanted = select(Round.id).join(RoundLine).where(Round.month == f"{day:%Y-%m}", RoundLine.line == line.key)
    return session.scalar(wanted)
