"""The demo adds up to what the bureau published: counted here by SQL of its own, not by the product's."""

from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from core.database import Base, Database
from core.demo import shares
from core.demo.load import check_empty, load_demo
from core.errors import CannotStart
from tests.effort import only_thoroughly

FIGURES = {
    "districts": ("SELECT count(*) FROM district", 10),
    "streets": ("SELECT count(*) FROM street", 141),
    "communities": ("SELECT count(*) FROM community", 2_120),
    "retired communities": ("SELECT count(*) FROM community WHERE NOT is_active", 0),
    "communities reached": ("SELECT count(DISTINCT community_id) FROM visit WHERE status = 'DONE'", 1_086),
    "person-times": ("SELECT sum(staff + residents + volunteers) FROM visit WHERE status = 'DONE'", 62_772),
    "problems solved on site": (
        "SELECT count(*) FROM \"case\" WHERE status = 'CLOSED' AND outcome = 'RESOLVED' AND resolution_mode = 'ON_SITE'",
        20_503,
    ),
    "households": ("SELECT count(DISTINCT household_id) FROM household_visit WHERE is_entered", 4_099),
    "hard cases solved": (
        "SELECT count(*) FROM hard_case JOIN \"case\" ON id = case_id WHERE status = 'CLOSED' AND outcome = 'RESOLVED'",
        153,
    ),
    "batches of hard cases": ("SELECT count(DISTINCT batch_id) FROM hard_case", 4),
    "measures": ("SELECT count(*) FROM convenience_measure", 28),
    "batches of measures": ("SELECT count(*) FROM convenience_batch", 5),
    "emergency teams": (
        "SELECT count(*) FROM emergency_team WHERE period_id = (SELECT min(id) FROM special_period)",
        90,
    ),
    "homes promised gas": ("SELECT sum(target) FROM convenience_measure WHERE line = 'gas'", 1_206),
    "homes in gas projects": ("SELECT sum(households) FROM gas_connection_project", 1_206),
    "homes promised warmth": ("SELECT sum(target) FROM convenience_measure WHERE line = 'heating'", 1_280),
    "homes in remediation": ("SELECT count(*) FROM heating_remediation", 1_280),
    "toilets of firms": ("SELECT count(*) FROM facility WHERE is_social_unit AND closed_on IS NULL", 427),
    "batches of toilets of firms": ("SELECT count(DISTINCT opening_batch) FROM facility WHERE is_social_unit", 2),
    "toilets open all day": ("SELECT count(*) FROM facility WHERE is_open_all_day AND closed_on IS NULL", 405),
    "toilets with a third restroom": ("SELECT count(*) FROM facility WHERE has_third_restroom", 423),
    "the project of forty homes": (
        "SELECT sum(households) FROM gas_connection_project WHERE name = '兴隆支路1号'",
        40,
    ),
    "its approvals": (
        "SELECT count(granted_on) FROM plan_approval JOIN gas_connection_project p USING (case_id) WHERE p.name = '兴隆支路1号'",
        2,
    ),
    "its milestones": (
        "SELECT count(reached_on) FROM plan_milestone JOIN gas_connection_project p USING (case_id) WHERE p.name = '兴隆支路1号'",
        3,
    ),
}
BOUNDS = {
    "materials": ("SELECT sum(count) FROM visit_material", 600_000, 660_000),
    "gas in reserve": ("SELECT sum(volume_m3) FROM reserve_stock", 3_000_000, 3_300_000),
    "homes with gas by now": ("SELECT sum(households) FROM gas_connection_project WHERE stage = 'VENTED'", 600, 1_205),
    "homes proven warm by now": ("SELECT count(*) FROM heating_remediation WHERE proven_on IS NOT NULL", 600, 1_279),
}
MUST_NOT_BE = {
    "visits on a weekend": "SELECT count(*) FROM visit WHERE strftime('%w', visited_on) IN ('0', '6')",
    "visits after the last day": "SELECT count(*) FROM visit WHERE visited_on > '2023-09-08'",
    "visits in another month than their round": (
        "SELECT count(*) FROM visit JOIN round ON round.id = round_id WHERE substr(visited_on, 1, 7) <> month"
    ),
    "visits in another district than their community": (
        "SELECT count(*) FROM visit JOIN community c ON c.id = community_id WHERE c.district_id <> visit.district_id"
    ),
    "last visits that are not the last": (
        "SELECT count(*) FROM last_visit l WHERE visited_on <> (SELECT max(visited_on) FROM visit v "
        "WHERE v.community_id = l.community_id AND v.line = l.line)"
    ),
    "cases without a history": (
        "SELECT count(*) FROM \"case\" WHERE id NOT IN (SELECT case_id FROM case_event WHERE action = 'REPORT')"
    ),
    "cases whose history ends elsewhere": (
        'SELECT count(*) FROM "case" c WHERE status <> '
        "(SELECT to_status FROM case_event e WHERE e.case_id = c.id ORDER BY e.id DESC LIMIT 1)"
    ),
    "steps that go back in time": (
        "SELECT count(*) FROM case_event a JOIN case_event b ON a.case_id = b.case_id AND a.id < b.id WHERE a.at > b.at"
    ),
    "handlers who checked their own case": (
        "SELECT count(*) FROM case_event a JOIN case_event b ON a.case_id = b.case_id "
        "WHERE a.action = 'HANDLE' AND b.action = 'CHECK' AND a.actor_id = b.actor_id"
    ),
    "households behind one door": (
        "SELECT count(*) - count(DISTINCT community_id || '/' || building || unit || room) FROM household"
    ),
}


