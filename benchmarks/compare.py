"""Measures every contender on every operation, in rounds that take turns, so that what else the machine does hits all."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.contenders import Contender, Serving, Unstarted, ask, body, serving
from benchmarks.load import Load, run
from benchmarks.operations import Operation
from benchmarks.operations.peers import comparable
from benchmarks.usage import cpu_seconds


@dataclass(frozen=True)
class Measured:
    load: Load
    server_cpu: float
    """Seconds for a request."""
    database_cpu: float


class Comparison:
    """Of several rounds the one with the most answers counts: other work only ever slows; CPU is the least seen."""

    def __init__(self, database_url: str, postmaster: int | None, seconds: float) -> None:
        self.database_url = database_url
        self.postmaster = postmaster
        self.seconds = seconds
        self.found: dict[tuple[str, str], list[Measured]] = {}
        self._right: dict[str, Any] = {}
        self._wrong: set[tuple[str, str]] = set()

    def round(self, contenders: Sequence[Contender], chosen: Collection[str] = ()) -> None:
        for contender in contenders:
            try:
                with serving(contender, self.database_url) as server:
                    for operation in contender.asked():
                        if not chosen or operation.name in chosen:
                            self._operation(server, operation)
            except Unstarted as reason:
                print(f"# does not start: {reason}", file=sys.stderr)

    def _operation(self, server: Serving, operation: Operation) -> None:
        name = (server.contender.name, operation.name)
        if name not in self.found and name not in self._wrong and not self._is_right(server.contender, operation):
            self._wrong.add(name)
        if name not in self._wrong:
            self.found.setdefault(name, []).append(self._measured(server, operation))

    def _is_right(self, contender: Contender, operation: Operation) -> bool:
        """Whether it is served, and says what the first contender says."""
        for at in {0, len(operation.variables) // 2, len(operation.variables) - 1}:
            try:
                answer: Any = ask(contender, operation, at)
            except OSError:
                return False
            if "errors" in answer:
                print(f"# {contender.name} refuses {operation.name}: {answer['errors'][0]['message']}", file=sys.stderr)
                return False
            said = comparable(operation.name, answer["data"])
            if self._right.setdefault(f"{operation.name} {at}", said) != said:
                print(f"# {contender.name} answers {operation.name} otherwise: not measured", file=sys.stderr)
                return False
        return True

    def _measured(self, server: Serving, operation: Operation) -> Measured:
        url = server.contender.url(operation.name)
        bodies = [body(operation, at) for at in range(len(operation.variables))]
        run(url, bodies, min(1.0, self.seconds))
        before = self._cpu(server)
        load = run(url, bodies, self.seconds)
        after = self._cpu(server)
        if load.failures:
            print(f"# {server.contender.name} {operation.name}: {load.failures} failures", file=sys.stderr)
        own, databases = (later - earlier for earlier, later in zip(before, after, strict=True))
        return Measured(load, own / len(load.latencies), databases / len(load.latencies))

    def _cpu(self, server: Serving) -> tuple[float, float]:
        return cpu_seconds(server.pid), cpu_seconds(self.postmaster) if self.postmaster else 0.0

    def best(self, contender: str, operation: str) -> Measured | None:
        runs = self.found.get((contender, operation))
        if not runs:
            return None
        fastest = max((run.load for run in runs), key=lambda load: load.rate)
        return Measured(fastest, min(run.server_cpu for run in runs), min(run.database_cpu for run in runs))
