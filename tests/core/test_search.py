"""Search in Chinese and Latin text, from one character on, alike on both databases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Text, literal, select, text

from core.columns import Listed
from core.errors import DomainError
from core.places.models import Community, District, Street
from core.search import Holds, grams_of, searched

NAMES = [
    "海岸路社区",
    "海安路社区",
    "CBD社区",
    "cbd 二社区",
    "100%社区",
    "a_b社区",
    "a\\b社区",
    "É社区",
    "Ａ座社区",
    "𠮷野社区",
    "（北）社区",
]


@pytest.fixture
def found(database, judged):
    """Searches communities of these names."""
    with database.writing() as session:
        district = District(code="370203", name="市北区")
        street = Street(code="370203029", name="兴隆路街道", district=district)
        for number, name in enumerate(NAMES):
            code = f"370203029{number:03}"
            session.add(Community(code=code, name=name, street=street, district=district))

    def search(text: str) -> list[str]:
        query = "query ($text: String!) { communities(first: 99, filter: {search: $text}) { nodes { name } } }"
        return [node["name"] for node in judged(query, {"text": text})["communities"]["nodes"]]

    return search


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("海", ["海岸路社区", "海安路社区"]),
        ("海岸", ["海岸路社区"]),
        ("岸路社", ["海岸路社区"]),
        ("岸海", []),
        ("社区", NAMES),
        ("  海岸  ", ["海岸路社区"]),
        ("cbd", ["CBD社区", "cbd 二社区"]),
        ("CbD", ["CBD社区", "cbd 二社区"]),
        ("B", ["CBD社区", "cbd 二社区", "a_b社区", "a\\b社区"]),
        ("%", ["100%社区"]),
        ("0%社", ["100%社区"]),
        ("_", ["a_b社区"]),
        ("a_b", ["a_b社区"]),
        ("\\", ["a\\b社区"]),
        ("a%b", []),
        ("d 二", ["cbd 二社区"]),
        ("𠮷", ["𠮷野社区"]),
        ("𠮷野", ["𠮷野社区"]),
        ("（北", ["（北）社区"]),
        ("E\u0301", ["É社区"]),
        ("é社", []),
        ("Ａ座", ["Ａ座社区"]),
        ("' OR 1=1 --", []),
        ("长" * 60, []),
    ],
)
def test_a_text_is_found_wherever_it_stands(text, names, found):
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "write what to look for"),
        ("  ", "write what to look for"),
        ("长" * 61, "at most 60"),
        ("a\0", "remove it"),
        ("海\u202e岸", "remove it"),
    ],
)
def test_what_cannot_be_looked_for_is_told(text, mend, client):
    (error,) = client(
        "query ($text: String!) { communities(first: 9, filter: {search: $text}) { totalCount } }", {"text": text}
    )["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert mend in error["message"]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60))
def test_a_term_is_looked_for_in_small_letters_without_blanks(text):
    try:
        term = searched(text)
    except DomainError:
        return
    assert term == term.strip()
    assert grams_of(term)


def test_the_index_holds_single_characters_and_pairs():
    assert grams_of("海岸路") == ["岸路", "海岸"]
    assert grams_of("海") == ["海"]


def test_postgresql_searches_by_its_index(postgres_templates, composition):
    """In a database that nobody had before: where rows were, tables are larger, and other ways look shorter."""
    held = Holds(Community.name, literal("%海岸%"), literal(["海岸"], Listed(Text())))
    with postgres_templates.copied(composition.plugins) as database, database.writing() as session:
        made = select(Community.id).where(held).compile(session.connection())
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.connection().exec_driver_sql(f"EXPLAIN {made}", made.params).scalars()
        assert "ix_community_name_search" in "".join(plan)
