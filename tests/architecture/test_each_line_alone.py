"""Core boots and answers with any subset of lines: none, each alone, all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.app import Composition
from core.plugin_manager import Plugins, given
from core.schema import compose, sdl

LINES = sorted(
    path.name
    for path in (Path(__file__).parents[2] / "plugins").iterdir()
    if path.is_dir() and not path.name.startswith("_")
)
CORE_TYPES = ("type Case implements Node", "type CommunityVisit implements Node", "type Community implements Node")


def block(text: str, start: str) -> str:
    found = re.search(rf"^{start} {{.*?^}}", text, re.MULTILINE | re.DOTALL)
    assert found is not None, start
    return found[0]


@pytest.fixture(scope="module")
def whole(composition: Composition) -> str:
    return sdl(composition.schema)


@pytest.mark.parametrize("chosen", [(), *((line,) for line in LINES)], ids=lambda chosen: "+".join(chosen) or "none")
def test_core_prints_the_same_types_with_any_lines(
    chosen: tuple[str, ...], whole: str, composition: Composition
) -> None:
    modules = {plugin.name: plugin.module for plugin in composition.plugins.all if plugin.name in chosen}
    text = sdl(compose(Plugins(given(modules), strict=True)))  # type: ignore[arg-type]
    for start in CORE_TYPES:
        assert block(text, start) == block(whole, start)
    for line in LINES:
        assert (f"{line.capitalize()}VisitReport implements" in text) == (line in chosen)
