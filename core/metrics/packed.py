"""Packed: a whole histogram as one number, with 32 bits for each step. Adding such numbers adds the histograms.

So it is summed, taken away and grouped like any other figure, in the same time however many steps there are.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate, pairwise

BITS = 32
BYTES = BITS // 8
HALF = 1 << BITS - 1
"""No step holds as much, nor as little below zero: what changes took away before others added it."""
LAST_STEP = 0xFFFF
DAYS_MOST = 31
Widths = tuple[tuple[int, int], ...]
"""Up to which value the steps are how wide, the last for all above."""


@lru_cache(maxsize=10_000)
def step_at(lower: int, widths: Widths) -> int:
    """The number of the step that begins there; whatever is larger than all of them is in the last."""
    before = steps = 0
    for limit, width in widths[:-1]:
        if lower < limit:
            return steps + (lower - before) // width
        steps, before = steps + (limit - before) // width, limit
    return min(steps + (lower - before) // widths[-1][1], LAST_STEP)


def bounds(step: int, widths: Widths) -> tuple[int, int]:
    """The first value of a step, and how wide it is."""
    before = 0
    for limit, width in widths[:-1]:
        if before + step * width < limit:
            return before + step * width, width
        step, before = step - (limit - before) // width, limit
    width = widths[-1][1]
    return before + step * width, width


def packed(counts: Mapping[int, int]) -> int:
    """How many there are in each step."""
    steps = array("I", bytes(BYTES * (max(counts, default=0) + 1)))
    try:
        for step, count in counts.items():
            steps[step] = count
    except OverflowError:  # below zero
        return sum(count << BITS * step for step, count in counts.items())
    return int.from_bytes(steps.tobytes(), sys.byteorder)


def _number(counts: list[int]) -> int:
    return int.from_bytes(struct.pack(f"<{len(counts)}I", *counts), "little")


def unpacked(number: int) -> list[int]:
    """How many there are in each step, from the first."""
    steps = abs(number).bit_length() // BITS + 1
    if number >= 0 and not number & _halves(steps):  # nothing is below zero, as it nearly always is
        return list(struct.unpack(f"<{steps}I", number.to_bytes(steps * BYTES, "little")))
    raised = number + _halves(steps)
    return [count - HALF for count in struct.unpack(f"<{steps}I", raised.to_bytes(steps * BYTES, "little"))]


@lru_cache(maxsize=10_000)
def _halves(steps: int) -> int:
    return _number([HALF] * steps)


def filled(number: int) -> Iterator[tuple[int, int]]:
    """The steps that hold any, with how many."""
    return ((step, count) for step, count in enumerate(unpacked(number)) if count)


# ------------------------------------------------------------- as they are kept


def written(number: int) -> bytes:
    """Without the empty steps at its beginning, of which it says how many there are."""
    empty = ((number & -number).bit_length() - 1) // BITS if number else 0
    number >>= empty * BITS
    return struct.pack("<H", empty) + number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)


def read(kept: bytes) -> int:
    (empty,) = struct.unpack_from("<H", kept)
    number = int.from_bytes(kept[2:], "little", signed=True)
    return number << int(empty) * BITS


DAY = struct.Struct("<HHi")
"""A day of a month, a step, and how many."""
EVERY = 5
MANY = 200
"""From so many on, they are kept with what they held until every fifth day: any days are then two such sums and a few days."""
SUMS = DAYS_MOST // EVERY
HEAD = struct.Struct(f"<H{SUMS + 1}I")
"""No day 0 begins with it: where each of the sums begins, and then the days."""
MARK = b"\0\0"


def written_days(days: Mapping[tuple[int, int], int]) -> bytes:
    """A month by day and step: only those that hold any."""
    one_by_one = b"".join(DAY.pack(*at, count) for at, count in sorted(days.items()) if count)
    if len(one_by_one) < MANY * DAY.size:
        return one_by_one
    sums = [written(_added(one_by_one, 1, at * EVERY)) for at in range(1, SUMS + 1)]
    places = accumulate(map(len, sums), initial=HEAD.size)
    return HEAD.pack(0, *places) + b"".join(sums) + one_by_one


def read_days(kept: bytes) -> dict[tuple[int, int], int]:
    _, one_by_one = _opened(kept)
    return {(day, step): count for day, step, count in DAY.iter_unpack(one_by_one)}


def between(kept: bytes, first: int, last: int) -> int:
    """What days of a month hold together, both included, packed."""
    sums, one_by_one = _opened(kept)
    if not sums:
        return _added(one_by_one, first, last)
    return _until(sums, one_by_one, last) - _until(sums, one_by_one, first - 1)


def _opened(kept: bytes) -> tuple[list[bytes], bytes]:
    if not kept.startswith(MARK):
        return [], kept
    _, *places = HEAD.unpack_from(kept)
    return [kept[start:end] for start, end in pairwise(places)], kept[places[-1] :]


def _until(sums: list[bytes], one_by_one: bytes, day: int) -> int:
    at = min(day // EVERY, SUMS)
    return (read(sums[at - 1]) if at else 0) + _added(one_by_one, at * EVERY + 1, day)


def _added(one_by_one: bytes, first: int, last: int) -> int:
    places = range(0, len(one_by_one), DAY.size)

    def at(day: int) -> int:
        """Where a day begins."""
        return DAY.size * bisect_left(places, day, key=lambda place: DAY.unpack_from(one_by_one, place)[0])

    found: dict[int, int] = {}
    for _, step, count in DAY.iter_unpack(one_by_one[at(first) : at(last + 1)]):
        found[step] = found.get(step, 0) + count
    return packed(found)
