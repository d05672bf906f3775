"""Everything of a line carries its name, so that no two lines can clash by accident, and says what it is."""

from __future__ import annotations

from graphql import GraphQLEnumType

from core.database import Base
from core.testing.descriptions import described, lacks_chinese, only_repeats


def test_tables_begin_with_its_key(plugin, key):
    package = plugin.module.__name__
    tables = {
        str(mapper.local_table)
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.split(".")[: package.count(".") + 1] == package.split(".")
    }
    assert [name for name in sorted(tables) if not name.startswith(f"{key}_")] == [], f"name them {key}_…"


def test_root_fields_carry_its_key(added, key):
    strange = [name for name in added.queries if not name.startswith(key)]
    strange += [name for name in added.mutations if key not in name.lower()]
    assert strange == [], f"name queries {key}…, and mutations by a verb, as record{key.title()}Visit"


def test_types_carry_its_key(added, key):
    """Words of the domain, which are enums, may go without: a clash with another line's would be refused at the start."""
    strange = [
        name
        for name, type_ in added.types.items()
        if key not in name.lower() and not isinstance(type_, GraphQLEnumType) and not name.endswith("Input")
    ]
    assert strange == [], f"begin their names with {key.title()}"


def test_metrics_rules_reasons_and_operations_begin_with_its_key(plugin, key):
    declared = (*plugin.metrics, *plugin.rules, *plugin.visit_reasons, *plugin.policies)
    assert [one.key for one in declared if not one.key.startswith(f"{key}.")] == []


def test_everything_is_described_in_english_with_the_chinese_term(added):
    own = [
        (path, text)
        for path, text in described(added.alone)
        if path.split(".")[0] in added.types or path.split("(")[0].split(".")[-1] in {*added.queries, *added.mutations}
    ]
    assert own
    assert [path for path, text in own if not text or only_repeats(path, text)] == [], "say what a client cannot guess"
    assert [path for path, text in own if lacks_chinese(path, text)] == [], "end with the Chinese term: (检查)."


def test_it_names_itself_and_what_its_cases_are_about_in_both_languages(plugin):
    line = plugin.line
    assert line.description
    for named in (line, *line.categories):
        assert named.name.isascii(), f"{named.name}: in English"
        assert not named.name_zh.isascii(), f"{named.name_zh}: in Chinese"


def test_each_category_has_a_standard(plugin):
    without = {category.code for category in plugin.line.categories} - {s.category for s in plugin.line.standards}
    assert not without, "say in standards.py when such cases are filed and closed, and how long they may take"
