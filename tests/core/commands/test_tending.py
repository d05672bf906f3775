"""The commands that take in standards and calendars, and those for a timer."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.identity.models import Account, AccountState, RefreshToken
from core.policy.role import Role
from core.testing.fixtures import NOW
from core.testing.loop import DrivenCase, built_town

STANDARDS = "category,variant,condition,close_condition,amount,unit,effective_from\n"


@pytest.fixture
def attachments(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LASTMETER_ATTACHMENTS", str(tmp_path / "attachments"))


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_standards_are_taken_in_and_told(run, tmp_path) -> None:
    row = "E01-11,1,成堆渣土,已清除,3,WORK_DAY,2023-10-01\n"
    told = run("import", "standards", written(tmp_path, "standards.csv", STANDARDS + row))
    assert (told.code, told.out.splitlines()[-1]) == (0, "1 added, 0 changed, 0 unchanged")


def test_a_file_with_a_wrong_row_changes_nothing_and_says_which(run, tmp_path) -> None:
    rows = "E01-11,1,成堆渣土,已清除,3,WORK_DAY,2023-10-01\nE01-11,1,x,y,3,WEEK,2023-11-01\n"
    told = run("import", "standards", written(tmp_path, "standards.csv", STANDARDS + rows))
    assert told.code == 1
    assert "line 3, unit: 'WEEK' is none of" in told.err
    again = run("import", "standards", written(tmp_path, "standards.csv", STANDARDS + rows.splitlines()[0]))
    assert again.out.startswith("1 added")


def test_a_file_without_its_columns_is_refused_in_words(run, tmp_path) -> None:
    told = run("import", "calendar", written(tmp_path, "calendar.csv", "day,name\n2023-10-01,国庆节\n"))
    assert told.code == 1
    assert "calendar.csv lacks the columns is_work_day" in told.err


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_looking_at_the_clocks_and_sweeping_can_be_repeated(run, attachments, client, database, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database.shown}")
    case = DrivenCase(client, built_town(database)).accepted()
    case.photo()
    assert run("escalate").out == "0 taken up again, 0 reminded, 3 urged\n"
    assert run("escalate").out == "0 taken up again, 0 reminded, 0 urged\n"
    with database.writing() as session:
        session.add(Account(login="a", role=Role.AUDITOR, state=AccountState.ACTIVE, opened_by="-", opened_at=NOW))
        session.flush()
        session.add(RefreshToken(account_id=1, family="f", hash="h", expires_at=NOW))
    assert run("sweep").out == "0 files and 1 ended sessions removed\n"
    assert run("sweep").out == "0 files and 0 ended sessions removed\n"
