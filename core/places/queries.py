"""Root fields of the places."""

from __future__ import annotations

from core.engine.connection import Connection
from core.engine.declare import connection, unique
from core.places import models
from core.places.types import COMMUNITY_ORDER, Community, CommunityFilter


class PlaceQueries:
    community: Community | None = unique(
        "The community that has a code, or, where none has it today, the last that had; null where none ever had "
        "(按代码查社区).",
        models.Community.code,
        "code",
        str,
        "The 12-digit code (社区代码).",
        prefer="is_active",
    )
    communities: Connection[Community] = connection(
        "The register of communities (社区名录).", COMMUNITY_ORDER, CommunityFilter
    )
