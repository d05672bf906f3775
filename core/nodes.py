"""Any object again, by its id."""

from __future__ import annotations

import strawberry

from core.engine.declare import Node, by_node_id


class NodeQueries:
    node: Node | None = by_node_id(
        "Any object again, by its id; null where there is none, or you may not see it (按 id 获取).",
        "id",
        strawberry.ID,
        "As the object gave it (全局标识).",
    )
    nodes: list[Node | None] = by_node_id(
        "Several objects again, in the order of the ids (按 id 批量获取).",
        "ids",
        list[strawberry.ID],
        "As the objects gave them, at most 100 (全局标识列表).",
    )
