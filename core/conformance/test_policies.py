"""Who may do and read what is said for everything, and kept."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.database import Base
from core.engine.declare import Computed
from core.engine.shapes import declaration_of
from core.mutations import ActionField
from core.policy.policy import Policy
from core.policy.role import Role
from core.policy.scope import Scope, scope_of
from core.testing.samples import Samples
from core.testing.walled import walled
from core.wall.policies import walls_of
from core.wall.standing import gaps


@pytest.fixture(scope="module")
def known(composition):
    return composition.catalogue.objects(Policy)


def test_every_mutation_names_an_operation(plugin, known):
    fields = [field for part in plugin.mutations for field in part.__strawberry_definition__.fields]
    assert [field.python_name for field in fields if not isinstance(field, ActionField)] == [], "use @mutation"
    assert [field.python_name for field in fields if field.policy not in known] == [], "add it to policies.py"


def test_every_computed_field_names_an_operation(added, known):
    computed = {name: declaration_of(field) for name, field in added.queries.items()}
    unknown = [name for name, how in computed.items() if isinstance(how, Computed) and how.policy not in known]
    assert unknown == []


def test_every_table_says_who_may_read_its_rows(plugin, known):
    for mapper in Base.registry.mappers:
        if mapper.class_.__module__.startswith(f"{plugin.module.__name__}."):
            scope = scope_of(mapper.class_)
            assert scope is not None, f"{mapper.class_.__name__} needs a __scope__"
            assert not isinstance(scope, Scope) or scope.operation in known, mapper.class_.__name__


def test_the_wall_inside_postgresql_stands_around_its_tables(plugin, postgres_database, composition):
    """Made of what its tables say, and nothing else (catalogue B07)."""
    with walled(postgres_database, composition.catalogue) as behind, behind.reading() as session:
        own = {wall.table: wall for wall in walls_of(composition.catalogue) if wall.table.startswith(f"{plugin.name}_")}
        assert list(gaps(session.connection(), own.values())) == []
        forced = text("SELECT relname FROM pg_class WHERE relforcerowsecurity")
        assert set(own) <= set(session.scalars(forced))


@pytest.mark.usefixtures("unchanged")
def test_who_is_nobody_may_do_nothing(client, viewer, added):
    nobody = client.acting(viewer(Role.ANONYMOUS))
    for name in added.mutations:
        sample = Samples(added.alone).action(name)
        answer = nobody(sample.query, sample.variables)
        assert "errors" not in answer, answer
        (payload,) = answer["data"].values()
        assert [error["code"] for error in payload["userErrors"]] == ["FORBIDDEN"], name
