"""Who may import whom: the contracts stand in pyproject.toml."""

from importlinter.cli import lint_imports


def test_everybody_imports_only_whom_they_may() -> None:
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0
