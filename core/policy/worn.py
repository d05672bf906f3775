"""What a connection of PostgreSQL wears: whose eyes it has, as the policies of the wall inside the database read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from core.policy.policy import LETTERS, Reach
from core.policy.scope import OPERATIONS, PUBLIC

if TYPE_CHECKING:
    from core.policy.viewer import Viewer

SETTING = "lastmeter.viewer"
SYSTEM = '{"every":"*"}'
"""Worn by commands, merges, what is written: by what nobody in particular asks for."""
NOBODY = ""
"""Sees no row of anybody."""


def worn_by(viewer: Viewer, opened: frozenset[str]) -> str:
    """The viewer's reach, and who it is. The rows of operations that are opened are there for figures to be counted."""
    may = {
        operation: LETTERS[_reach(viewer, grant.reach)]
        for operation, grant in viewer.grants.items()
        if operation in OPERATIONS and operation != PUBLIC.operation
    }
    worn: dict[str, Any] = {"may": may | dict.fromkeys(opened, LETTERS[Reach.ALL])}
    if viewer.lines is not None:
        worn["lines"] = sorted(viewer.lines)
    if viewer.district_ids is not None:
        worn["districts"] = sorted(viewer.district_ids)
    who = {"unit": viewer.unit_id, "officer": viewer.officer_id}
    worn |= {name: key for name, key in who.items() if key is not None}
    return orjson.dumps(worn, option=orjson.OPT_SORT_KEYS).decode()


def _reach(viewer: Viewer, reach: Reach) -> Reach:
    """A role without limits of the kind that its reach is about reaches further."""
    if reach is Reach.TEAM:
        reach = Reach.LINE if viewer.district_ids is None else Reach.DISTRICT if viewer.lines is None else reach
    if reach is Reach.LINE and viewer.lines is None:
        return Reach.ALL
    if reach is Reach.DISTRICT and viewer.district_ids is None:
        return Reach.ALL
    return reach
