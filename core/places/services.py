"""Finding places."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import invalid, not_found
from core.places.models import Community


def community_by_code(session: Session, code: str, field: str) -> Community:
    if not (len(code) == 12 and code.isascii() and code.isdigit()):
        raise invalid(
            field,
            "communityCode must be the community's 12-digit code, such as 370203029014.",
            "communityCode 须为 12 位社区代码，例如 370203029014。",
        )
    wanted = select(Community).where(Community.code == code).order_by(Community.is_active.desc(), Community.id.desc())
    community = session.scalars(wanted).first()
    if community is None:
        raise not_found(field, f"community with the code {code}", f"代码为 {code} 的社区")
    return community
