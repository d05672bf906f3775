"""Every service line is built alike: learn one folder, know them all."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from core import hookspecs
from core.app import Composition
from core.database import Base
from core.plugin_manager import Plugins, discover

ROOT = Path(__file__).parents[2]
FILES = {
    "__init__",
    "line",
    "models",
    "services",
    "types",
    "inputs",
    "policies",
    "standards",
    "blockers",
    "queries",
    "mutations",
    "metrics",
    "rules",
    "imports",
    "reasons",
    "demo",
    "scale",
}
MORE = {"migrations"}
LONGEST_DOOR = 90
LINES = sorted(path.name for path in (ROOT / "plugins").iterdir() if path.is_dir() and not path.name.startswith("_"))


@pytest.mark.parametrize("line", LINES)
def test_a_plugin_has_the_files_that_every_plugin_has(line: str) -> None:
    folder = ROOT / "plugins" / line
    here = {path.stem if path.suffix == ".py" else path.name for path in folder.iterdir()} - {"__pycache__"}
    strange = here - FILES - MORE
    remedy = f"say it in one of {sorted(FILES)}; one that grew is a folder of that name, a module for each noun"
    assert not strange, f"plugins/{line} has {strange}: {remedy}"
    assert here >= {"__init__", "line", "models", "services", "types", "queries", "mutations", "metrics", "migrations"}


@pytest.mark.parametrize("line", LINES)
def test_the_door_of_a_plugin_is_a_table_of_contents(line: str) -> None:
    text = (ROOT / "plugins" / line / "__init__.py").read_text()
    assert len(text.splitlines()) <= LONGEST_DOOR
    assert ast.get_docstring(ast.parse(text)), "the docstring says what the line does, in its own words"


def test_every_folder_is_installed_and_every_entry_has_a_folder() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][hookspecs.GROUP]
    installed = {plugin.name for plugin in discover() if plugin.distribution == "lastmeter"}
    remedy = f"add it to [project.entry-points.{hookspecs.GROUP}], then install again (`uv sync`)"
    assert sorted(table) == LINES, remedy
    assert installed == set(LINES), remedy


def test_a_line_owns_what_carries_its_name(composition: Composition) -> None:
    """Tables, metrics, root fields and types begin with the line's key: nothing can clash by accident."""
    for plugin in composition.plugins.all:
        assert plugin.line is not None
        key = plugin.line.key
        assert all(metric.key.startswith(f"{key}.") for metric in plugin.metrics)
        for part in (*plugin.queries, *plugin.mutations):
            for name in vars(part).get("__annotations__", {}):
                assert name.startswith(f"{key}_"), f"{part.__qualname__}.{name}"
        module = str(plugin.module.__name__)
        for mapper in Base.registry.mappers:
            if mapper.class_.__module__.startswith(f"{module}."):
                assert mapper.local_table.name.startswith(f"{key}_"), mapper.local_table.name
                assert mapper.class_.__name__.lower().startswith(key), mapper.class_.__name__


def test_root_fields_of_a_plugin_may_be_null_so_that_a_fault_stays_with_the_line(composition: Composition) -> None:
    schema = composition.schema._schema
    assert schema.query_type is not None
    prefixes = tuple(f"{plugin.name}" for plugin in composition.plugins.all)
    for name, field in schema.query_type.fields.items():
        if name.startswith(prefixes) and name not in {"gas", "heating"}:
            assert not str(field.type).endswith("!"), name


def test_mutations_take_one_input_and_give_one_payload(composition: Composition) -> None:
    mutation = composition.schema._schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        stem = name[0].upper() + name[1:]
        assert {key: str(value.type) for key, value in field.args.items()} == {"input": f"{stem}Input!"}
        assert str(field.type) == f"{stem}Payload!"


def test_the_installed_core_is_the_one_of_this_repository() -> None:
    """`core` is a greedy name: another distribution could bring its own."""
    import core
    import plugins

    assert Path(core.__file__).parent == ROOT / "core"
    assert Path(plugins.__file__).parent == ROOT / "plugins"


def test_the_door_names_the_same_things_twice() -> None:
    """Once for the type checker, once for Python."""
    import core

    tree = ast.parse((ROOT / "core" / "__init__.py").read_text())
    typed = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed - {"annotations", "import_module", "TYPE_CHECKING", "Any"} == set(core.__all__)
    for name in core.__all__:
        assert getattr(core, name) is not None


def test_everything_that_plugins_load_is_alive(composition: Composition) -> None:
    plugins: Plugins = composition.plugins
    assert [plugin.name for plugin in plugins.active] == ["core", *LINES]
    assert not any(plugin.problems for plugin in plugins.all)
