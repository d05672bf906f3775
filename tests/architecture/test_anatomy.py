"""Every service line is built alike: learn one folder, know them all."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from core import hookspecs
from core.app import Composition
from core.plugin_manager import Plugins, discover
from tests.effort import ABOUT_DATABASES

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
MORE = {"migrations", "README.md"}
LONGEST_DOOR = 90
LINES = sorted(path.name for path in (ROOT / "plugins").iterdir() if path.is_dir() and not path.name.startswith("_"))


@pytest.mark.parametrize("line", LINES)
def test_a_plugin_has_the_files_that_every_plugin_has(line: str) -> None:
    folder = ROOT / "plugins" / line
    here = {path.stem if path.suffix == ".py" else path.name for path in folder.iterdir()} - {"__pycache__"}
    strange = here - FILES - MORE
    remedy = f"say it in one of {sorted(FILES)}; one that grew is a folder of that name, a module for each noun"
    assert not strange, f"plugins/{line} has {strange}: {remedy}"
    assert here >= {
        "__init__",
        "line",
        "models",
        "services",
        "types",
        "queries",
        "mutations",
        "metrics",
        "migrations",
        "README.md",
    }


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


def test_what_is_always_tried_on_both_databases_is_there() -> None:
    assert [path for path in ABOUT_DATABASES if not (ROOT / path).exists()] == []