@pytest.fixture(scope="module")
def asked(demo):
    def ask(sql: str) -> int:
        with demo.database.reading() as session:
            return int(session.scalar(text(sql)) or 0)

    return ask


@pytest.mark.parametrize(("sql", "figure"), FIGURES.values(), ids=FIGURES)
def test_it_adds_up_exactly(sql, figure, asked):
    assert asked(sql) == figure


@pytest.mark.parametrize(("sql", "least", "most"), BOUNDS.values(), ids=BOUNDS)
def test_what_was_published_as_a_bound_or_a_plan_is_honest(sql, least, most, asked):
    assert least <= asked(sql) <= most


@pytest.mark.parametrize("sql", MUST_NOT_BE.values(), ids=MUST_NOT_BE)
def test_it_holds_nothing_that_cannot_be(sql, asked):
    assert asked(sql) == 0


NOT_IN_THE_DEMO = {
    "audit_entry",
    "case_census",  # PostgreSQL's alone
    "rollup_check",
    "mutation_key",
    "rollup_delta",
    "attachment",
    "case_evidence",
    "rule_change",
    "heating_season",
} | {
    "account",
    "refresh_token",
    "service_client",
}
"""What only people add: accounts, photos and what they prove, rules and seasons unlike those shipped; and what is passing."""


def test_no_table_of_a_line_is_empty(demo):
    with demo.database.reading() as session:
        there = Base.metadata.sorted_tables
        empty = [table.name for table in there if not session.scalar(text(f'SELECT count(*) FROM "{table.name}"'))]
    assert set(empty) == NOT_IN_THE_DEMO


def print_of(database: Database) -> dict[str, str]:
    """Every table's rows, in the order of their keys."""
    prints = {}
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            keys = ", ".join(column.name for column in table.primary_key)
            rows = session.execute(text(f'SELECT * FROM "{table.name}" ORDER BY {keys}'))
            prints[table.name] = hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()
    return prints


@only_thoroughly
def test_loaded_again_it_has_the_same_rows_and_takes_less_than_a_minute(
    demo, sqlite_templates, composition, tmp_path: Path
):
    again = sqlite_templates.copied(composition.plugins, tmp_path / "again.sqlite3")
    steps: list[tuple[str, int, int]] = []
    start = time.process_time()

    load_demo(again, composition.plugins, lambda *step: steps.append(step))

    assert time.process_time() - start < 60
    assert print_of(again) == print_of(demo.database)
    assert [done for _, done, _ in steps] == list(range(len(steps)))
    assert steps[-1] == ("done", len(steps) - 1, len(steps) - 1)
    again.dispose()


@only_thoroughly
def test_on_postgresql_it_is_the_same(demo, postgres_database, composition):
    load_demo(postgres_database, composition.plugins)

    def counts(database: Database) -> dict[str, int]:
        with database.reading() as session:
            tables = Base.metadata.sorted_tables
            return {table.name: session.scalar(text(f'SELECT count(*) FROM "{table.name}"')) or 0 for table in tables}

    assert counts(postgres_database) == counts(demo.database)
    with postgres_database.writing() as session:
        key = session.scalar(text("INSERT INTO round (month, status) VALUES ('2023-10', 'PLANNED') RETURNING id"))
        assert key == session.scalar(text("SELECT max(id) FROM round")), "its counters go on after the demo's keys"


def test_it_is_not_loaded_over_anything(demo, composition):
    with demo.database.reading() as session, pytest.raises(CannotStart, match="has communities already"):
        check_empty(session)


@pytest.mark.parametrize(("whole", "parts", "least"), [(62_772, 1_225, 0), (10, 10, 1), (0, 3, 0), (7, 2, 3)])
def test_shares_differ_and_add_up(whole, parts, least):
    made = shares(random.Random(1), whole, parts, least)

    assert sum(made) == whole
    assert len(made) == parts
    assert min(made) >= least
