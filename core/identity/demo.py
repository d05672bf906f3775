"""The demo's roles: whoever tries the demo may see it as any post would. There is none of this in production."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from core.errors import unknown
from core.identity.tokens import Tokens
from core.people.models import Officer
from core.places.models import District
from core.policy.role import Role

SECONDS = 12 * 3600
POSTS = (
    Role.FIELD_OFFICER,
    Role.ACCEPTOR,
    Role.DISPATCHER,
    Role.HANDLER,
    Role.CHECKER,
    Role.LINE_LEAD,
    Role.DISTRICT_LEADER,
    Role.DIRECTOR,
)
OFFICES = (Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.ANONYMOUS)
"""Roles of the demo that are no posts."""


@dataclass(frozen=True)
class Demo:
    tokens: Tokens
    connecting: Callable[[], AbstractContextManager[Connection]]
    clock: Callable[[], datetime]
    lines: Collection[str]
    """Keys of the lines that a role may be limited to."""

    def roles(self) -> list[dict[str, Any]]:
        """What can be tried: one post for each role and line, and the offices."""
        officer, district = Officer.__table__, District.__table__
        wanted = select(officer.c.role, officer.c.line, officer.c.name, district.c.code).outerjoin_from(
            officer, district, district.c.id == officer.c.district_id
        )
        with self.connecting() as connection:
            posts = connection.execute(wanted.order_by(officer.c.id)).all()
        found: dict[tuple[str, str | None], dict[str, Any]] = {}
        for role in POSTS:
            for post in posts:
                if post.role.name == role.name:
                    found.setdefault((role.name, post.line), _told(role, post.name, post.line, post.code))
        return [*found.values(), *(_told(role, None, None, None) for role in OFFICES)]

    def token(self, role: Any, line: Any = None, district: Any = None) -> tuple[str, int]:
        return role_token(self.tokens, self.clock(), self.lines, role, line, district), SECONDS


def role_token(
    tokens: Tokens, now: datetime, lines: Collection[str], role: Any, line: Any = None, district: Any = None
) -> str:
    """For a role, and, where it is limited, one of the lines and a district by its code."""
    if not all(isinstance(text, str | None) for text in (role, line, district)) or role not in Role.__members__:
        raise unknown("role", str(role)[:40], list(Role.__members__), "role", "角色")
    if line is not None and line not in lines:
        raise unknown("line", line[:40], list(lines), "service line", "服务线")
    claims = {"role": role, "line": line, "districts": [district] if district else []}
    return tokens.access("demo:role", now, SECONDS, **claims)


def _told(role: Role, post: str | None, line: str | None, district: str | None) -> dict[str, Any]:
    title, _, chinese = role.value.rpartition(" (")
    return {
        "role": role.name,
        "title": title,
        "titleZh": chinese.rstrip(".)"),
        "post": post,
        "line": line,
        "district": district,
    }
