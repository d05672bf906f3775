"""The committed schema is what the code says, whatever the order in which plugins are found."""

from __future__ import annotations

import random
from pathlib import Path

from core.app import Composition
from core.plugin_manager import Plugins, given
from core.schema import compose, sdl

ROOT = Path(__file__).parents[2]


def test_the_schema_file_is_what_the_code_says(composition: Composition) -> None:
    committed = (ROOT / "schema.graphql").read_text(encoding="utf-8")
    assert committed == sdl(composition.schema), "run `lastmeter schema`, read the difference, commit it"


def test_the_order_of_discovery_does_not_matter(composition: Composition) -> None:
    modules = {plugin.name: plugin.module for plugin in composition.plugins.all if plugin.module is not None}
    names = list(modules)
    random.Random(3).shuffle(names)
    shuffled = Plugins(given({name: modules[name] for name in names}))
    assert sdl(compose(shuffled)) == sdl(composition.schema)
