"""The same questions in the words of the peers' own schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.operations import Operation

VISIT = "version line visitedOn status staff residents volunteers summary recordedAt"

LOADERS = {
    "q1_": "query Q1($id: Int!) { community(id: $id) { id code name kind households district { code name } } }",
    "q2_": """query Q2 { cases(first: 50) {
        id title status line category reportedAt deadline community { name district { name } }
        timeline(last: 3) { at action reason } } }""",
    "q3_": """query Q3($ids: [Int!]!) { communities(ids: $ids) { id name visits(first: 10) {
        id visitedOn line staff residents volunteers cases(first: 5) { id title status } } } }""",
    "q4_": f"query Q4 {{ firstCommunities(first: 100) {{ visits(first: 10) {{ id {VISIT} }} }} }}",
    "q5_": f"query Q5 {{ visits(first: 100) {{ id {VISIT} }} }}",
}
"""For Mercurius and Yoga, whose schema is ours."""

NEWEST_VISITS = "orderBy: [VISITED_ON_DESC, PRIMARY_KEY_DESC]"
POSTGRAPHILE = {
    "q1_": """query Q1($id: BigInt!) { community(rowId: $id) {
        id: rowId code name kind households district { code name } } }""",
    "q2_": """query Q2 { cases(first: 50, orderBy: [REPORTED_AT_DESC, PRIMARY_KEY_DESC]) { nodes {
        id: rowId title status line category: categoryCode reportedAt deadline community { name district { name } }
        timeline: caseEvents(last: 3, orderBy: [PRIMARY_KEY_ASC]) { nodes { at action reason } } } } }""",
    "q3_": f"""query Q3($ids: [BigInt!]!) {{ communities(filter: {{ rowId: {{ in: $ids }} }}) {{ nodes {{
        id: rowId name visits(first: 10, {NEWEST_VISITS}) {{ nodes {{
        id: rowId visitedOn line staff residents volunteers
        cases(first: 5, orderBy: [PRIMARY_KEY_ASC]) {{ nodes {{ id: rowId title status }} }} }} }} }} }} }}""",
    "q4_": f"""query Q4 {{ communities(first: 100, orderBy: [CODE_ASC, PRIMARY_KEY_ASC]) {{ nodes {{
        visits(first: 10, {NEWEST_VISITS}) {{ nodes {{ id: rowId {VISIT} }} }} }} }} }}""",
    "q5_": f"query Q5 {{ visits(first: 100, {NEWEST_VISITS}) {{ nodes {{ id: rowId {VISIT} }} }} }}",
}


def translated(operations: Iterator[Operation], texts: dict[str, str]) -> Iterator[Operation]:
    """Those of the operations that the peer is asked, with plain keys for ids."""
    for operation in operations:
        if operation.name in texts:
            yield Operation(operation.name, texts[operation.name], [_plain(given) for given in operation.variables])


def _plain(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _plain(value) for name, value in given.items()}
    return [_plain(value) for value in given] if isinstance(given, list) else int(given.partition("_")[2])


WRAPPERS = ({"nodes"}, {"key"}, {"code"})
VOLATILE = {"asOf"}
"""Fields that tell the moment of asking."""


def comparable(operation: str, data: dict[str, Any]) -> Any:
    """What an answer says, whatever the schema's manners: no wrappers of lists and codes, ids as plain keys, UTC."""
    said = [_said(value) for value in data.values()]
    if operation == "q3_":  # asked by ids: not every contender answers in their order
        said[0].sort(key=lambda community: int(community["id"]))
    return said


def _said(value: Any) -> Any:
    if isinstance(value, list):
        return [_said(item) for item in value]
    if isinstance(value, dict):
        if set(value) in WRAPPERS:
            return _said(next(iter(value.values())))
        inside = {name: _said(item) for name, item in value.items() if name not in VOLATILE}
        inside |= inside.pop("personTimes", {}) if "visitedOn" in inside else {}
        if "id" in inside:
            inside["id"] = str(inside["id"]).rpartition("_")[2]
        return inside
    return value.replace(".000000", "").replace("+00:00", "Z") if isinstance(value, str) else value
