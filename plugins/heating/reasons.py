"""Why the heating line should go somewhere soon."""

from __future__ import annotations

from sqlalchemy import Float, cast, distinct, func, literal, select

from core import VisitReason
from core.next_visits.reason import TODAY, YEAR_AGO, held
from core.places.models import Community
from plugins.heating.line import LINE
from plugins.heating.models import HeatingCall
from plugins.heating.queries.hot_spots import CALLER
from plugins.heating.rules import CALLERS_FULL, CALLERS_WEIGHT, HOT_CALLERS

CALLERS = func.count(distinct(CALLER))

REASONS = [
    VisitReason(
        "heating.many_callers",
        "Many have called about heating",
        "供热来电集中",
        "callers per thousand households",
        "Callers of the last 365 days per thousand households, each household once, where there are enough of them to say "
        "something about the place.",
        select(
            HeatingCall.community_id,
            literal(LINE.key).label("line"),
            (cast(CALLERS, Float) * 1000 / Community.households).label("amount"),
        )
        .join(Community, Community.id == HeatingCall.community_id)
        .where(HeatingCall.is_place_known, HeatingCall.called_on > YEAR_AGO, HeatingCall.called_on <= TODAY)
        .where(Community.households > 0)
        .group_by(HeatingCall.community_id, Community.households)
        .having(held(HOT_CALLERS) <= CALLERS),
        CALLERS_WEIGHT,
        CALLERS_FULL,
        (HOT_CALLERS,),
    )
]
