"""A real server in a process of its own, and somebody who writes to it for as long as it answers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any
from urllib.request import Request, urlopen

from core.database import Database
from core.places.models import Community, District, Street

PREPARED = """
import json, os, signal, sys
from core import app
from core.commands import serving
from core.settings import Settings
_, plugins = serving.installed_settings()
composition = app.Composition.of(plugins)
serving.installed_settings = lambda: (Settings.from_environment(), plugins)
app.Composition.of = lambda _: composition
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for order in sys.stdin:
    process = os.fork()
    if process == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what it tells is no answer to an order
        folder, os.environ["DATABASE_URL"], port = json.loads(order)
        os.chdir(folder)
        serving.serve("127.0.0.1", port)
        os._exit(0)
    print(process, flush=True)
"""
"""What every server does the same before it looks at the database is done once: to be killed is what it is about."""
KILLED = (OSError, HTTPException)
"""What a client meets when the server is killed: no connection, none any more, or half an answer."""
RECORD = """mutation($input: RecordSanitationVisitInput!) {
  recordSanitationVisit(input: $input) { visit { id } userErrors { code message } }
}"""


Serving = AbstractContextManager[tuple[int, str]]
"""The process and the address of a server, while it lives."""


class Launcher:
    """Starts `lastmeter serve` again and again, each in a process of its own."""

    def __init__(self, prepared: subprocess.Popen[str]) -> None:
        self.prepared = prepared
        assert prepared.stdin is not None
        assert prepared.stdout is not None
        self.orders, self.processes = prepared.stdin, prepared.stdout

    @contextmanager
    def serving(self, database: Database, folder: Path) -> Iterator[tuple[int, str]]:
        """A server in that folder that is ready: its process, and its address. It is killed in the end, unless it was."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        order = [str(folder), database.url.render_as_string(hide_password=False), port]
        print(json.dumps(order), file=self.orders, flush=True)
        process, url = int(self.processes.readline()), f"http://127.0.0.1:{port}"
        try:
            while not _answers(url):
                assert _lives(process), "the server ended"
                time.sleep(0.05)
            yield process, f"{url}/graphql"
        finally:
            kill(process)


@contextmanager
def launching(before: str = "", **more: str) -> Iterator[Launcher]:
    """`before` is Python that is run first, `more` its environment."""
    command = [sys.executable, "-c", before + PREPARED]
    with subprocess.Popen(
        command, env=os.environ | more, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True
    ) as prepared:
        yield Launcher(prepared)
        prepared.kill()


def kill(process: int) -> None:
    """As a loss of power does, and waits until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    while _lives(process):
        time.sleep(0.005)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        urlopen(f"{url}/health", timeout=5).close()
    except OSError:
        return False
    return True


def written(url: str, acknowledged: list[str], name: str, most: int = 10_000) -> None:
    """Records visits one after another until nobody answers; notes each that was acknowledged."""
    for number in range(most):
        key = f"{name}-{number}"
        problem = {"title": key, "categoryCode": "E01-10", "isSolvedOnSite": False}
        visit = {"communityCode": "370202001001", "visitedOn": "2023-09-05", "personTimes": {"staff": 1}}
        given = {"clientMutationId": key, "visit": visit, "problems": [problem]}
        body = json.dumps({"query": RECORD, "variables": {"input": given}}).encode()
        try:
            with urlopen(Request(url, body, {"content-type": "application/json"}), timeout=10) as response:
                answer: Any = json.load(response)
        except KILLED:
            return
        made = (answer.get("data") or {}).get("recordSanitationVisit")
        if made is not None:  # else it took too long, and nothing was kept
            assert made["visit"] is not None, answer
            acknowledged.append(key)


def built_place(database: Database) -> None:
    """Where they write about."""
    with database.writing() as session:
        district = District(code="370202", name="市南区")
        street = Street(code="370202001", name="香港中路街道", district=district)
        session.add(Community(code="370202001001", name="云霄路社区", street=street, district=district))
