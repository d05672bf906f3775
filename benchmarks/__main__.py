"""`uv run python -m benchmarks`: see README.md."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import orjson
import typer

from benchmarks.compare import Comparison
from benchmarks.contenders import body, contenders, install_peers, serving
from benchmarks.databases import demo, postgresql, sqlite
from benchmarks.lists import lists as all_lists
from benchmarks.lists import row
from benchmarks.load import CONNECTIONS, run
from benchmarks.report import table, told
from benchmarks.usage import peak_megabytes
from benchmarks.wall import measured
from core.plugin_manager import Plugins, discover
from core.schema import compose

app = typer.Typer(
    help="Measures lastmeter against its limit and its peers.", add_completion=False, pretty_exceptions_enable=False
)
VISITS = 100_000


@app.command()
def compare(
    kind: Annotated[str, typer.Option(help="postgresql or sqlite.")] = "postgresql",
    only: Annotated[str, typer.Option(help="Contenders whose names hold one of these words, with commas.")] = "",
    operations: Annotated[str, typer.Option(help="Operations by name, with commas; all when not given.")] = "",
    rounds: Annotated[int, typer.Option(help="How often each is measured; the best counts.")] = 3,
    seconds: Annotated[float, typer.Option(help="How long each time.")] = 3.0,
    visits: Annotated[int, typer.Option(help="How much data.")] = VISITS,
) -> None:
    """Requests a second, latencies, CPU for a request, and ratios, for every contender and operation."""
    words, chosen = [word for word in only.split(",") if word], [name for name in operations.split(",") if name]
    those = [c for c in contenders() if not words or any(word in c.name for word in words)]
    with ExitStack() as stack:
        if kind == "sqlite":
            those = [contender for contender in those if not contender.is_postgresql_only]
            comparison = Comparison(f"sqlite:///{sqlite(visits)}", None, seconds)
        else:
            url, postmaster = stack.enter_context(postgresql(visits))
            comparison = Comparison(url.render_as_string(hide_password=False), postmaster, seconds)
        for _ in range(rounds):
            comparison.round(those, chosen)
    asked = [operation.name for operation in those[0].asked() if not chosen or operation.name in chosen]
    for line in told(comparison, [contender.name for contender in those], asked):
        print(line)


@app.command()
def lists(seconds: Annotated[float, typer.Option(help="Seconds for each list.")] = 1.0) -> None:
    """The first page of every list in every order on the demo: SQLite, one process, one request at a time."""
    schema = compose(Plugins(discover(), strict=True))._schema
    found = list(all_lists(schema))
    with serving(contenders()[0], f"sqlite:///{demo()}") as server:
        url = server.contender.url("")
        bodies = [[orjson.dumps({"query": one.query})] for one in found]
        firsts = [run(url, body, 0.0, connections=1) for body in bodies]
        loads = [run(url, body, seconds, connections=1) for body in bodies]
    rows = sorted(map(row, found, firsts, loads), key=lambda row: -float(row[4]))
    for line in table(["list", "order", "first time ms", "p50 ms", "p99 ms", ""], rows):
        print(line)


@app.command()
def wall(
    operations: Annotated[str, typer.Option(help="Operations by name, with commas.")] = "q1_,q2_,q5_,c02,c05",
    visits: Annotated[int, typer.Option(help="How much data.")] = VISITS,
) -> None:
    """What the wall inside PostgreSQL costs different viewers: one process, one request at a time, without sockets."""
    chosen = [operation for operation in contenders()[0].asked() if operation.name in operations.split(",")]
    with postgresql(visits) as (url, _):
        rows = list(measured(url, chosen))
    for line in table(["who asks", "what", "without ms", "with ms", "ratio"], rows):
        print(line)


@app.command()
def vitals(visits: Annotated[int, typer.Option(help="How much data.")] = VISITS) -> None:
    """Start to first answer, memory under load, and memory after 10,000 different documents: SQLite, one process."""
    ours, url = contenders()[0], f"sqlite:///{sqlite(visits)}"
    starts = []
    for _ in range(5):
        with serving(ours, url) as server:
            starts.append(server.seconds_to_answer)
    print(f"start to first answer: {min(starts):.2f} s at best, {max(starts):.2f} s at worst")
    with serving(ours, url) as server:
        print(f"memory after the first answer: {peak_megabytes(server.pid):.0f} MB at most")
        for operation in ours.asked():
            run(ours.url(operation.name), [body(operation, at) for at in range(len(operation.variables))], 2.0)
        print(
            f"memory with {CONNECTIONS} connections asking every operation: {peak_megabytes(server.pid):.0f} MB at most"
        )
        for thousand in range(10):
            documents = [_another(1000 * thousand + at) for at in range(1000)]
            run(ours.url(""), documents, 4.0, connections=4)
        print(f"memory after 10,000 different documents: {peak_megabytes(server.pid):.0f} MB at most")


def _another(number: int) -> bytes:
    """A document that was never asked."""
    query = f"{{ cases(first: 5) {{ nodes {{ a{number}: title community {{ name district {{ code name }} }} }} }} }}"
    return orjson.dumps({"query": query})


@app.command()
def peers() -> None:
    """Install the peers that run in Node, by npm, into a cache outside the project."""
    install_peers()


if __name__ == "__main__":
    app()
