"""The line works alone with core and beside all others, and changes nothing of core."""

from __future__ import annotations

from graphql import print_type

from core.plugin_manager import Plugins, discover
from core.schema import compose, sdl

ROOTS = {"Query", "Mutation"}


def test_it_changes_no_type_of_core(added):
    """Beside the root fields, and types of core that nobody used before."""
    changed = [
        name
        for name, type_ in added.core.type_map.items()
        if name not in ROOTS and print_type(type_) != print_type(added.alone.type_map[name])
    ]
    assert changed == []


def test_it_is_the_same_beside_all_others(added, composition):
    whole = composition.schema._schema
    assert [name for name, type_ in added.types.items() if print_type(type_) != print_type(whole.type_map[name])] == []
    assert added.queries.keys() <= whole.query_type.fields.keys()
    assert added.mutations.keys() <= (whole.mutation_type.fields.keys() if whole.mutation_type else set())


def test_the_order_in_which_plugins_are_found_does_not_matter(key, composition):
    found = discover()
    last_first = sorted(found, key=lambda plugin: (plugin.name == key, plugin.name), reverse=True)
    assert sdl(compose(Plugins(last_first, strict=True))) == sdl(composition.schema)


def test_its_root_fields_may_be_null_so_that_a_fault_stays_with_the_line(added):
    assert [name for name, field in added.queries.items() if str(field.type).endswith("!")] == [], (
        "annotate them `… | None`"
    )


def test_a_mutation_takes_one_input_and_gives_one_payload(added):
    for name, field in added.mutations.items():
        stem = name[0].upper() + name[1:]
        assert {argument: str(given.type) for argument, given in field.args.items()} == {"input": f"{stem}Input!"}
        assert str(field.type) == f"{stem}Payload!"
        payload = added.alone.type_map[f"{stem}Payload"]
        assert str(payload.fields["userErrors"].type) == "[UserError!]!"
        own = [one for one in payload.fields if one not in {"userErrors", "clientMutationId"}]
        promised = [one for one in own if str(payload.fields[one].type).endswith("!")]
        assert promised == [], "they are null where the action was refused"
