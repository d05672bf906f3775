"""How hot the water left the plant, held against the curve."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import invalid, not_found, out_of_range
from core.checks import Checks, check_day, clean_or_none
from core.places.models import District
from plugins.heating.models import HeatingSupply
from plugins.heating.rules import SUPPLY, SUPPLY_TOLERANCE
from plugins.heating.services.seasons import read_seasons

OUTDOOR = (-40.0, 40.0)
SUPPLIED = (10.0, 150.0)


class SupplyDraft(Protocol):
    district_code: str
    supplied_on: date
    outdoor_celsius: float
    applied_celsius: float
    note: str | None


def record_supply(session: Session, draft: SupplyDraft, *, today: date) -> HeatingSupply:
    """One day of one district; said again, it is corrected."""
    checks, seasons, day = Checks(), read_seasons(session), draft.supplied_on
    checks.run(partial(check_day, day, "supplied_on", today))
    checks.run(partial(_check_celsius, draft.outdoor_celsius, "outdoor_celsius", OUTDOOR))
    checks.run(partial(_check_celsius, draft.applied_celsius, "applied_celsius", SUPPLIED))
    note = checks.run(partial(clean_or_none, draft.note, "note", 500))
    district = checks.run(partial(_district, session, draft.district_code))
    checks.done()
    assert district is not None
    season = seasons.on(day)
    if season is None:
        raise out_of_range(
            "supplied_on",
            f"{day} lies in no heating season; decide about the season first if it began earlier or ended later.",
            f"{day} 不在供暖季内；如提前供暖或延期停暖，请先调整供暖季。",
        )
    rules = seasons.rules.on(day)
    planned = round(rules[SUPPLY].at(draft.outdoor_celsius), 3)
    deviation = round(draft.applied_celsius - planned, 3)
    supply = _kept(session, day, district)
    supply.season = season.name
    supply.outdoor_celsius, supply.applied_celsius = round(draft.outdoor_celsius, 3), round(draft.applied_celsius, 3)
    supply.planned_celsius, supply.deviation = planned, deviation
    supply.is_on_plan = deviation >= -rules[SUPPLY_TOLERANCE]
    supply.note = note
    session.add(supply)
    session.flush()
    return supply


def _kept(session: Session, day: date, district: District) -> HeatingSupply:
    wanted = select(HeatingSupply).where(HeatingSupply.supplied_on == day, HeatingSupply.district_id == district.id)
    return session.scalars(wanted).first() or HeatingSupply(supplied_on=day, district=district)


def _district(session: Session, code: str) -> District:
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise invalid(
            "district_code",
            "districtCode must be the district's 6-digit code, such as 370203.",
            "districtCode 须为 6 位区市代码，例如 370203。",
        )
    found = session.scalars(select(District).where(District.code == code)).first()
    if found is None:
        raise not_found("district_code", f"district with the code {code}", f"代码为“{code}”的区市")
    return found


def _check_celsius(celsius: float, field: str, bounds: tuple[float, float]) -> None:
    least, most = bounds
    if not least <= celsius <= most:
        raise out_of_range(
            field,
            f"{celsius:g} degrees cannot be; it can be {least:g} to {most:g}. Look again.",
            f"{celsius:g} 摄氏度超出范围，应为 {least:g} 至 {most:g}，请核对。",
        )
