"""The line of somebody we never met, as `lastmeter new-line` writes it, beside the four lines, not one of them changed.

That the package is what the command writes: tests/core/commands/test_new_line.py. That it really installs: try.sh.
"""

from __future__ import annotations

import pytest

from tests.effort import only_thoroughly
from tests.third_party.conftest import HERE, second_release


@pytest.fixture(scope="module")
def run(beside):
    return beside("water")


@only_thoroughly
def test_its_own_tests_pass_and_it_is_what_every_line_must_be_and_adds_up_with_the_others(run):
    """Slow, and therefore one run for all three."""
    own, beside_others = str(HERE / "water" / "tests"), str(HERE / "asked_beside.py")
    pytest_ = ("-m", "pytest", "-p", "no:cacheprovider", "-c", "pyproject.toml")
    told = run(*pytest_, own, "--pyargs", "core.conformance", "--line", "water", beside_others)
    assert "100%" in told


def test_it_is_listed_with_what_it_provides_and_no_problem(run):
    (row,) = (
        line
        for line in run("-c", "from core.cli import main; main()", "plugins").splitlines()
        if "lastmeter-water" in line
    )
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "water", "0.1.0", "lastmeter-water", "供水服务", "2 types, 1 query, 3 mutations, 3 metrics",
    ]  # fmt: skip


@only_thoroughly
def test_its_second_release_passes_its_own_tests_and_its_tables_go_and_come(beside, tmp_path):
    """What the guide adds: a mutation, a blocker, a figure, a migration. Everything else of it: try.sh."""
    made = second_release(tmp_path)
    own, histories = str(made / "tests" / "test_restoring.py"), "core.conformance.test_migrations"
    told = beside(made)("-m", "pytest", "-p", "no:cacheprovider", own, "--pyargs", histories, "--line", "water")
    assert "100%" in told


def test_a_line_that_is_not_installed_is_refused_with_those_that_are(run):
    with pytest.raises(AssertionError, match=r"No service line 'tea' is installed. There is: .*water"):
        run("-m", "pytest", "--pyargs", "core.conformance", "--line", "tea", "--collect-only")
