"""Planning a campaign: a name of its own, days, and communities that were in the register then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.campaigns.models import Campaign
from core.checks import EARLIEST, Checks, check_length
from core.context import viewer_of
from core.errors import DomainError, ErrorCode, at, out_of_range
from core.names import free_name
from core.places.models import Community
from core.visits.services import open_community
from core.windows import DateWindow, checked

DAYS_MOST = 366
COMMUNITIES_MOST = 2_000


class CampaignDraft(Protocol):
    """A campaign as it is planned."""

    name: str
    window: DateWindow

    @property
    def community_codes(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Planned:
    """What was found to be in order."""

    name: str
    communities: Sequence[Community]


def plan(session: Session, line: str, model: type[Campaign], draft: CampaignDraft, *, today: date) -> Planned:
    """Checks what all campaigns have; `model` is the line's table, in which the name must be new."""
    checks = Checks()
    name = checks.run(partial(free_name, session, model, draft.name))
    checks.run(partial(_check_days, draft.window, today))
    communities = checks.run(partial(communities_of, session, draft.community_codes, draft.window.from_))
    checks.done()
    require_reach(session, [line], {community.district_id for community in communities or ()})
    return Planned(name or "", communities or ())


@dataclass(frozen=True)
class Share:
    """What one line is to do in one district, as policies look at it."""

    line: str
    district_id: int


def require_reach(session: Session, lines: Iterable[str], district_ids: Iterable[int]) -> None:
    """Refuses who answers for one line or district what others are to do. Commands may all."""
    viewer = viewer_of(session)
    if viewer is not None:
        for line, district in product(lines, district_ids):
            viewer.require("round.plan", Share(line, district))


def _check_days(window: DateWindow, today: date) -> None:
    checked(window)
    latest, days = today + timedelta(days=DAYS_MOST), (window.to - window.from_).days
    if not EARLIEST <= window.from_ <= latest:
        raise out_of_range(
            ("window", "from"),
            f"It begins on {window.from_}; it can begin from {EARLIEST} to {latest}.",
            f"起始日 {window.from_} 超出范围，应在 {EARLIEST} 至 {latest} 之间。",
        )
    if days > DAYS_MOST:
        raise out_of_range(
            ("window", "to"),
            f"It lasts {days} days; at most {DAYS_MOST}.",
            f"共 {days} 天，最长 {DAYS_MOST} 天。",
        )


def communities_of(session: Session, codes: Sequence[str], day: date) -> list[Community]:
    """Each community once, in the order given; those in the register are found at one go."""
    check_length(codes, "community_codes", COMMUNITIES_MOST)
    if not codes:
        raise DomainError(
            ErrorCode.REQUIRED,
            "Name at least one community.",
            "请至少填写一个社区。",
            ("community_codes",),
        )
    possible = [code for code in codes if code.isascii() and code.isdigit()]
    wanted = select(Community).where(Community.code.in_(possible), Community.is_active)
    found = {community.code: community for community in session.scalars(wanted)}
    for number, code in enumerate(codes):
        if code not in found:
            found[code] = _former(session, code, number, day)
    return [found[code] for code in dict.fromkeys(codes)]


def _former(session: Session, code: str, number: int, day: date) -> Any:
    """A community that was still in the register on the day; anything else is refused at its place in the list."""
    try:
        return open_community(session, code, day)
    except DomainError as refusal:
        refusal.field = ()
        with at("community_codes", number):
            raise
