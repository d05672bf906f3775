"""`lastmeter new-line`: a package of its own, or a sentence that says why not."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

WATER = Path(__file__).parents[2] / "third_party" / "water"


def files(folder: Path) -> dict[str, str]:
    """Every file by its path, but what tools left behind."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    kept = (path for path in found if not any(part.startswith((".", "__pycache__")) for part in path.parts))
    return {str(path): (folder / path).read_text(encoding="utf-8") for path in kept}


def test_the_package_in_this_repository_is_what_the_command_writes(run, folder):
    ran = run("new-line", "water", "--name", "Water supply", "--name-zh", "供水服务", "--folder", "water")

    assert ran.code == 0
    assert ran.out.startswith("water written. Next: `")
    made, committed = files(folder / "water"), files(WATER)
    assert sorted(made) == sorted(committed)
    for path, text in made.items():
        assert text == committed[path], f"{path}: change core/new_line/template and tests/third_party/water together"


@pytest.mark.parametrize(
    ("has_pip", "environment", "told"),
    [
        (True, {}, "Next: `pip install -e lastmeter-tea`, then `lastmeter plugins`;"),
        (False, {"UV": "/bin/uv"}, "Next: `uv pip install -e lastmeter-tea`, then `uv run lastmeter plugins`;"),
    ],
)
def test_it_says_how_to_install_where_it_was_asked(run, monkeypatch, has_pip, environment, told):
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setattr("core.commands.new_line.find_spec", lambda name: has_pip or None)
    assert told in run("new-line", "tea", **environment).out


@pytest.mark.parametrize("key", ["ab", "water", "lighting"])
def test_what_is_written_is_as_its_linter_wants_it(run, folder, key):
    """Of longer names lines grow too long; `ruff format` breaks them."""
    assert run("new-line", key, "--folder", key).code == 0
    for command in ("check", "format --check"):
        linted = subprocess.run(
            [sys.executable, "-m", "ruff", *command.split(), "--no-cache", "."],
            cwd=folder / key, capture_output=True, text=True,
        )  # fmt: skip
        assert linted.returncode == 0, linted.stdout


def test_names_come_from_the_line_s_where_none_are_given_and_categories_from_what_is_free(run, folder):
    assert run("new-line", "garden").code == 0

    made = files(folder / "lastmeter-garden")
    assert 'key="garden",\n    name="Garden line",\n    name_zh="garden服务"' in made["lastmeter_garden/line.py"]
    assert "G01-97" in made["lastmeter_garden/line.py"], "gas has G01-99 and G01-98"
    project = tomllib.loads(made["pyproject.toml"])["project"]
    assert project["entry-points"] == {"lastmeter.plugins": {"garden": "lastmeter_garden"}}
    for path, text in made.items():
        assert "$" not in text
        assert "water" not in text.lower()
        if path.endswith(".py"):
            ast.parse(text)


REFUSED = {
    "installed already": (["gas"], "A plugin named gas is installed already: choose another name."),
    "core": (["core"], "A plugin named core is installed already"),
    "a table of core": (["household"], "household begins the name of household already: choose another name."),
    "no word": (
        ["rain water"],
        "'rain water' is no name for a line: write one word of 2 to 18 small letters and digits",
    ),
    "capitals": (["Water"], "'Water' is no name for a line"),
    "a word of Python": (["class"], "'class' is a word of Python's own"),
    "a quote in a name": (["water", "--name", 'a"b'], "'a\"b' is no English name for a line"),
    "no Chinese name": (["water", "--name-zh", "Water"], "'Water' is no Chinese name for a line"),
    "a folder that is there": (["water", "--folder", "."], ". is there already: name another by --folder"),
}


@pytest.mark.parametrize(("arguments", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_written(run, folder, arguments, told):
    ran = run("new-line", *arguments)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"lastmeter: {told}")
    assert list(folder.iterdir()) == []
