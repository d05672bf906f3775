"""Packages of their own, with tests of their own: they are run as whoever wrote them would, not collected with ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PACKAGES = [path.parent.name for path in HERE.glob("*/pyproject.toml")]
collect_ignore = PACKAGES
Run = Callable[..., str]


def second_release(folder: Path) -> Path:
    """The water line as `water-0.2.patch` makes it of what `lastmeter new-line` wrote."""
    made = folder / "water"
    shutil.copytree(HERE / "water", made, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    subprocess.run(["git", "apply", str(HERE / "water-0.2.patch")], cwd=made, check=True)
    return made


def looks_installed(package: str | Path, folder: Path) -> None:
    """What pip writes of a package, so far as it is looked at; its files stay where they are."""
    project = tomllib.loads((HERE / package / "pyproject.toml").read_text())["project"]
    told = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    entries = project["entry-points"]["lastmeter.plugins"]
    lines = (f"{name} = {module}\n" for name, module in entries.items())
    (told / "entry_points.txt").write_text("[lastmeter.plugins]\n" + "".join(lines))


@pytest.fixture(scope="session")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | Path], Run]:
    """Runs Python where one of the packages is installed beside the four lines: `beside("water")("-m", "pytest")`."""

    def installed(package: str | Path) -> Run:
        folder = tmp_path_factory.mktemp(Path(package).name)
        looks_installed(package, folder)
        path = os.pathsep.join([str(folder), str(HERE / package), str(HERE.parents[1])])
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment = kept | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}

        def run(*arguments: str) -> str:
            command = [sys.executable, *arguments]
            ran = subprocess.run(command, cwd=HERE / package, env=environment, capture_output=True, text=True)
            assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-3000:]
            return ran.stdout

        return run

    return installed
