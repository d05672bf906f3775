"""The viewer: who asks, in which role, and for which lines and districts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from core.errors import DomainError, ErrorCode
from core.policy.policy import Grant, Policy, Reach
from core.policy.role import Role
from core.policy.worn import worn_by


class Kind(Enum):
    """How much is known of the one who asks: limits and rates differ by it."""

    ANONYMOUS = "anonymous"
    SIGNED_IN = "signed_in"
    MACHINE = "machine"


KINDS = {Role.ANONYMOUS: Kind.ANONYMOUS, Role.MACHINE: Kind.MACHINE}


@dataclass(frozen=True)
class Viewer:
    """`lines` and `district_ids` limit what the role reaches; None is no limit."""

    role: Role
    name: str = ""
    """For the audit trail: the post, or the client."""
    actor: str = ""
    """Which account or client it is; empty where nobody has signed in."""
    officer_id: int | None = None
    unit_id: int | None = None
    lines: frozenset[str] | None = None
    district_ids: frozenset[int] | None = None
    grants: Mapping[str, Grant] = field(default_factory=dict, compare=False, repr=False)
    """What the role may do, by operation."""
    holds: Callable[..., bool] | None = field(default=None, compare=False, repr=False)
    """Asks, by a connection, whether all this is still so; None where nothing can have changed. With `lock` it stays so
    until the transaction ends.
    """

    @classmethod
    def of(cls, policies: Iterable[Policy], role: Role, **more: Any) -> Viewer:
        grants = {policy.key: policy.grants[role] for policy in policies if role in policy.grants}
        return cls(role, grants=grants, **more)

    @property
    def has_lines(self) -> bool:
        return self.lines is not None

    @property
    def has_districts(self) -> bool:
        return self.district_ids is not None

    @cached_property
    def kind(self) -> Kind:
        return KINDS.get(self.role, Kind.SIGNED_IN)

    @cached_property
    def signature(self) -> Hashable:
        """All of the viewer that the text of a statement depends on."""
        return frozenset(self.grants.items()), self.has_lines, self.has_districts

    @cached_property
    def _worn(self) -> dict[frozenset[str], str]:
        return {}

    def worn(self, opened: frozenset[str] = frozenset()) -> str:
        """What a connection of PostgreSQL wears for the viewer; the operations `opened` are for figures."""
        found = self._worn.get(opened)
        if found is None:
            found = self._worn[opened] = worn_by(self, opened)
        return found

    def confirm(self, session: Any) -> None:
        """Refuses what is done by somebody whose rights were changed or taken away meanwhile."""
        if self.holds is not None and not self.holds(session.connection(), lock=True):
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "Your rights were changed meanwhile; sign in again.",
                "您的权限已变更，请重新登录。",
            )

    def grant(self, operation: str) -> Grant | None:
        return self.grants.get(operation)

    def may(self, operation: str, row: Any = None) -> bool:
        """Whether the role may do it, to this row where one is given."""
        grant = self.grant(operation)
        return grant is not None and (row is None or self._reaches(grant.reach, row))

    def require(self, operation: str, row: Any = None) -> None:
        """Refuses what the viewer may not do. A row that may not even be seen was not found before."""
        if not self.may(operation, row):
            raise DomainError(
                ErrorCode.FORBIDDEN,
                f"The role {self.role.name} may not do this here ({operation}).",
                f"角色 {self.role.name} 无权进行此操作（{operation}）。",
            )

    def _reaches(self, reach: Reach, row: Any) -> bool:
        in_line = self.lines is None or getattr(row, "line", None) in self.lines
        in_district = self.district_ids is None or getattr(row, "district_id", None) in self.district_ids
        match reach:
            case Reach.ALL:
                return True
            case Reach.LINE:
                return in_line
            case Reach.DISTRICT:
                return in_district
            case Reach.TEAM:
                return in_line and in_district
            case Reach.ASSIGNED:
                return self._is_assigned(row)
        return self.officer_id is not None and getattr(row, "reporter_id", None) == self.officer_id

    def _is_assigned(self, row: Any) -> bool:
        mine = self.officer_id is not None and self.officer_id in (
            getattr(row, "assignee_id", None),
            getattr(row, "leader_id", None),
        )
        return mine or (self.unit_id is not None and getattr(row, "assignee_unit_id", None) == self.unit_id)
