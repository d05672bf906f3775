"""What the guide for plugins shows is what stands in the files of a package that is tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import core
from tests.third_party.conftest import second_release

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
WATER = ROOT / "tests" / "third_party" / "water"
SHOWN = re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)\n```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_tutorial_shows_most_kinds_of_files() -> None:
    assert len(SHOWN) >= 12
    files = {path.name for path in (WATER / "lastmeter_water").glob("*.py")} - {
        "__init__.py",
        "inputs.py",
        "standards.py",
    }
    assert files <= {Path(path).name for path, _ in SHOWN}


@pytest.mark.parametrize(("path", "code"), SHOWN, ids=[f"{path}-{number}" for number, (path, _) in enumerate(SHOWN)])
def test_what_is_shown_stands_in_the_file(path: str, code: str, second: Path) -> None:
    """Of the first release, or of the second."""
    files = [folder / path for folder in (WATER, second) if (folder / path).exists()]
    assert any(code in file.read_text(encoding="utf-8") for file in files), f"show {path} as it is"


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return second_release(tmp_path_factory.mktemp("second"))


def test_the_guide_tells_the_version_of_the_plugin_api() -> None:
    assert f"Its version is `core.API_VERSION`, now {core.API_VERSION};" in GUIDE
