"""The commands of the closed loop, as somebody types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.cli import app
from core.testing.loop import DrivenCase, built_town

STANDARDS = "category,variant,condition,close_condition,amount,unit,effective_from\n"


@pytest.fixture
def run(sqlite_database, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/test.sqlite3")
    monkeypatch.setenv("LASTMETER_ATTACHMENTS", str(tmp_path / "attachments"))
    return lambda *words: CliRunner().invoke(app, list(words))


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_standards_are_taken_in_and_told(run, tmp_path) -> None:
    row = "E01-11,1,成堆渣土,已清除,3,WORK_DAY,2023-10-01\n"
    told = run("import", "standards", written(tmp_path, "standards.csv", STANDARDS + row))
    assert (told.exit_code, told.stdout) == (0, "1 added, 0 changed, 0 unchanged\n")


def test_a_file_with_a_wrong_row_changes_nothing_and_says_which(run, tmp_path) -> None:
    rows = "E01-11,1,成堆渣土,已清除,3,WORK_DAY,2023-10-01\nE01-11,1,x,y,3,WEEK,2023-11-01\n"
    told = run("import", "standards", written(tmp_path, "standards.csv", STANDARDS + rows))
    assert told.exit_code == 1
    assert "line 3, unit: 'WEEK' is none of" in told.stderr
    again = run("import", "standards", written(tmp_path, "standards.csv", STANDARDS + rows.splitlines()[0]))
    assert again.stdout.startswith("1 added")


def test_a_file_without_its_columns_is_refused_in_words(run, tmp_path) -> None:
    told = run("import", "calendar", written(tmp_path, "calendar.csv", "day,name\n2023-10-01,国庆节\n"))
    assert told.exit_code == 1
    assert "calendar.csv lacks the columns is_work_day" in told.stderr


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_looking_at_the_clocks_and_sweeping_can_be_repeated(run, client, database) -> None:
    case = DrivenCase(client, built_town(database)).accepted()
    case.photo()
    assert run("escalate").stdout == "0 taken up again, 0 reminded, 3 urged\n"
    assert run("escalate").stdout == "0 taken up again, 0 reminded, 0 urged\n"
    assert run("sweep").stdout == "0 files removed\n"
