"""The pages of the lines are true: what they show runs on the demo, and what they tell of figures and rules is declared so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import OperationType, build_schema, get_operation_ast, parse, validate

from core import Blocker, Metric, Rule
from core.app import Composition
from core.database import Database
from core.testing.client import Client
from core.testing.fixtures import SqliteTemplates

ROOT = Path(__file__).parents[2]
PAGES = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("plugins/*/README.md"))}
LINES = list(PAGES)
BLOCKS = [
    pytest.param(block, id=f"{line} {number}")
    for line, page in PAGES.items()
    for number, block in enumerate(re.findall(r"```graphql\n(.*?)```", page, re.DOTALL), 1)
]
LONGEST = 80


def _operation(block: str) -> tuple[OperationType, bool]:
    operation = get_operation_ast(parse(block))
    assert operation is not None
    return operation.operation, bool(operation.variable_definitions)


def _of(kind: OperationType, *, with_ids: bool = False) -> list[object]:
    return [param for param in BLOCKS if _operation(str(param.values[0])) == (kind, with_ids)]


@pytest.fixture
def database(sqlite_templates: SqliteTemplates, composition: Composition, tmp_path: Path) -> Database:
    """The demo, which a test may change."""
    return sqlite_templates.copied(composition.plugins, tmp_path / "demo.sqlite3", with_demo=True)


@pytest.mark.parametrize("block", BLOCKS)
def test_what_is_shown_is_of_the_schema(block: str) -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    assert [error.message for error in validate(schema, parse(block))] == []


@pytest.mark.parametrize("block", _of(OperationType.QUERY))
def test_a_question_is_answered_on_the_demo(block: str, demo_client: Client) -> None:
    for name, answer in demo_client.data(block).items():
        assert answer, name
        assert "'nodes': []" not in str(answer), f"{name} shows something"


@pytest.mark.parametrize("block", _of(OperationType.MUTATION))
def test_what_an_officer_records_is_taken_by_the_demo(block: str, client: Client) -> None:
    (payload,) = client.data(block).values()
    assert payload["userErrors"] == []
    (shown,) = (value for name, value in payload.items() if name != "userErrors")
    assert shown is not None


@pytest.mark.parametrize("line", LINES)
def test_every_page_shows_a_visit_to_record_and_a_question(line: str) -> None:
    kinds = [_operation(block) for block in re.findall(r"```graphql\n(.*?)```", PAGES[line], re.DOTALL)]
    assert (OperationType.MUTATION, False) in kinds
    assert (OperationType.QUERY, False) in kinds


@pytest.mark.parametrize("line", LINES)
def test_a_page_tells_every_figure_as_it_is_counted(line: str, composition: Composition) -> None:
    metrics = [metric for metric in composition.catalogue.objects(Metric).values() if metric.key.startswith(f"{line}.")]
    told = re.findall(rf"^\| `({line}\.\w+)` (\S+) \| (.+?) \| .+ \|$", PAGES[line], re.MULTILINE)
    assert told == [(metric.key, metric.label_zh, metric.formula) for metric in metrics]
    listed = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    for key, days in re.findall(rf"^\| `({line}\.\w+)` .+ \| (.+?) \|$", PAGES[line], re.MULTILINE):
        own = listed.partition(f"### `{key}` ")[2].partition("\n### ")[0]
        if own:
            assert f"- counted by: {days}\n" in own


@pytest.mark.parametrize("line", LINES)
def test_a_page_names_every_rule_and_every_blocker_of_its_line(line: str, composition: Composition) -> None:
    rules = {key for key, rule in composition.catalogue.objects(Rule).items() if rule.line == line}
    told = set(re.findall(rf"`({line}\.\w+)`", PAGES[line].partition("## Rules")[2].partition("## Figures")[0]))
    assert told == rules
    blockers = [one.code for one in composition.catalogue.objects(Blocker).values()]
    own = [code for code in blockers if code.startswith(line.upper())]
    assert [code for code in own if f"`{code}`" not in PAGES[line]] == []


@pytest.mark.parametrize("line", LINES)
def test_a_page_is_a_page(line: str) -> None:
    assert len(PAGES[line].splitlines()) <= LONGEST
