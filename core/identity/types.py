"""GraphQL types of those who sign in."""

from __future__ import annotations

from datetime import date, datetime

from core.engine.declare import Node, column, lookup, relation, shows
from core.engine.orders import Order
from core.identity import models
from core.identity.models import AccountState
from core.lines.types import ServiceLine
from core.people.types import Officer
from core.policy.role import Role


@shows(models.Account)
class Account(Node):
    """What somebody signs in with: of a post, or of an office that is no post (账号)."""

    login: str = column("The name that is signed in with (登录名).")
    officer: Officer | None = relation("The post, whose role and reach it has; null for an office (岗位).")
    role: Role | None = column("The office; null for a post's account (角色).")
    state: AccountState = column("Whether it can be used (状态).")
    opened_by: str = column("Who opened it: an account, or the command line (开通人).")
    opened_at: datetime = column("When it was opened (开通时间).")


ACCOUNT_ORDER = Order(models.Account, default="login", login="Its login, by code point (登录名).")


@shows(models.ServiceClient)
class ServiceClient(Node):
    """A program of one line, with the operations it was granted (对接系统)."""

    name: str = column("Its name (名称).")
    line: ServiceLine = lookup("The line whose rows it reaches (服务线).")
    operations: str = column("Keys of the operations that it was granted, with commas (授权操作).")
    networks: str = column("Networks that it may come from, with commas; empty for any (来源网段).")
    created_at: datetime = column("When it was granted (授权时间).")
    expires_on: date = column("From this day on its key is worth nothing (到期日).")
    revoked_at: datetime | None = column("When it was revoked; null while it holds (撤销时间).")


CLIENT_ORDER = Order(models.ServiceClient, default="name", name="Its name, by code point (名称).")
