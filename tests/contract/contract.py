"""The contract: the operations that clients send, with their variables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class Document:
    name: str
    text: str
    variables: dict[str, Any]

    @property
    def is_query(self) -> bool:
        return not {"mutation", "subscription"} & set(self.text.split("{")[0].split())

    def asked(self, **other: Any) -> dict[str, Any]:
        """The variables, some of them changed."""
        return self.variables | other


def _document(path: Path) -> Document:
    given = path.with_suffix(".json")
    variables = json.loads(given.read_text(encoding="utf-8")) if given.exists() else {}
    return Document(path.stem, path.read_text(encoding="utf-8"), variables)


DOCUMENTS = {document.name: document for document in map(_document, sorted(FOLDER.glob("*.graphql")))}
QUERIES = [document for document in DOCUMENTS.values() if document.is_query]
