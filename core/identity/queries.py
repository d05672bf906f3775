"""Root fields of those who sign in."""

from __future__ import annotations

from core.engine.connection import Connection
from core.engine.declare import connection
from core.identity.types import ACCOUNT_ORDER, CLIENT_ORDER, Account, ServiceClient


class IdentityQueries:
    accounts: Connection[Account] = connection("Accounts, for those who keep them (账号).", ACCOUNT_ORDER)
    service_clients: Connection[ServiceClient] = connection(
        "Programs that may ask, for those who keep them (对接系统).", CLIENT_ORDER
    )
