"""What the front door costs before an operation is validated and planned, and again when its document is known.

uv run python benchmarks/door.py
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from timeit import repeat
from typing import Any

from graphql import OperationDefinitionNode, parse

from core.app import Composition
from core.engine.limits import measured
from core.http.documents import Documents
from core.http.doorkeeper import Doorkeeper
from core.http.rates import MemoryBuckets
from core.http.requests import from_body
from core.plugin_manager import Plugins, discover
from core.policy.role import Role
from core.policy.viewer import Viewer

DOCUMENTS = Path(__file__).parents[1] / "tests" / "contract" / "documents"
VIEWER = Viewer(Role.ACCEPTOR, actor="bench")
TIMES = 100


def milliseconds(work: Callable[[], object]) -> float:
    """The best of several rounds."""
    return min(repeat(work, number=TIMES, repeat=7)) / TIMES * 1000


class Door:
    """All that is done where the document is in the cache."""

    def __init__(self) -> None:
        self.documents, self.keeper = Documents(), Doorkeeper()

    def known(self, body: bytes) -> None:
        self.keeper.buckets = MemoryBuckets()  # always full
        with self.keeper.inside, self.keeper.served(VIEWER, "203.0.113.7"):
            self.documents.asked(from_body(body))
            self.keeper.charge(VIEWER, "203.0.113.7", 1, is_mutation=False)


def report(schema: Any, door: Door, file: Path) -> str:
    variables = file.with_suffix(".json")
    given = json.loads(variables.read_text()) if variables.exists() else {}
    body = json.dumps({"query": file.read_text(), "variables": given}, ensure_ascii=False).encode()
    document = parse(file.read_text())
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    found = measured(schema, document, operation, given)
    known = milliseconds(lambda: door.known(body))
    first = milliseconds(lambda: measured(schema, document, operation, given))
    return f"{file.stem:<24}{found.tokens:>7}{known:>10.3f}{first:>10.3f}{known + first:>10.3f}"


def main() -> None:
    schema, door = Composition.of(Plugins(discover(), strict=True)).schema._schema, Door()
    print(f"{'document':<24}{'tokens':>7}{'known':>10}{'measured':>10}{'together':>10}  milliseconds")
    for file in sorted(DOCUMENTS.glob("*.graphql")):
        print(report(schema, door, file))


if __name__ == "__main__":
    main()
