"""What a plugin asks for that is not its own is not run, told to its author alone, and in the trail (catalogue E04)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

import plugins.gas
from core.app import Composition
from core.audit.models import AuditEntry, AuditOutcome
from core.events.models import Event
from core.places.models import District
from core.plugin_manager import Plugins, given
from core.testing.judge import answered
from tests.plugins_faulty import trespasses
from tests.plugins_faulty.trespasses import WAYS

TRY = "mutation($input: TrespassInput!) { trespass(input: $input) { userErrors { code } } }"
OFTEN = """mutation($input: TrespassOftenInput!) { trespassOften(input: $input) {
  userErrors { code } results { userErrors { code message } } } }"""


@pytest.fixture(scope="module")
def composition():
    return Composition.of(Plugins(given({"gas": plugins.gas, "trespasses": trespasses}), strict=True))


@pytest.fixture
def trail(database):
    def told():
        with database.reading() as session:
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
            return [(entry.operation, entry.outcome, entry.reason) for entry in entries]

    return told


@pytest.fixture(autouse=True)
def districts(database):
    with database.writing() as session:
        session.add(District(code="370202", name="市南区"))
    yield
    with database.reading() as session:
        assert session.scalars(select(District.name)).all() == ["市南区"], "what it wrote before is not kept"
        assert session.scalar(select(func.count()).select_from(Event)) == 0


@pytest.mark.parametrize("way", WAYS)
def test_e04_a_mutation_is_stopped_undone_masked_and_in_the_trail(client, trail, caplog, way):
    answer = client(TRY, {"input": {"clientMutationId": "1", "way": way}})

    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "gas" not in error["message"]
    ((operation, outcome, reason),) = trail()
    assert (operation, outcome) == ("trespass", AuditOutcome.DENIED)
    assert reason.startswith("The plugin trespasses asked ")
    assert any(record.name == "lastmeter.denied" and reason in record.getMessage() for record in caplog.records)
    assert any(record.name == "lastmeter.faults" and reason in record.getMessage() for record in caplog.records)


def test_e04_the_author_is_told_what_it_asked_for_and_what_to_do(client, trail):
    for number, way in enumerate(("another line", "the driver")):
        client(TRY, {"input": {"clientMutationId": str(number), "way": way}})
    assert [reason for _, _, reason in trail()] == [
        "The plugin trespasses asked for gas_hazard, which belongs to others; ask for what they offer: services of core, "
        "figures.",
        "The plugin trespasses asked by SQL as text; write it with SQLAlchemy over the models.",
    ]


def test_e04_of_several_at_once_one_is_stopped_and_the_trail_stays_whole(client, trail, database):
    items = [{"clientMutationId": f"{number}", "way": way} for number, way in enumerate(("text", "another line"))]
    answer = client.data(OFTEN, {"input": {"clientMutationId": "all", "items": items}})

    codes = [one["userErrors"][0]["code"] for one in answer["trespassOften"]["results"]]
    assert codes == ["FAULT", "FAULT"]
    assert [outcome for _, outcome, _ in trail()] == [AuditOutcome.DENIED] * 2


READ = {
    "computed": ("trespassesComputed", "gas_hazard"),
    "computed by text": ("trespassesText", "SQL as text"),
    "resolved": ('trespassesResolved(way: "another line")', "gas_hazard"),
    "resolved by the driver": ('trespassesResolved(way: "the driver")', "SQL as text"),
}


@pytest.mark.parametrize(("field", "told"), READ.values(), ids=READ)
def test_e04_a_field_is_stopped_null_and_in_the_trail_and_the_others_are_answered(client, trail, field, told):
    answer = client(f"{{ {field} trespassesNot serviceLines {{ key }} }}")

    name = field.partition("(")[0]
    assert answer["data"] == {name: None, "trespassesNot": 1, "serviceLines": [{"key": "gas"}]}
    assert [error["path"] for error in answer["errors"]] == [[name]]
    ((operation, outcome, reason),) = trail()
    assert (operation, outcome) == (name, AuditOutcome.DENIED)
    assert told in reason


def test_what_core_offers_is_asked_by_the_compiled_engine_as_before(client, lastmeter):
    asked = answered(client.http, lastmeter, "{ trespassesNot }")
    assert asked.answer["data"] == {"trespassesNot": 1}
    assert asked.trace.left_to_core == []
