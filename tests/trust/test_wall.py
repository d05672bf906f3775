"""The wall inside PostgreSQL: whatever our own SQL forgets, it finds nobody's rows but the viewer's (catalogue B05 to B07)."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from graphql import parse, validate
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.app import Composition, Lastmeter, assemble
from core.audit.models import AuditEntry
from core.bulk import add
from core.cases.models import Case
from core.database import Base, Database
from core.engine import planning, statements
from core.engine.document import Asked
from core.engine.shapes import shown
from core.engine.statements import Viewed
from core.errors import CannotStart
from core.places.models import District
from core.policy import narrowing
from core.policy.policy import Policy
from core.policy.role import Role
from core.policy.scope import PUBLIC, operation_of, scope_of
from core.policy.viewer import Viewer
from core.testing.client import Client
from core.testing.fixtures import Clock, PostgresTemplates, client_of, settings_of
from core.testing.samples import Samples
from core.testing.walled import LOGIN, walled, walls_in
from core.visits.models import Visit
from core.wall.standing import gaps
from tests.core.engine.conftest import World, pools_of, rows
from tests.core.engine.documents import Writer
from tests.core.engine.test_judge import comparable
from tests.core.engine.world import Rows, copied
from tests.effort import tries

__all__ = ["rows"]

LINES, DISTRICTS = frozenset({"gas", "heating"}), frozenset(range(1, 8))
DOCUMENTS = tries(15, 60)
Found = dict[str, list[str]]


@pytest.fixture(scope="module")
def owners(rows: Rows, postgres_templates: PostgresTemplates, composition: Composition) -> Iterator[Database]:
    """The world of the judge, as whom the tables belong to sees it: before no wall."""
    with postgres_templates.copied(composition.plugins) as made:
        with made.writing() as session:
            copied(session, rows)
        yield made


@pytest.fixture(scope="module")
def behind(owners: Database, composition: Composition) -> Iterator[Database]:
    """The same, as a server of a login of its own sees it."""
    with walled(owners, composition.catalogue) as made:
        yield made


@pytest.fixture
def open_client(owners: Database, composition: Composition) -> Iterator[Client]:
    with client_of(assemble(settings_of(owners), composition, Clock())) as made:
        yield made


@pytest.fixture
def lastmeter(behind: Database, composition: Composition) -> Lastmeter:
    return assemble(settings_of(behind), composition, Clock())


@pytest.fixture
def client(lastmeter: Lastmeter) -> Iterator[Client]:
    with client_of(lastmeter) as made:
        yield made


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All SQL of ours forgets to ask what the viewer may see."""
    for module in (planning, statements, narrowing):
        monkeypatch.setattr(module, "visible", lambda *_: [])
    for viewed in [found for found in gc.get_objects() if type(found) is Viewed]:
        monkeypatch.setattr(viewed, "_made", {})
    narrowing.criteria_of.cache_clear()
    yield
    narrowing.criteria_of.cache_clear()


def viewer_of(composition: Composition, role: Role, **more: Any) -> Viewer:
    """Of two lines in seven districts."""
    given = {"officer_id": 3, "unit_id": 2, "lines": LINES, "district_ids": DISTRICTS} | more
    return Viewer.of(composition.catalogue.objects(Policy).values(), role, actor="account 1", **given)


@pytest.fixture(scope="module")
def ids(owners: Database, composition: Composition) -> Found:
    """Objects of every type that has ids."""
    schema, made = composition.schema._schema, {}
    with owners.reading() as session:
        for type_ in schema.get_possible_types(schema.type_map["Node"]):  # type: ignore[arg-type]
            how = shown(type_)
            if how is not None and how.line is None:
                (key,) = inspect(how.model).primary_key
                made[type_.name] = [
                    f"{type_.name}_{found}" for found in session.scalars(select(key).order_by(key).limit(40))
                ]
    return made


def seen(client: Client, ids: Found) -> set[str]:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    nodes = [node for wanted in ids.values() for node in client.data(query, {"ids": wanted})["nodes"]]
    return {node["id"] for node in nodes if node is not None}


LISTS = "{ visits(first: 1) { totalCount } cases(first: 1) { totalCount } households(first: 1) { totalCount } }"


@pytest.mark.parametrize(
    "role", tries([Role.LINE_LEAD, Role.HANDLER, Role.ANONYMOUS], list(Role)), ids=lambda role: role.name
)
def test_sql_that_forgets_to_ask_finds_what_sql_that_asks_finds(
    open_client: Client, composition: Composition, ids: Found, role: Role, request: pytest.FixtureRequest
) -> None:
    """By id, in lists, and in counts; by the engine, and by graphql-core (catalogue B05)."""
    viewer = viewer_of(composition, role)
    asking = open_client.acting(viewer)
    rightly = seen(asking, ids), asking(LISTS)

    request.getfixturevalue("forgetful")
    lastmeter: Lastmeter = request.getfixturevalue("lastmeter")
    forgetting = request.getfixturevalue("client").acting(viewer)
    assert (seen(forgetting, ids), forgetting(LISTS)) == rightly
    context = lastmeter.context(viewer=viewer)
    for wanted in ids.values():
        asked = Asked("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": wanted})
        answer = lastmeter.engine._executed(lastmeter.engine.prepare(asked, viewer), context, None)
        there = {node["id"] for node in answer["data"]["nodes"] if node is not None}
        assert there == rightly[0] & set(wanted)


