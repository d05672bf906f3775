"""Who may import whom: the contracts stand in pyproject.toml."""

import logging.config

import pytest
from importlinter.cli import lint_imports


def test_everybody_imports_only_whom_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.config, "dictConfig", lambda config: None)  # it silences everybody else's loggers
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0
