"""Figures of the heating line."""

from __future__ import annotations

from typing import Any

from core import Metric, count, distinct, total
from core.places.models import Community
from plugins.heating.models import HeatingCall, HeatingReading, HeatingRemediation

CALLS = count(HeatingCall, "called_on", line="heating", is_placed="is_place_known")
LOCATED = count(
    HeatingCall,
    "called_on",
    line="heating",
    where=lambda call, _place: call.is_place_known,
    is_placed="is_place_known",
)
READINGS = count(HeatingReading, "taken_on", line="heating")
VALID = count(HeatingReading, "taken_on", line="heating", where=lambda reading, _place: reading.is_valid)
WARM = count(
    HeatingReading,
    "taken_on",
    line="heating",
    where=lambda reading, _place: reading.is_valid & reading.is_warm,
)
DEGREES = total(
    HeatingReading,
    "celsius",
    "taken_on",
    line="heating",
    where=lambda reading, _place: reading.is_valid,
)
OPENED = distinct(HeatingRemediation, "household_id", "opened_on", line="heating", at="household")
PROVEN = distinct(HeatingRemediation, "household_id", "proven_on", line="heating", at="household")
OPENED_AND_PROVEN = distinct(
    HeatingRemediation,
    "household_id",
    "opened_on",
    line="heating",
    at="household",
    where=lambda remediation, _place: remediation.proven_on.is_not(None),
)


def _measured_twice(remediation: Any, _place: Any) -> Any:
    return remediation.before_id.is_not(None) & remediation.after_id.is_not(None)


AFTER = total(HeatingRemediation, "after.celsius", "proven_on", line="heating", where=_measured_twice)
BEFORE = total(HeatingRemediation, "before.celsius", "proven_on", line="heating", where=_measured_twice)
MEASURED_TWICE = count(HeatingRemediation, "proven_on", line="heating", where=_measured_twice)
HOUSEHOLDS = total(Community, "households", None)

METRICS = [
    Metric(
        "heating.calls",
        "Calls about heating",
        "供热来电数",
        "calls",
        "Calls about heating in the season, by the day of the call, also those whose place nobody knows: they are in no "
        "community, street or district.",
        "count(calls by day)",
        CALLS,
        unit_zh="次",
    ),
    Metric(
        "heating.readings_taken",
        "Temperatures measured",
        "入户测温次数",
        "readings",
        "Temperatures measured in homes, by the day, whether they count or not.",
        "count(readings by day)",
        READINGS,
        unit_zh="次",
    ),
    Metric(
        "heating.compliance_rate",
        "Share of warm readings",
        "室温达标率",
        "ratio",
        "Of the valid readings, the share that reaches the standard of its day, 18 degrees unless decided otherwise. "
        "Homes that called are measured more often, "
        "so it speaks of measured homes and not of all.",
        "valid readings that reach the standard / valid readings",
        WARM,
        VALID,
    ),
    Metric(
        "heating.average_temperature",
        "Mean temperature of homes",
        "平均室温",
        "°C",
        "Mean of the valid readings in degrees Celsius, by the day they were taken.",
        "sum(celsius of valid readings) / valid readings",
        DEGREES,
        VALID,
        is_rate=False,
    ),
    Metric(
        "heating.households_taken_on",
        "Cold homes taken on",
        "整治立项户数",
        "households",
        "Different households for which a remediation was opened in the window.",
        "count(distinct household of remediations by opening day)",
        OPENED,
    ),
    Metric(
        "heating.households_remediated",
        "Cold homes mended",
        "供热整治达标户数",
        "households",
        "Different households whose remediation was proven by valid readings, by the day of the proof. "
        "The published 1,280 are a plan, this is the result.",
        "count(distinct household of remediations by day of proof)",
        PROVEN,
    ),
    Metric(
        "heating.remediation_rate",
        "Share of cold homes mended",
        "供热整治达标率",
        "ratio",
        "Of the different households for which a remediation was opened in the window, the share that is proven by now.",
        "distinct households proven / distinct households, both by opening day",
        OPENED_AND_PROVEN,
        OPENED,
    ),
    Metric(
        "heating.temperature_gain",
        "Warmer by",
        "平均升温",
        "°C",
        "How much warmer proven homes were after their remediation than before, on average, by the day of the proof.",
        "sum(celsius after - celsius before of remediations) / remediations with both readings",
        AFTER - BEFORE,
        MEASURED_TWICE,
        is_rate=False,
    ),
    Metric(
        "heating.calls_per_thousand",
        "Calls per thousand households",
        "每千户供热来电数",
        "calls per 1000 households",
        "Calls about heating for a thousand households of the register, heated or not; what is known of them is taken. "
        "Calls whose place nobody knows are left out.",
        "1000 x calls of known place / households of the communities",
        LOCATED,
        HOUSEHOLDS,
        is_rate=False,
        times=1000,
        unit_zh="次/千户",
    ),
]
