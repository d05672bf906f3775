"""GraphQL types of those who act."""

from __future__ import annotations

from core.engine.declare import Node, column, lookup, relation, shows
from core.lines.types import ServiceLine
from core.people import models
from core.people.models import OfficerRole, UnitKind


@shows(models.Unit)
class Unit(Node):
    """A body that cases are sent to, or officers belong to (单位)."""

    name: str = column("Its official name (单位名称).")
    kind: UnitKind = column("What kind of body it is (单位类型).")
    line: ServiceLine | None = lookup("The line it works for; null for one that serves all (所属服务线).")


@shows(models.Officer)
class Officer(Node):
    """Somebody who acts, named by post and never by person (岗位)."""

    name: str = column("The post (岗位名称).")
    role: OfficerRole = column("What the post answers for (岗位职责).")
    line: ServiceLine | None = lookup("The line of the post; null for one that serves all (所属服务线).")
    belongs_to: Unit | None = relation("The unit of the post; null where it belongs to none (所属单位).", "unit")
