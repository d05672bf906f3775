"""The small city of core's tests."""

from tests.core.conftest import places, visited

__all__ = ["places", "visited"]
