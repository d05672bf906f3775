"""The README is true: its questions are answered, its commands exist, its links lead somewhere, and it stays short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.cli import app, importing

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [f"{path.relative_to(ROOT)}" for path in sorted(ROOT.glob("plugins/*/README.md"))]
QUESTIONS = re.findall(r"```graphql\n(.*?)```", README, re.DOTALL)[0].strip().splitlines()


def test_there_are_five_questions_to_paste():
    assert len(QUESTIONS) == 5


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question[2:20])
def test_a_question_is_answered_on_the_demo(question, demo_client):
    (answer,) = demo_client.data(question).values()

    assert answer, "it shows something"
    assert "nodes': []" not in str(answer), "its lists show something"


def test_the_commands_exist():
    named = set(re.findall(r"`lastmeter ([a-z-]+)", README))
    known = {
        (command.name or command.callback.__name__).replace("_", "-")
        for command in app.registered_commands
        if command.callback
    } | {
        "import",
        "rollups",
        "accounts",
        "audit",
    }

    assert named <= known
    assert known - named == {"migration", "docs"}, "what only developers of plugins need stands in their README"
    for command in importing.registered_commands:
        assert f"import {command.name} FILE" in README


@pytest.mark.parametrize("file", ["README.md", "plugins/README.md", "docs/decisions/README.md", *PAGES])
def test_the_links_lead_somewhere(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]

    assert [link for link in links if not (ROOT / file).parent.joinpath(link).exists()] == []


def test_the_folders_of_the_map_exist():
    map_ = README.partition("## The map")[2].partition("\n## ")[0]
    paths = [
        path for cell in re.findall(r"^\| (.+?) \|", map_, re.MULTILINE) for path in re.findall(r"`([\w/.]+)`", cell)
    ]

    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_it_fits_two_screens():
    assert len(README.splitlines()) <= 100


def test_it_says_the_same_in_chinese():
    summary = README.partition("## 中文简介")[2]
    assert "uv run lastmeter serve" in summary
    assert "uv run pytest" in summary
