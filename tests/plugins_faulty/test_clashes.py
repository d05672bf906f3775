"""Two packages that claim one name: none silently wins, both are named, the others go on (catalogue E02)."""

from __future__ import annotations

import importlib.metadata
import sys
from contextlib import suppress
from importlib.metadata import EntryPoint, EntryPoints

import pytest
from sqlalchemy.orm import configure_mappers

from core.database import Base
from core.hookspecs import GROUP
from core.ownership import forgotten_if_it_fails
from core.plugin_manager import PluginConflict, Plugins, discover
from core.schema import compose

HEAD = """
from __future__ import annotations
from typing import Annotated
import strawberry
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship
from core import Answer, Base, Key, Policy, PUBLIC, Question, Ref, Term, answer, hookimpl, plain
"""
ASKED = """
class Queries:
    @answer("What there is (内容).", "place.read")
    def {field}(self, question: Question) -> Answer[{shown} | None]:
        yield from ()

@hookimpl
def register_queries(): return [Queries]
"""
CUP = """
@plain
class {name}:
    "A cup (杯)."
    size: int = strawberry.field(description="How much goes in (容量).")
"""
KIND = """
class TeaKind(Term):
    "Kinds of tea (茶类)."
    GREEN = "It is green (绿茶)."
"""
ANY = 'AnyTea = Annotated[{key}Pot | {key}Cup, strawberry.union("AnyTea", description="Any (任意).")]'
POLICY = """
@hookimpl
def register_policies(): return [Policy("tea.pour", "Pour (倒).", line_lead="L")]
"""
TABLE = """
class TeaCup(Base):
    __tablename__ = "{table}"
    __scope__ = PUBLIC
    id: Mapped[Key]
"""
CLAIMED = {
    "GraphQL type 'TeaCup'": CUP.format(name="TeaCup") + ASKED.format(field="{key}_tea", shown="TeaCup"),
    "GraphQL type 'TeaKind'": KIND + ASKED.format(field="{key}_tea", shown="TeaKind"),
    "GraphQL type 'AnyTea'": CUP.format(name="{key}Cup")
    + CUP.format(name="{key}Pot")
    + ANY
    + ASKED.format(field="{key}_tea", shown="AnyTea"),
    "root field 'tea'": ASKED.format(field="tea", shown="int"),
    "operation 'tea.pour'": POLICY,
    "table 'tea_cup'": TABLE.format(table="tea_cup"),
}
"""Types, enums, unions, fields, permissions, tables. Plugins have no events of their own: test_fence.py."""


@pytest.fixture
def install(monkeypatch, tmp_path):
    """Installs packages of these sources beside the gas line."""
    found = importlib.metadata.entry_points
    monkeypatch.syspath_prepend(tmp_path)
    entries = list(found(group=GROUP, name="gas"))

    def made(**sources: str) -> Plugins:
        for name, source in sources.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "__init__.py").write_text(HEAD + source.replace("{key}", name), encoding="utf-8")
            entries.append(EntryPoint(name, name, GROUP))
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: EntryPoints(entries))
        return Plugins(discover())

    with suppress(_Over), forgotten_if_it_fails(["core", "plugins"]):
        yield made
        for entry in entries:
            sys.modules.pop(entry.name, None)
        raise _Over


class _Over(Exception):
    """So that their tables are forgotten."""


@pytest.mark.parametrize(("what", "source"), CLAIMED.items(), ids=CLAIMED)
def test_e02_neither_has_it_both_are_named_and_the_others_go_on(install, what, source):
    plugins = install(rain=source, wind=source)
    schema = compose(plugins)

    assert [active.name for active in plugins.active] == ["core", "gas"]
    told = f"The {what} is claimed by rain and by wind. Rename one of them."
    assert {plugin.name: plugin.problems for plugin in plugins.all} == {"gas": [], "rain": [told], "wind": [told]}
    assert "gasInspections" in schema._schema.query_type.fields


@pytest.mark.parametrize(("what", "source"), CLAIMED.items(), ids=CLAIMED)
def test_e02_where_nothing_may_be_wrong_nothing_starts(install, what, source):
    install(rain=source, wind=source)
    with pytest.raises(PluginConflict, match=f"The {what} is claimed by rain and by wind"):
        compose(Plugins(discover(), strict=True))


def test_e02_whose_key_a_table_begins_with_keeps_it(install):
    plugins = install(rain=TABLE.format(table="rain_cup"), wind=TABLE.format(table="rain_cup"))
    assert [active.name for active in plugins.active] == ["core", "gas", "rain"]
    assert plugins.all[-1].problems == ["The table 'rain_cup' is claimed by rain and by wind. Rename one of them."]


def test_e02_who_took_a_table_of_another_before_it_came_does_not_keep_it(install):
    """The other cannot be imported then, and so neither is there; alone it is."""
    plugins = install(rain=TABLE.format(table="wind_cup"), wind=TABLE.format(table="wind_cup"))
    told = "The table 'wind_cup' is claimed by rain and by wind. Rename one of them."
    assert [plugin.problems for plugin in plugins.all] == [[], [told], [told]]


def test_e02_nobody_takes_a_table_of_core(install):
    plugins = install(wind=TABLE.format(table="visit"))
    assert plugins.all[-1].problems == ["The table 'visit' is claimed by core and by wind. Rename one of them."]


HALF = """
class WindCup(Base):
    __tablename__ = "wind_cup"
    __scope__ = PUBLIC
    id: Mapped[Key]
    tea_id: Mapped[Ref] = mapped_column(ForeignKey("wind_tea.id"))
    tea: Mapped[WindTea] = relationship()

import no_such_library_of_ours
"""


def test_e01_models_of_which_half_is_missing_stand_in_nobodys_way(install):
    plugins = install(wind=HALF)

    assert "no_such_library_of_ours" in plugins.all[-1].problems[0]
    compose(plugins)
    configure_mappers()
    assert "wind_cup" not in [table.name for table in Base.metadata.sorted_tables]
