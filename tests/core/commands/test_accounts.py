"""`lastmeter token` and `lastmeter accounts`."""

from __future__ import annotations

import io
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from core.identity import passwords


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is piped in."""
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

    def typed(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return typed


@pytest.fixture
def served(folder: Path) -> Path:
    """Where a server has begun."""
    (folder / "lastmeter.sqlite3").touch()
    return folder


def test_no_token_is_told_where_no_server_would_take_it(run: Any, folder: Path) -> None:
    refused = run("token", "LINE_LEAD", "--line", "gas")
    assert (refused.code, refused.out) == (1, "")
    assert f"There are no keys {folder / 'lastmeter.key'} and no database {folder / 'lastmeter.sqlite3'}" in refused.err
    assert "Run this in the folder of the server" in refused.err
    assert list(folder.iterdir()) == []


def test_keys_that_a_token_made_are_told_and_only_then(run: Any, served: Path) -> None:
    first, second = (run("token", "AUDITOR") for _ in range(2))
    assert f"New keys were made: {served / 'lastmeter.key'}. Only a server with this file takes the token" in first.err
    assert (first.out.count("\n"), second.err) == (1, "")


def test_a_role_of_the_demo_is_tried_by_a_token_and_not_in_production(run: Any, served: Any) -> None:
    ran = run("token", "LINE_LEAD", "--line", "gas")
    assert (ran.code, ran.out.count(".")) == (0, 2)
    assert (served / "lastmeter.key").exists()
    assert "role" in run("token", "KING").err
    refused = run("token", "LINE_LEAD", "--line", "GAS")
    assert (refused.code, refused.out) == (1, "")
    assert "There is no service line 'GAS'. There is: enforcement, gas, heating, sanitation." in refused.err
    refused = run("token", "LINE_LEAD", LASTMETER_PROFILE="production")
    assert (refused.code, refused.out) == (1, "")
    assert "lastmeter accounts open" in refused.err


def test_the_first_account_is_opened_and_its_password_changed(run: Any, typed: Any, folder: Any) -> None:
    typed("correct horse battery\n")
    assert run("accounts", "open", "root", "--role", "SYSTEM_ADMIN").out.endswith("root can sign in.\n")
    typed("another good password\n")
    assert run("accounts", "password", "root").out == "root has a new password.\n"
    typed("another good password\n")
    assert "no such" in run("accounts", "password", "nobody").err.lower() or run("accounts", "password", "nobody").code
    with sqlite3.connect(folder / "lastmeter.sqlite3") as rows:
        trail = rows.execute("SELECT actor, operation, subjects FROM audit_entry ORDER BY number").fetchall()
    account = '{"account":1}'
    assert trail == [("command line", "open_account", account), ("command line", "set_password", account)]


def test_what_is_wrong_with_an_account_is_told_in_a_sentence(run: Any, typed: Any) -> None:
    typed("short\n")
    assert "12 to 128 characters" in run("accounts", "open", "root", "--role", "SYSTEM_ADMIN").err
    assert "'KING' is no role" in run("accounts", "open", "root", "--role", "KING").err
    assert "There is no post 'nobody'" in run("accounts", "open", "a", "--officer", "nobody", "--without-password").err


def test_a_program_is_admitted_and_its_token_told_once(run: Any) -> None:
    ran = run("accounts", "program", "sensor", "--line", "gas", "--may", "case.read", "--days", "30")
    assert ran.out.splitlines()[-1].startswith("lastmeter_")
    assert "There is no line 'steam'" in run("accounts", "program", "x", "--line", "steam", "--may", "case.read").err
    assert "case.read" in run("accounts", "program", "x", "--line", "gas", "--may", "account.read").err


def test_keys_are_changed(run: Any) -> None:
    first, second = run("accounts", "rotate").out, run("accounts", "rotate").out
    assert first.startswith("lastmeter.key signs with the key ")
    assert first != second