def test_without_the_wall_sql_that_forgets_to_ask_finds_everything(
    owners: Database, composition: Composition, ids: Found, forgetful: None
) -> None:
    """Else the test above could not fail."""
    with client_of(assemble(settings_of(owners), composition, Clock())) as client:
        found = seen(client.acting(viewer_of(composition, Role.HANDLER)), ids)
    assert found >= {id_ for type_ in ("Case", "CommunityVisit", "Household") for id_ in ids[type_]}


@pytest.mark.parametrize(
    "role", tries([Role.HANDLER], [Role.DEMO, Role.LINE_LEAD, Role.HANDLER, Role.AUDITOR, Role.ANONYMOUS])
)
def test_every_question_is_answered_as_without_the_wall(
    open_client: Client, client: Client, composition: Composition, role: Role
) -> None:
    """Figures too: they count what the viewer may not see row by row."""
    schema = composition.schema._schema
    assert schema.query_type is not None
    viewer = viewer_of(composition, role)
    before, behind = open_client.acting(viewer), client.acting(viewer)
    asked = 0
    for name in schema.query_type.fields:
        question = Samples(schema).question(name, 3, 1)
        if question is not None:
            asked += 1
            assert behind(question) == before(question), name
    assert asked > 40


def test_any_document_is_answered_as_without_the_wall_by_the_engine_and_by_graphql_core(
    owners: Database, behind: Database, composition: Composition
) -> None:
    """What the judge would ask, as anybody."""
    loop, schema = asyncio.new_event_loop(), composition.schema._schema
    before, walled = (
        World(assemble(settings_of(database), composition, Clock()), loop) for database in (owners, behind)
    )
    pools = pools_of(before, composition)
    for seed in range(DOCUMENTS):
        document, variables = Writer(schema, Random(seed), pools).document()
        if not validate(schema, parse(document)):
            viewer = before.viewer(Random(seed))
            expected = comparable(before.compiled(document, variables, viewer))
            assert comparable(walled.compiled(document, variables, viewer)) == expected, (document, variables, viewer)
            by_core = comparable(walled.by_core(document, variables, viewer))
            assert by_core == comparable(before.by_core(document, variables, viewer)), (document, variables, viewer)
    for world in (before, walled):
        loop.run_until_complete(world.lastmeter.close())
    loop.close()


# ------------------------------------------------------------- connections


def backend_and_cases(session: Any) -> tuple[int, int]:
    return tuple(session.execute(text('SELECT pg_backend_pid(), (SELECT count(*) FROM "case")')).one())


def test_nothing_is_left_over_on_a_connection_that_somebody_else_had(
    behind: Database, composition: Composition
) -> None:
    """By one process of PostgreSQL for all, after a failure too (catalogue B06)."""
    alone = Database(behind.url, pool_size=1)
    all_seeing, handler = viewer_of(composition, Role.DIRECTOR), viewer_of(composition, Role.HANDLER)
    found = []
    for viewer in (None, handler, all_seeing, handler, None):
        with alone.reading(viewer) as session:
            found.append(backend_and_cases(session))
    with pytest.raises(DBAPIError), alone.reading(all_seeing) as session:
        session.execute(text("SELECT 1 / 0"))
    with alone.reading(handler) as session:
        found.append(backend_and_cases(session))
    with alone.engine.connect() as connection:
        raw = connection.connection.driver_connection
        found.append(raw.execute('SELECT pg_backend_pid(), (SELECT count(*) FROM "case")').fetchone())  # type: ignore[union-attr]
    alone.dispose()
    assert len({pid for pid, _ in found}) == 1
    everything, of_handler = found[0][1], found[1][1]
    assert [count for _, count in found] == [everything, of_handler, everything, of_handler, everything, of_handler, 0]
    assert of_handler < everything


def test_an_undone_savepoint_takes_what_was_worn_with_it(behind: Database, composition: Composition) -> None:
    with behind.writing(viewer_of(composition, Role.HANDLER)) as session:
        _, before = backend_and_cases(session)
        savepoint = session.begin_nested()
        visit = session.execute(select(Visit.__table__).limit(1), execution_options={"worn": '{"every":"*"}'}).one()
        assert visit.id
        savepoint.rollback()
        assert backend_and_cases(session)[1] == before
        session.rollback()


def test_what_fails_inside_a_savepoint_is_undone_alone(behind: Database, composition: Composition) -> None:
    """A transaction in which something failed takes no setting."""
    with behind.writing(viewer_of(composition, Role.HANDLER)) as session:
        before = backend_and_cases(session)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(Case.__table__).values(id=1))
        assert backend_and_cases(session) == before
        session.rollback()


