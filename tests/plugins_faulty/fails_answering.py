"""Its fields fail when they are asked, each in another way."""

from __future__ import annotations

import time

from core import Answer, Question, answer, hookimpl


class FailingQueries:
    @answer("It raises (抛错).", "place.read")
    def fails_answering_raises(self, question: Question) -> Answer[int | None]:
        yield from ()
        raise ZeroDivisionError("the secret formula")

    @answer("It calls itself without an end (递归).", "place.read")
    def fails_answering_recurses(self, question: Question) -> Answer[int | None]:
        yield from ()
        return _deeper(0)

    @answer("It gives what it did not promise (类型错误).", "place.read")
    def fails_answering_lies(self, question: Question) -> Answer[int | None]:
        yield from ()
        return "high"  # type: ignore[return-value]

    @answer("It waits in the event loop (阻塞).", "place.read")
    def fails_answering_blocks(self, question: Question) -> Answer[int | None]:
        yield from ()
        time.sleep(0.4)
        return 1

    @answer("It wants ever more memory (耗尽内存).", "place.read")
    def fails_answering_grows(self, question: Question) -> Answer[int | None]:
        yield from ()
        held = [bytearray(64 * 1024**2) for _ in range(1_000)]
        return len(held)


def _deeper(number: int) -> int:
    return _deeper(number + 1)


@hookimpl
def register_queries() -> list[type]:
    return [FailingQueries]
