"""Wearing: whose eyes a connection has. Compared before each statement, so that nothing is ever left over from before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event

from core.policy.worn import NOBODY, SETTING, SYSTEM

WORN = "worn"
"""The option of an execution that says what is worn for it."""
AS_SYSTEM = {WORN: SYSTEM}
"""For what is nobody's to see one by one, and is counted or looked up for the viewer all the same."""
IS_WALLED = "lastmeter.is_walled"
NOW = "lastmeter.worn"
NAME = "lastmeter_wall"
STANDS = f"SELECT coalesce(bool_or(row_security_active(polrelid)), false) FROM pg_policy WHERE polname = '{NAME}'"
"""Whether there is a wall and the login does not pass it: asked once for each connection."""
FOR_NOW = "SELECT set_config(%s, %s, true)"
"""Forgotten by PostgreSQL itself when the transaction ends."""

UNDOES = "ROLLBACK TO"
"""A transaction in which something failed takes nothing else."""


def listen(engine: Engine) -> None:
    """Every transaction of this engine wears what its statements are executed for; without a wall, it costs nothing."""
    event.listen(engine, "connect", _look)
    event.listen(engine, "begin", _forget)
    event.listen(engine, "rollback_savepoint", _forget)
    event.listen(engine, "before_cursor_execute", _before_statement)


def _look(connection: Any, record: Any) -> None:
    (record.info[IS_WALLED],) = connection.execute(STANDS).fetchone()
    connection.rollback()


def _forget(connection: Connection, *_: Any) -> None:
    connection.info.pop(NOW, None)


def _before_statement(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _is_many: Any
) -> None:
    if connection.info[IS_WALLED] and not statement.startswith(UNDOES):
        wear(connection, _wanted(context))


def _wanted(context: Any) -> str:
    """What is written was found before, behind the wall. Triggers count with it, and it may leave the writer's reach."""
    if context.isinsert or context.isupdate or context.isdelete:
        return SYSTEM
    wanted: str = context.execution_options.get(WORN, NOBODY)
    return wanted


def wear(connection: Connection, worn: str) -> None:
    """From the next statement of this transaction on."""
    info = connection.info
    if info.get(IS_WALLED) and info.get(NOW) != worn:
        driver: Any = connection.connection.driver_connection
        driver.execute(FOR_NOW, (SETTING, worn))
        info[NOW] = worn