def test_the_readers_connections_wear_who_asks(client: Client, composition: Composition) -> None:
    """One after the other, and many at once (catalogue B06)."""
    viewers = [viewer_of(composition, role) for role in (Role.DIRECTOR, Role.HANDLER, Role.LINE_LEAD, Role.ANONYMOUS)]
    asking = [client.acting(viewer) for viewer in viewers]
    expected = [one.data(LISTS) for one in asking]
    assert len({repr(answer) for answer in expected}) == len(expected)
    for _ in range(25):
        assert [one.data(LISTS) for one in asking] == expected


def test_who_wears_nothing_finds_nobodys_rows(behind: Database, composition: Composition) -> None:
    import psycopg

    shown = {mapper.class_ for mapper in Base.registry.mappers if scope_of(mapper.class_) is not None}
    somebodys = {model.__table__.name for model in shown if operation_of(model) != PUBLIC.operation}
    with psycopg.connect(**_parameters(behind)) as connection:
        for wall in walls_in(behind, composition.catalogue):
            if wall.table in somebodys:
                assert connection.execute(f'SELECT count(*) FROM "{wall.table}"').fetchone() == (0,), wall.table


def _parameters(database: Database) -> dict[str, Any]:
    url = database.url
    return {"host": url.host or url.query["host"], "port": url.port, "user": url.username, "dbname": url.database} | (
        {"password": url.password} if url.password else {}
    )


def test_the_system_sees_everything(owners: Database, behind: Database) -> None:
    for model in (Case, Visit, AuditEntry):
        wanted = select(model.__table__.primary_key.columns[0])
        with owners.reading() as before, behind.reading() as session:
            assert session.scalars(wanted).all() == before.scalars(wanted).all()


def test_rows_in_bulk_go_around_the_wall(behind: Database) -> None:
    """PostgreSQL copies none into a table behind it."""
    rows = [{"id": 900 + at, "code": f"99999{at}", "name": "区"} for at in range(3)]
    with behind.writing() as session:
        for some in (rows[:1], rows[1:]):
            add(session.connection(), District.__table__, some)
        assert set(session.scalars(select(District.id).where(District.id >= 900))) == {900, 901, 902}
        session.rollback()


# ------------------------------------------------------------- the wall itself


def test_every_table_whose_rows_are_somebodys_has_the_wall(behind: Database, composition: Composition) -> None:
    """Those of plugins too, and the login cannot pass it (catalogue B07)."""
    scoped = {mapper.class_ for mapper in Base.registry.mappers if scope_of(mapper.class_) is not None}
    with behind.reading() as session:
        there = set(inspect(session.connection()).get_table_names())
        wanted = {model.__table__.name for model in scoped} & there
        forced = session.scalars(
            text("""SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
                    WHERE relforcerowsecurity AND relrowsecurity AND polname = 'lastmeter_wall'""")
        ).all()
        passes = session.scalar(text(f"SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = '{LOGIN}'"))
        assert list(gaps(session.connection(), walls_in(behind, composition.catalogue))) == []
    assert sorted(forced) == sorted(wanted)
    assert any(name.startswith("gas_") for name in wanted)
    assert passes is False


def test_what_is_called_public_is_everybodys(composition: Composition) -> None:
    """The wall lets everybody through there."""
    grants = composition.catalogue.objects(Policy)[PUBLIC.operation].grants
    assert {str(grants[role]) for role in Role} == {"*"}


HARM = {
    "a table that is open": ('ALTER TABLE "case" NO FORCE ROW LEVEL SECURITY', "case is open"),
    "another policy beside it": ("CREATE POLICY more ON visit USING (true)", "visit has other policies, or none"),
    "no policy": ("DROP POLICY lastmeter_wall ON household", "household has other policies, or none"),
    "a policy that was altered": (
        "ALTER POLICY lastmeter_wall ON gas_user USING (true)",
        "gas_user has another policy than this version's",
    ),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_server_does_not_start_behind_a_wall_with_gaps(
    owners: Database, behind: Database, composition: Composition, harm: str
) -> None:
    done, told = HARM[harm]
    try:
        with owners.engine.begin() as connection:
            connection.execute(text(done))
        with pytest.raises(CannotStart, match=f"{told}.*lastmeter wall SERVER_LOGIN"):
            assemble(settings_of(behind), composition).database.dispose()
    finally:
        with owners.engine.begin() as connection:
            connection.execute(text("DROP POLICY IF EXISTS more ON visit"))
        with walled(owners, composition.catalogue):
            assemble(settings_of(behind), composition).database.dispose()


def test_a_wall_that_is_required_must_be_there(owners: Database, composition: Composition) -> None:
    """And the login must not be one that passes it."""
    with pytest.raises(CannotStart, match="NOBYPASSRLS"):
        assemble(settings_of(owners, row_security="required"), composition)
