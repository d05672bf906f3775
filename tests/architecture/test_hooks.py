"""A hook is a promise: it is explained, stands in the guide with its exact signature, and is really used."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from core import hookspecs
from core.app import Composition

ROOT = Path(__file__).parents[2]
HOOKS = {
    name: hook for name, hook in vars(hookspecs).items() if inspect.isfunction(hook) and hasattr(hook, "lastmeter_spec")
}


def test_there_are_hooks() -> None:
    assert len(HOOKS) >= 6


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_says_what_it_is_for(name: str) -> None:
    assert HOOKS[name].__doc__


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_stands_in_the_guide_with_its_signature(name: str) -> None:
    source = inspect.getsource(HOOKS[name])
    found = re.search(r"^def .*?:(?=\s*(#|\n))", source, re.MULTILINE | re.DOTALL)
    assert found is not None
    signature = " ".join(found[0].split()).rstrip(":")
    guide = " ".join((ROOT / "plugins" / "README.md").read_text().split())
    assert signature in guide, f"write `{signature}` and an example into plugins/README.md"


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_has_an_example_of_a_line_that_uses_it(name: str) -> None:
    guide = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(rf"^\| `def {name}\(.*\]\((\w+)/([\w/.]+)\) \|$", guide, re.MULTILINE)
    folder = ROOT / "plugins" / shown[0]
    assert (folder / shown[1]).exists()
    assert f"def {name}(" in (folder / "__init__.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_is_used_by_a_real_plugin(name: str, composition: Composition) -> None:
    assert any(hasattr(plugin.module, name) for plugin in composition.plugins.all)
