"""From what a token proves to a viewer: role and reach are read from the rows, and read again before a change is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from core.identity.clients import is_within
from core.identity.models import Account, AccountState, RefreshToken, ServiceClient
from core.identity.sessions import hash_of
from core.identity.tokens import Unauthenticated
from core.people.models import Officer, OfficerRole
from core.places.models import District
from core.policy.policy import Policy
from core.policy.role import Role
from core.policy.viewer import Viewer
from core.wall.wearing import AS_SYSTEM

ACCOUNT, OFFICER, REFRESH = Account.__table__, Officer.__table__, RefreshToken.__table__
CLIENT = ServiceClient.__table__
POST = (OFFICER.c.name, OFFICER.c.role.label("post"), OFFICER.c.line, OFFICER.c.district_id, OFFICER.c.unit_id)


@dataclass(frozen=True)
class Viewers:
    """Makes viewers of what the database says. Reads by tables: these rows are nobody's to see."""

    policies: Iterable[Policy]

    def of_account(self, connection: Connection, account_id: int, family: str | None) -> Viewer:
        """Raises Unauthenticated where the account is not in use, or signed out."""
        facts = _account(connection, account_id, family)
        if facts is None:
            raise Unauthenticated("account")

        def holds(connection: Connection, *, lock: bool) -> bool:
            return bool(_account(connection, account_id, family, lock=lock) == facts)

        viewer = self._of_facts(facts, f"account {account_id}")
        return replace(viewer, holds=holds)

    def of_login(self, connection: Connection, login: str) -> Viewer:
        """Who an identity provider vouches for, if there is an account of that name."""
        found = connection.scalar(select(ACCOUNT.c.id).where(ACCOUNT.c.login == login))
        if found is None:
            raise Unauthenticated("no account")
        return self.of_account(connection, found, None)

    def _of_facts(self, facts: Any, actor: str) -> Viewer:
        if facts.officer_id is None:
            return Viewer.of(self.policies, facts.role, name=facts.login, actor=actor)
        return Viewer.of(
            self.policies,
            Role[facts.post.name],
            name=facts.name,
            actor=actor,
            officer_id=facts.officer_id,
            unit_id=facts.unit_id,
            lines=None if facts.line is None else frozenset({facts.line}),
            district_ids=None if facts.district_id is None else frozenset({facts.district_id}),
        )

    def of_client(self, connection: Connection, token: str, address: str, today: date) -> Viewer:
        facts = _client(connection, hash_of(token))
        if facts is None or facts.expires_on <= today or not is_within(address, facts.networks):
            raise Unauthenticated("program")

        def holds(connection: Connection, *, lock: bool) -> bool:
            return bool(_client(connection, hash_of(token), lock=lock) == facts)

        lines = frozenset({facts.line})
        viewer = Viewer.of(self.policies, Role.MACHINE, name=facts.name, actor=f"program {facts.id}", lines=lines)
        granted = set(facts.operations.split(","))
        grants = {operation: grant for operation, grant in viewer.grants.items() if operation in granted}
        return replace(viewer, grants=grants, holds=holds)

    def of_role(self, connection: Connection, claims: Mapping[str, Any]) -> Viewer:
        """A role of the demo: as a post that has it would see things, where there is one."""
        role = Role.__members__.get(str(claims.get("role")))
        if role is None:
            raise Unauthenticated("role")
        line, codes = claims.get("line"), claims.get("districts") or []
        districts = connection.scalars(select(District.id).where(District.code.in_(codes))).all() if codes else []
        officer = _post(connection, role, line, districts)
        return Viewer.of(
            self.policies,
            role,
            name=officer.name if officer is not None else role.name.lower(),
            actor=f"demo {role.name} {line or ''} {' '.join(codes)}".strip(),
            officer_id=officer.id if officer is not None else None,
            unit_id=officer.unit_id if officer is not None else None,
            lines=None if line is None else frozenset({str(line)}),
            district_ids=frozenset(districts) if codes else None,
        )


def _account(connection: Connection, account_id: int, family: str | None, *, lock: bool = False) -> Any:
    """What an account is now; None where it is not in use. Locked, it stays so until the transaction ends."""
    wanted = (
        select(ACCOUNT.c.login, ACCOUNT.c.role, ACCOUNT.c.officer_id, *POST)
        .outerjoin_from(ACCOUNT, OFFICER, OFFICER.c.id == ACCOUNT.c.officer_id)
        .where(ACCOUNT.c.id == account_id, ACCOUNT.c.state == AccountState.ACTIVE)
    )
    if family is not None:
        alive = select(REFRESH.c.id).where(REFRESH.c.family == family, REFRESH.c.revoked_at.is_(None))
        wanted = wanted.where(alive.exists())
    wanted = wanted.with_for_update(read=True, of=ACCOUNT) if lock else wanted
    return connection.execute(wanted, execution_options=AS_SYSTEM).first()


def _client(connection: Connection, hash_: str, *, lock: bool = False) -> Any:
    columns = (CLIENT.c.id, CLIENT.c.name, CLIENT.c.line, CLIENT.c.operations, CLIENT.c.networks, CLIENT.c.expires_on)
    wanted = select(*columns).where(CLIENT.c.hash == hash_, CLIENT.c.revoked_at.is_(None))
    wanted = wanted.with_for_update(read=True) if lock else wanted
    return connection.execute(wanted, execution_options=AS_SYSTEM).first()


def _post(connection: Connection, role: Role, line: Any, districts: Any) -> Any:
    if role.name not in OfficerRole.__members__:
        return None
    held = [OFFICER.c.role == OfficerRole[role.name]]
    if line is not None:
        held.append(OFFICER.c.line == line)
    if districts:
        held.append(OFFICER.c.district_id.in_(districts))
    wanted = select(OFFICER.c.id, OFFICER.c.name, OFFICER.c.unit_id).where(*held).order_by(OFFICER.c.id)
    return connection.execute(wanted.limit(1)).first()
