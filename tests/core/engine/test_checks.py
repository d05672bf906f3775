"""An offered order or filter without its index does not get past the build; the refusal says which index to add."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLSchema
from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.app import Composition
from core.columns import NullsLast
from core.engine import checks
from core.engine.checks import DeclarationError, check
from core.engine.declare import Page, Unique
from core.engine.filters import Condition, filters, one_of, where
from core.engine.indexes import of_page, of_unique
from core.engine.orders import Order
from core.search import matching, search_index


def well(*arguments: Any) -> Any:
    """A model with these indexes and constraints; `depth` stands for NullsLast(depth)."""

    class Base(DeclarativeBase):
        pass

    class Well(Base):
        __tablename__ = "well"
        __table_args__ = tuple(argument for argument in arguments if not isinstance(argument, tuple))

        id: Mapped[int] = mapped_column(primary_key=True)
        town_id: Mapped[int]
        name: Mapped[str]
        depth: Mapped[int | None]

    columns = Well.__table__.c
    for number, names in enumerate(argument for argument in arguments if isinstance(argument, tuple)):
        parts = [NullsLast(columns[name]) if name == "depth" else columns[name] for name in names]
        Index(f"ix_{number}", *parts)
    return Well


def index(*names: str, **more: Any) -> Index:
    return Index("_".join(("ix", *names)), *names, **more)


def found(model: Any, condition: Condition | None = None, *, nested: bool = False) -> list[str]:
    """What is wrong with a list of wells by name and depth, filtered by a condition."""
    order = Order(model, default="name", name="Its name.", depth="Its depth.")

    @filters
    class WellFilter:
        """Narrows wells."""

        names: list[str] | None = where("By names.", condition or one_of("name"))

    return list(of_page("Query.wells", Page(order, WellFilter, model.town_id if nested else None)))


def test_a_list_whose_orders_and_filters_have_their_indexes_passes() -> None:
    assert found(well(index("name", "id"), ("depth", "id"))) == []


def test_an_order_without_an_index_is_refused() -> None:
    assert found(well(index("name", "id"))) == [
        "Query.wells: the order DEPTH has no index; add Index(…, NullsLast(depth), 'id') to Well."
    ]


def test_an_index_without_the_key_that_breaks_ties_is_not_enough() -> None:
    (finding,) = found(well(index("name"), ("depth", "id")))
    assert finding == "Query.wells: the order NAME has no index; add Index(…, 'name', 'id') to Well."


def test_a_unique_column_needs_nothing_to_break_ties() -> None:
    assert found(well(UniqueConstraint("name"), ("depth", "id"))) == []


def test_a_plain_index_does_not_serve_an_order_in_which_nulls_come_last() -> None:
    assert len(found(well(index("name", "id"), index("depth", "id")))) == 1


def test_an_index_of_some_rows_only_serves_nothing() -> None:
    partial = index("name", "id", sqlite_where=text("depth"), postgresql_where=text("depth > 0"))
    assert [finding.split(":")[1] for finding in found(well(partial, ("depth", "id")))] == [
        " the order NAME has no index; add Index(…, 'name', 'id') to Well.",
        " the filter names has no index; add one that begins with ['name'] to Well.",
    ]


def test_an_index_without_the_rows_that_have_no_value_serves_a_filter_by_it() -> None:
    there = index("name", sqlite_where=text("name IS NOT NULL"), postgresql_where=text("name IS NOT NULL"))
    assert [finding.split(";")[0] for finding in found(well(there, ("depth", "id")))] == [
        "Query.wells: the order NAME has no index"
    ]


def test_a_nested_list_needs_its_orders_behind_the_column_that_points_at_the_parent() -> None:
    assert found(well(index("town_id", "name", "id"), ("town_id", "depth", "id")), nested=True) == []
    assert found(well(index("town_id"), index("name", "id"), ("depth", "id")), nested=True) == [
        "Query.wells: the order NAME has no index; add Index(…, 'town_id', 'name', 'id') to Well.",
        "Query.wells: the order DEPTH has no index; add Index(…, 'town_id', NullsLast(depth), 'id') to Well.",
    ]


def test_a_filter_without_an_index_is_refused() -> None:
    (finding,) = found(well(index("name", "id"), ("depth", "id")), one_of("town_id"))
    assert finding == "Query.wells: the filter names has no index; add one that begins with ['town_id'] to Well."


def test_a_filter_of_several_columns_needs_an_index_of_one_of_them() -> None:
    both: Condition = lambda row, given: given.among(row.name) & given.among(row.town_id)  # noqa: E731
    assert found(well(index("name", "id"), ("depth", "id")), both) == []


def test_searching_needs_the_index_of_grams_and_that_serves_nothing_else() -> None:
    model = well(UniqueConstraint("town_id", "name"), ("depth", "id"), index("name", "id"))
    (finding,) = found(model, matching("name"))
    assert "the filter names has no index" in finding
    searchable = well(index("name", "id"), ("depth", "id"))
    search_index(searchable.__table__.c.name)
    assert found(searchable, matching("name")) == []
    only_searchable = well(("depth", "id"))
    search_index(only_searchable.__table__.c.name)
    assert len(found(only_searchable)) == 2


def test_a_row_that_is_looked_for_by_a_column_needs_its_index() -> None:
    assert list(of_unique("Query.well", Unique(well(index("name")).name, "name"))) == []
    (finding,) = of_unique("Query.well", Unique(well().name, "name"))
    assert finding.startswith("Query.well: a row is looked for by 'name' without an index")


def test_a_finding_fails_the_build(composition: Composition, monkeypatch: pytest.MonkeyPatch) -> None:
    def one(at: str, declared: Page) -> Iterator[str]:
        yield f"{at}: something is missing."

    monkeypatch.setattr(checks, "of_page", one)
    schema: GraphQLSchema = composition.schema._schema
    with pytest.raises(DeclarationError, match=r"Query\.cases: something is missing\."):
        check(schema)
