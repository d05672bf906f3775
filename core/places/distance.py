"""How far apart two points of the earth are."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]
"""Latitude and longitude, in degrees."""


def meters_between(one: Point, other: Point) -> float:
    """Along the surface of the earth, taken for a sphere: half a percent off at most."""
    (north, east), (north2, east2) = ((radians(x), radians(y)) for x, y in (one, other))
    chord = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * 6_371_009 * asin(min(1.0, sqrt(chord)))
