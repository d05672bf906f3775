"""Runs commands as somebody at a terminal would, in an empty folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which commands run, with nothing set in the environment."""
    made = tmp_path / "work"
    made.mkdir()
    monkeypatch.chdir(made)
    for name in ("DATABASE_URL", "LASTMETER_PROFILE", "LASTMETER_DISABLED_PLUGINS", "LASTMETER_STRICT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return made


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """`run("import", "communities", "a.csv", DATABASE_URL="…")`: the exit code, and what was written."""

    def command(*arguments: str, **environment: str) -> Ran:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["lastmeter", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        written = capsys.readouterr()
        return Ran(int(left.value.code or 0), written.out, written.err)

    return command
