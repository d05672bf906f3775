"""A plugin that does everything wrong, beside what is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import strawberry

from core import hookimpl
from core.engine.connection import Connection
from core.engine.declare import Answer, Answers, Node, answer, batch, column, connection, shows, unique
from core.engine.orders import Order
from core.engine.plan import Question
from core.places import models


@shows(models.District)
class WaterArea(Node):
    """An area that the water works serve."""

    name: str = column("Its name.")

    @batch("Never computed.")
    def pressure(rows: Sequence[Any], question: Question) -> Answers[float | None]:
        yield from ()
        raise ZeroDivisionError("the secret formula")

    @batch("Never computed, and promised.")
    def depth(rows: Sequence[Any], question: Question) -> Answers[int]:
        yield from ()
        raise ZeroDivisionError("the secret formula")

    @batch("No number.")
    def level(rows: Sequence[Any], question: Question) -> Answers[int | None]:
        yield from ()
        return ["high" for _ in rows]  # type: ignore[misc]

    @batch("Right.", "name")
    def length(rows: Sequence[Any], question: Question) -> Answers[int]:
        yield from ()
        return [len(row.name) for row in rows]

    @strawberry.field(description="A resolver that fails.")
    def taste(self) -> str | None:
        raise RuntimeError("the secret recipe")


AREA_ORDER = Order(models.District, default="code", code="Its code.")


class WaterQueries:
    water_areas: Connection[WaterArea] = connection("All areas.", AREA_ORDER)
    water_area: WaterArea | None = unique("One area.", models.District.code, "code", str, "Its code.")

    @answer("Never computed.", "place.read")
    def water_alarms(self, question: Question) -> Answer[int | None]:
        yield from ()
        raise KeyError("the secret key")


@hookimpl
def register_types() -> list[type]:
    return [WaterArea]


@hookimpl
def register_queries() -> list[type]:
    return [WaterQueries]
