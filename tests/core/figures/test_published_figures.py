"""What was published, beside what is computed up to the same day."""

from __future__ import annotations

from datetime import date

import pytest

from core.figures.models import FigurePrecision, PublishedFigure

QUERY = "{ publishedFigures { key label value unit precision asOf source computed difference } }"


@pytest.fixture
def published(database):
    """Publishes a figure."""

    def publish(key: str, value: int, metric: str | None, as_of: date = date(2023, 9, 2), **more) -> None:
        given = {
            "label": key,
            "label_zh": key,
            "unit": "visits",
            "precision": FigurePrecision.EXACT,
            "source": "报道",
        } | more
        with database.writing() as session:
            session.add(PublishedFigure(key=key, value=value, metric=metric, as_of=as_of, **given))

    return publish


def test_a_figure_tells_what_was_said_when_and_where(published, judged):
    published("materials", 600_000, None, unit="pieces", precision=FigurePrecision.LOWER_BOUND)

    assert judged(QUERY)["publishedFigures"] == [
        {
            "key": "materials",
            "label": "materials",
            "value": 600_000,
            "unit": "pieces",
            "precision": "LOWER_BOUND",
            "asOf": "2023-09-02",
            "source": "报道",
            "computed": None,
            "difference": None,
        }
    ]


def test_what_is_computed_ends_with_the_day_of_the_figure(visited, published, judged):
    for day in ("2021-01-01", "2023-09-01", "2023-09-02", "2023-09-03"):
        visited(day)
    published("visits", 5, "core.visits")
    published("visits later", 1, "core.visits", date(2023, 9, 3))

    found = [(one["computed"], one["difference"]) for one in judged(QUERY)["publishedFigures"]]
    assert found == [(3, -2), (4, 3)]


def test_a_figure_of_a_metric_that_nobody_declares_has_nothing_beside_it(published, judged):
    published("water", 5, "water.meters")

    (found,) = judged(QUERY)["publishedFigures"]
    assert (found["value"], found["computed"], found["difference"]) == (5, None, None)


def test_figures_come_in_the_order_they_were_entered(published, judged):
    for key in ("b", "a", "c"):
        published(key, 1, None)

    assert [one["key"] for one in judged(QUERY)["publishedFigures"]] == ["b", "a", "c"]


def test_nothing_is_computed_that_nobody_asked_for(published, statements):
    published("visits", 5, "core.visits")

    assert statements("{ publishedFigures { value } }") == 1


def test_figures_of_one_day_are_computed_together_however_many(published, statements, composition):
    def taken() -> int:
        return statements(QUERY)

    for key in ("visits", "communities_reached", "households_served"):  # a sum, and what counts once however often
        published(key, 1, f"core.{key}")
    few = taken()
    for key in ("person_times", "problems_solved_on_site"):
        published(key, 1, f"core.{key}")

    assert taken() == few
