"""Programs of a line: granted listed operations, from where they may come, for at most 90 days."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy.orm import Session

from core.checks import clean
from core.errors import DomainError, ErrorCode, invalid, out_of_range, unknown
from core.identity.models import ServiceClient
from core.identity.sessions import hash_of
from core.names import named

DAYS_MOST = 90
PREFIX = "lastmeter_"


def add_client(
    session: Session,
    name: str,
    line: str,
    operations: Sequence[str],
    *,
    known: Collection[str],
    days: int,
    now: datetime,
    today: date,
    networks: Sequence[str] = (),
) -> str:
    """The token, which is told this once. `known` are the operations that a program can be granted at all."""
    for operation in operations:
        if operation not in known:
            raise unknown("operations", operation, sorted(known), "operation for programs", "可授予系统的操作")
    if not 1 <= days <= DAYS_MOST:
        raise out_of_range(
            "days", f"{days} days; at most {DAYS_MOST} are granted.", f"{days} 天，最多 {DAYS_MOST} 天。"
        )
    for network in networks:
        _check_network(network)
    name = clean(name, "name", 80)
    if named(session, ServiceClient.name, name) is not None:
        raise DomainError(ErrorCode.DUPLICATE, "There is such a program.", "该系统已存在。", ("name",))
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ServiceClient(
            name=name,
            line=line,
            operations=",".join(sorted(set(operations))),
            networks=",".join(networks),
            hash=hash_of(token),
            created_at=now,
            expires_on=today + timedelta(days=days),
        )
    )
    session.flush()
    return token


def _check_network(text: str) -> None:
    try:
        ip_network(text)
    except ValueError as error:
        raise invalid("networks", f"{text!r} is no network, such as 10.1.0.0/16.", f"“{text}”不是网段。") from error


def is_within(address: str, networks: str) -> bool:
    """Whether an address lies in one of the networks; in any where there are none."""
    if not networks:
        return True
    try:
        return any(ip_address(address) in ip_network(network) for network in networks.split(","))
    except ValueError:
        return False
