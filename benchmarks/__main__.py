"""`uv run python -m benchmarks`: see README.md."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

from benchmarks.compare import Comparison
from benchmarks.contenders import contenders, install_peers
from benchmarks.databases import postgresql, sqlite
from benchmarks.report import told

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
def peers() -> None:
    """Install the peers that run in Node, by npm, into a cache outside the project."""
    install_peers()


if __name__ == "__main__":
    app()
