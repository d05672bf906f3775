"""Faults: what a plugin's field that fails costs those who ask for something else meanwhile (catalogue E03).

uv run python -m benchmarks.faults

One process on the demo, whose memory is limited as a server's is. One request of twenty asks for the field, four are served
at once; in turns with a round in which it asks for one that does not fail.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Iterator, Sequence
from importlib import import_module
from time import perf_counter

from benchmarks.databases import demo
from benchmarks.operations import Operation, operations
from benchmarks.report import table
from core.app import Composition, Lastmeter, assemble
from core.engine.document import Asked
from core.http.server import limit_memory
from core.plugin_manager import Plugin, Plugins, discover
from core.settings import Settings

FAULTS = ("Raises", "Recurses", "Lies", "Grows")
OTHERS, AT_ONCE, ROUNDS, MEGABYTES = 19, 4, 60, 1024
SOUND = Asked("{ serviceLines { key } }", {})
HEAD = ["field", "p50 beside a sound one", "beside it", "p95 beside a sound one", "beside it", "p95 +"]


def main() -> None:
    logging.disable()
    faulty = Plugin("fails_answering", import_module("tests.plugins_faulty.fails_answering"))
    composition = Composition.of(Plugins([*discover(), faulty], strict=True))
    lastmeter = assemble(Settings.from_environment({"DATABASE_URL": f"sqlite:///{demo()}"}), composition)
    question = next(one for one in operations() if one.name == "q5_")
    limit_memory(MEGABYTES)
    gc.collect()
    gc.freeze()
    for line in table(HEAD, asyncio.run(rows(lastmeter, question))):
        print(line)


async def rows(lastmeter: Lastmeter, question: Operation) -> list[list[str]]:
    found = []
    for name in FAULTS:
        fault = Asked(f"{{ failsAnswering{name} }}", {})
        sound, faulty = await in_turns(lastmeter, Asked(question.text, {}), fault)
        shown = [f"{at(share, times) * 1000:.2f}" for share in (0.5, 0.95) for times in (sound, faulty)]
        found.append([name.lower(), *shown, f"{at(0.95, faulty) / at(0.95, sound) - 1:+.0%}"])
    return found


async def in_turns(lastmeter: Lastmeter, question: Asked, fault: Asked) -> tuple[list[float], list[float]]:
    """Seconds of the question beside something sound, and beside the fault."""
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS):
        for times, beside in zip(found, (SOUND, fault), strict=True):
            taken = await served(lastmeter, [beside, *[question] * OTHERS])
            if number:  # the first plans
                times += taken
    return found


async def served(lastmeter: Lastmeter, asked: Sequence[Asked]) -> list[float]:
    """So many at once; seconds of each but the first."""
    left, taken = iter(list(enumerate(asked))), list[float]()

    async def serve(left: Iterator[tuple[int, Asked]]) -> None:
        for number, one in left:
            started = perf_counter()
            await lastmeter.engine.execute(one, lastmeter.context())
            if number:
                taken.append(perf_counter() - started)

    await asyncio.gather(*(serve(left) for _ in range(AT_ONCE)))
    return taken


def at(share: float, times: list[float]) -> float:
    return sorted(times)[int(len(times) * share)]


if __name__ == "__main__":
    main()
