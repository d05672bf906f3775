"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from benchmarks.compare import Comparison, Measured


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def told(comparison: Comparison, contenders: Sequence[str], operations: Sequence[str]) -> Iterator[str]:
    """Answers in a second, latencies, CPU, and how the first contender stands to the others."""

    def each(title: str, cell: Callable[[Measured], str]) -> Iterator[str]:
        yield f"\n{title}\n"
        rows = []
        for contender in contenders:
            found = [comparison.best(contender, operation) for operation in operations]
            if any(found):
                rows.append([contender, *("–" if measured is None else cell(measured) for measured in found)])
        yield from table(["", *operations], rows)

    yield from each("requests/s", lambda measured: _short(measured.load.rate))
    yield from each("p50 / p99 ms", _latencies)
    yield from each("CPU ms for a request: server + PostgreSQL", _cpu)
    yield f"\n{contenders[0]} against the others: requests/s\n"
    yield from table(["", *operations], _ratios(comparison, contenders, operations))


def _latencies(measured: Measured) -> str:
    return " / ".join(_short(measured.load.percentile(share) * 1000) for share in (0.5, 0.99))


def _cpu(measured: Measured) -> str:
    return f"{measured.server_cpu * 1000:.2f} + {measured.database_cpu * 1000:.2f}"


def _ratios(comparison: Comparison, contenders: Sequence[str], operations: Sequence[str]) -> Iterator[list[str]]:
    ours, *others = contenders
    for other in others:
        row = [f"÷ {other}"]
        for operation in operations:
            mine, theirs = comparison.best(ours, operation), comparison.best(other, operation)
            row.append(f"{mine.load.rate / theirs.load.rate:.2f}" if mine and theirs else "–")
        if set(row[1:]) != {"–"}:
            yield row


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
