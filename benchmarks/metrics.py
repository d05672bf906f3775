"""What figures cost at 10⁵, 10⁶ and 10⁷ visits, and what keeping their rollups costs a write. Prints tables in Markdown.

    python -m benchmarks.metrics 100000=postgresql://… 1000000=postgresql://…      databases made by `lastmeter generate`
    python -m benchmarks.metrics --make 100000 1000000                             makes them on a PostgreSQL of its own
    python -m benchmarks.metrics --make 100000 10000000 --keep /var/tmp/figures    keeps them there for the next time

What is kept is made once for each state of the tables; rollups that are counted otherwise by now are built anew. Latencies are those of whole answers in one process: text in, bytes out, without sockets; the median of many.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from benchmarks.databases import version_of_tables
from core.app import Composition, Lastmeter, assemble
from core.database import Database
from core.demo.scale import generate
from core.engine.document import Asked
from core.lines.services import remember
from core.metrics.metric import Metric
from core.metrics.upkeep.build import rebuild
from core.metrics.upkeep.install import install, suspend
from core.migrations import upgrade
from core.settings import Settings
from core.testing.postgres import server

DOCUMENTS = Path(__file__).parents[1] / "tests" / "contract" / "documents"
CONTRACT = ("01_headline", "06_round_gaps", "07_cross_line_metrics")
SERVER = "shared_buffers = 1GB\nmax_wal_size = 4GB\n"
VALUES = """query($keys: [String!]!, $window: DateWindow!, $by: [MetricDimension!], $order: [MetricOrder!]) {
  metrics(keys: $keys, window: $window, groupBy: $by, orderBy: $order, first: 100) {
    totalCount nodes { value numerator denominator sampleSize }
  } }"""
WHOLE = {"from": "2021-06-01", "to": "2023-09-09"}
ODD = {"from": "2021-11-17", "to": "2023-05-09"}
RANKED = [{"field": "VALUE", "direction": "DESC"}]
SHAPES: dict[str, tuple[Any, list[str], Any]] = {
    "all days": (WHOLE, [], None),
    "odd days": (ODD, [], None),
    "line, month": (ODD, ["LINE", "MONTH"], None),
    "district, month": (ODD, ["DISTRICT", "MONTH"], None),
    "community, ranked": (ODD, ["COMMUNITY"], RANKED),
}
MOST = 1.5
"""From the smallest to the largest no question may grow by more."""
ROUNDS = 4
RECORD = """mutation($input: RecordSanitationVisitInput!) {
  recordSanitationVisit(input: $input) { visit { id } userErrors { message } } }"""


@dataclass(frozen=True)
class Question:
    name: str
    text: str
    variables: dict[str, Any]


def questions(catalogue: Any) -> Iterator[Question]:
    known = catalogue.objects(Metric)
    for name in CONTRACT:
        variables = json.loads((DOCUMENTS / f"{name}.json").read_text())
        if "keys" in variables:
            variables["keys"] = [key for key in variables["keys"] if key in known]
        yield Question(f"contract {name[:2]}", (DOCUMENTS / f"{name}.graphql").read_text(), variables)
    for key in known:
        for shape, (window, by, order) in SHAPES.items():
            yield Question(f"{key} · {shape}", VALUES, {"keys": [key], "window": window, "by": by, "order": order})


class Asking:
    """One database, and one event loop to ask it in."""

    def __init__(self, url: str, composition: Composition) -> None:
        self.lastmeter: Lastmeter = assemble(Settings(database_url=url, merge_seconds=0), composition)
        self.loop = asyncio.new_event_loop()

    def once(self, question: Question) -> tuple[float, bytes]:
        asked = Asked(question.text, question.variables)
        started = perf_counter()
        answer = self.loop.run_until_complete(self.lastmeter.engine.execute(asked, self.lastmeter.context()))
        return perf_counter() - started, answer.body

    def milliseconds(self, question: Question, times: int) -> float | None:
        """The median; None where the question is refused here."""
        for _ in range(6):  # plans and prepared statements
            _, body = self.once(question)
        if b'"errors"' in body[:200]:
            return None
        return statistics.median(self.once(question)[0] for _ in range(times)) * 1000

    def close(self) -> None:
        self.loop.run_until_complete(self.lastmeter.close())
        self.loop.close()


def measured(
    urls: dict[int, str], composition: Composition, times: int, only: Sequence[str]
) -> list[tuple[str, list[float | None]]]:
    """Each question at each size, sizes in turn, so that a busy machine is busy for all of them."""
    askings = {size: Asking(url, composition) for size, url in urls.items()}
    found = []
    for question in questions(composition.catalogue):
        if only and not any(word in question.name for word in only):
            continue
        found.append((question.name, [asking.milliseconds(question, times) for asking in askings.values()]))
        print(f"{question.name}: {found[-1][1]}", file=sys.stderr)
    for asking in askings.values():
        asking.close()
    return found


def table(sizes: Sequence[int], rows: Sequence[tuple[str, list[float | None]]]) -> Iterator[str]:
    yield "| question, ms | " + " | ".join(f"{size:,}" for size in sizes) + " | growth |"
    yield "|---|" + "---|" * (len(sizes) + 1)
    within = 0
    for name, numbers in rows:
        told = ["–" if number is None else f"{number:.2f}" for number in numbers]
        first, last = numbers[0], numbers[-1]
        growth = last / first if first and last else None
        within += growth is not None and growth <= MOST
        yield f"| {name} | " + " | ".join(told) + (" | – |" if growth is None else f" | {growth:.2f} |")
    yield f"\n{within} of {len(rows)} grow by no more than {MOST}."


# ------------------------------------------------------------- what writing costs


def write_cost(url: str, composition: Composition, times: int) -> tuple[float, float]:
    """A visit with problems by the public endpoint, milliseconds: with triggers and without, in turns, the best of each.
    Undone is nothing: the rows stay, and rollups that were suspended are built anew."""
    with_triggers, without = [], []
    database, plugins = Database(url), composition.plugins
    for number in range(ROUNDS):
        with_triggers.append(_recorded(url, composition, times, f"with-{number}"))
        with database.engine.begin() as connection:
            suspend(connection)
        without.append(_recorded(url, composition, times, f"without-{number}"))
        with database.engine.begin() as connection:
            install(connection, plugins)
    rebuild(database, plugins)
    database.dispose()
    return min(with_triggers), min(without)


def _recorded(url: str, composition: Composition, times: int, mark: str) -> float:
    asking = Asking(url, composition)
    found = []
    for number in range(times + 10):
        variables = {"input": _visit(f"{mark}-{number}-{perf_counter()}")}
        seconds, body = asking.once(Question("record", RECORD, variables))
        assert orjson.loads(body)["data"]["recordSanitationVisit"]["userErrors"] == [], body
        found.append(seconds)
    asking.close()
    return statistics.median(found[10:]) * 1000


def _visit(key: str) -> dict[str, Any]:
    return {
        "clientMutationId": key,
        "visit": {
            "communityCode": "370202001001",
            "visitedOn": "2023-09-01",
            "personTimes": {"staff": 4, "residents": 9, "volunteers": 2},
            "materials": [{"topic": "waste_sorting", "count": 80}, {"topic": "city_rules", "count": 20}],
        },
        "fiveCleans": [{"kind": "YARD", "found": 3, "cleared": 2}, {"kind": "ROOFTOP", "found": 1, "cleared": 1}],
        "sortingTalkHouseholds": 12,
        "problems": [
            {"categoryCode": "E01-10", "title": "垃圾堆放", "isSolvedOnSite": True},
            {"categoryCode": "E01-11", "title": "卫生死角", "isSolvedOnSite": False},
        ],
    }


# ------------------------------------------------------------- databases


@contextmanager
def made(sizes: Sequence[int], keep: Path | None, composition: Composition) -> Iterator[dict[int, str]]:
    with server(SERVER, keep or Path("/var/tmp"), is_kept=keep is not None) as admin:
        yield {size: _one(admin, size, composition) for size in sizes}


def _one(admin: URL, size: int, composition: Composition) -> str:
    """A database with so many visits: found, or made under another name until it is whole."""
    name, unfinished = f"visits_{size}_{version_of_tables()}", f"unfinished_{size}"
    owner = Database(admin)
    with owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.execute(text(f"DROP DATABASE IF EXISTS {unfinished}"))
            connection.execute(text(f"CREATE DATABASE {unfinished}"))
            _fill(admin.set(database=unfinished), size, composition)
            connection.execute(text(f"ALTER DATABASE {unfinished} RENAME TO {name}"))
    owner.dispose()
    database = Database(admin.set(database=name))
    rebuild(database, composition.plugins, only_new=True)
    database.dispose()
    return admin.set(database=name).render_as_string(hide_password=False)


def _fill(url: URL, size: int, composition: Composition) -> None:
    database = Database(url)
    upgrade(database, composition.plugins)
    with database.writing() as session:
        remember(session, composition.plugins.lines)
    started = perf_counter()
    generated = generate(database, composition.plugins, size)
    database.dispose()
    print(f"{size}: {generated}, {perf_counter() - started:.0f} s with indexes and rollups", file=sys.stderr)
    vacuum(url.render_as_string(hide_password=False))


def vacuum(url: str) -> None:
    database = Database(url)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))
    database.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("databases", nargs="*", help="SIZE=URL")
    parser.add_argument("--make", nargs="*", type=int, default=(), help="sizes to make")
    parser.add_argument("--keep", type=Path, help="a folder for the PostgreSQL with what is made")
    parser.add_argument("--only", default="", help="questions whose names hold one of these words, with commas")
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--write", action="store_true", help="measure what rollups cost a write, on the smallest")
    given = parser.parse_args()
    composition = Composition.installed(Settings())
    with ExitStack() as stack:
        urls = {
            int(size): str(make_url(url).render_as_string(hide_password=False))
            for size, url in (one.split("=", 1) for one in given.databases)
        }
        if given.make:
            urls |= stack.enter_context(made(given.make, given.keep, composition))
        urls = dict(sorted(urls.items()))
        words = [word for word in given.only.split(",") if word]
        for line in table(list(urls), measured(urls, composition, given.times, words)):
            print(line)
        if given.write:
            with_rollups, without = write_cost(next(iter(urls.values())), composition, given.times * 3)
            share = with_rollups / without - 1
            print(
                f"\nA visit with two problems: {with_rollups:.2f} ms with rollups, {without:.2f} ms without: +{share:.0%}"
            )


if __name__ == "__main__":
    main()
