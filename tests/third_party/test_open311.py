"""A plugin that is no line: it adds to those that there are, by the same hooks."""

from __future__ import annotations

import pytest

from tests.effort import only_thoroughly
from tests.third_party.conftest import HERE


@pytest.fixture(scope="module")
def run(beside):
    return beside("open311")


@only_thoroughly
def test_its_own_tests_pass_beside_the_four_lines(run):
    own = str(HERE / "open311" / "tests")
    assert "100%" in run("-m", "pytest", "-p", "no:cacheprovider", "-c", "pyproject.toml", own)


def test_its_import_is_offered_on_the_command_line(run):
    assert "open311-requests" in run("-c", "from core.cli import main; main()", "import", "--help")
