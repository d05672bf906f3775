"""Reasons to leave the compiled path; graphql-core then gives the answer, with its errors and their paths."""

from __future__ import annotations

from typing import NoReturn


class Unplannable(Exception):
    """Known when planning: this field is graphql-core's, each time."""


class Deopt(Exception):
    """Met while running: this answer is graphql-core's, this time."""


def missing() -> NoReturn:
    raise Deopt("null where the schema promises a value")
