"""Posts: those who are named for something hold one, and somebody is there who holds it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import invalid
from core.identity.models import Account, AccountState
from core.ids import row_by_id
from core.people.models import Officer
from core.wall.wearing import AS_SYSTEM


def held_post(session: Session, officer_id: str, field: str) -> Officer:
    """The post of this id. Nothing is given to one that was left."""
    officer = row_by_id(session, Officer, "Officer", officer_id, field)
    if _is_left(session, officer):
        raise invalid(
            field,
            f"{officer.name} is a post that nobody holds: its accounts are out of use. Name somebody else.",
            f"{officer.name} 岗位目前无人，其账号均已停用，请指定其他人员。",
        )
    return officer


def _is_left(session: Session, officer: Officer) -> bool:
    """Its accounts are all out of use, which is looked up whoever acts. Of a post that never had one nothing is known."""
    wanted = select(Account.state).where(Account.officer_id == officer.id).distinct()
    return session.scalars(wanted, execution_options=AS_SYSTEM).all() == [AccountState.DISABLED]
